"""An installation to measure: a seeded database, with few or with many rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from config import Config
from eventapp.database import db
from tests import postgres
from tests.bench.floor import TABLE
from tests.bench.seed import Seeded, seed
from tests.conftest import make_app
from tests.serving import environment


@dataclass(frozen=True)
class Size:
    """How many attendees an event has, and how many contacts a network."""

    attendees: int
    contacts: int

    def __str__(self) -> str:
        return "few" if self.contacts < 1000 else "many"


SMALL = Size(attendees=100, contacts=400)
LARGE = Size(attendees=10_000, contacts=100_000)


@dataclass(frozen=True, eq=False)
class Site:
    """One database and the environment of a process that serves it; ``app`` is for looking in."""

    folder: Path
    database: str
    size: Size
    app: Flask
    environ: dict[str, str]
    seeded: Seeded

    @property
    def line(self) -> dict[str, str]:
        """Give what its lines in the table share."""
        return {"database": self.database, "rows": str(self.size)}


@contextmanager
def opened(folder: Path, database: str, sizes: Sequence[Size]) -> Iterator[list[Site]]:
    """Make and fill a site of each size."""
    sites = [make_site(folder / f"{database}-{size}", database, size) for size in sizes]
    try:
        yield sites
    finally:
        for site in sites:
            with site.app.app_context():
                db.engine.dispose()


def make_site(folder: Path, database: str, size: Size) -> Site:
    """Make one site."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'bench.db'}"
    if database == "postgresql":
        url = postgres.database_url(f"bench_{size}", durable=True)
    app = make_app(folder, url)
    with app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql(TABLE)
        seeded = seed(attendees=size.attendees, contacts=size.contacts)
    config: Config = app.extensions["config"]
    environ = environment(config, folder, BASE_URL=config.base_url)
    return Site(folder, database, size, app, environ, seeded)
