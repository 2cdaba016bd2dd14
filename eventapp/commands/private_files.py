"""Files that only their owner reads, and that are whole or not there."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def private_file(path: Path, *, instead: bool) -> Iterator[IO[bytes]]:
    """Open a new file that gets its name when all of it is written.

    It is written under a name that nobody can guess beforehand. ``instead`` puts it in the place of
    what has its name; else FileExistsError is raised, and what stood there is untouched.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        if instead:
            part.replace(path)
        else:
            _give_name(part, path)
    finally:
        part.unlink(missing_ok=True)


def _give_name(part: Path, path: Path) -> None:
    """Name a file, unless the name is taken; some file systems (a USB stick) have no links."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        part.rename(path)
