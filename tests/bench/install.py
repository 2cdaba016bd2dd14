"""How much an installation takes on disk: what requirements.txt installs, and our own files."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.bench.table import Line, Target
from tests.serving import ROOT

TARGET = Target(most=260, unit="MB")
OURS = ("eventapp", "migrations", "config.py", "wsgi.py")


def sized() -> Iterator[Line]:
    """Add up the files."""
    packages = sum(package_size(name) for name in required())
    own = sum(size(file) for name in OURS for file in [ROOT / name, *(ROOT / name).rglob("*")])
    yield Line(what="installed size", amount=round((packages + own) / 1024 / 1024), target=TARGET)


def required() -> Iterator[str]:
    """Name the packages that this machine needs of the locked ones."""
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix("\\").strip())
            if requirement.marker is None or requirement.marker.evaluate():
                yield requirement.name


def package_size(name: str) -> int:
    """Add up what a package installed."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return 0
    return sum(size(Path(str(file.locate()))) for file in files)


def size(path: Path) -> int:
    """Give a file's bytes; a folder has none."""
    return path.stat().st_size if path.is_file() else 0
