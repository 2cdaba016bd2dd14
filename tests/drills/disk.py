"""Disks that are really full: a small one, a limit on files, and a server that says so."""

import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from eventapp.database import Base, db

SMALL = "12m"
FULL = """
CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END $$
"""


class Disk:
    """Where an application stores, with a way to leave it no room."""

    def __init__(self, app: Flask, fill: Callable[[], None], free: Callable[[], None]) -> None:
        self.app = app
        self.fill = fill
        self.free = free

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room for as long as this lasts."""
        self.fill()
        try:
            yield
        finally:
            self.free()


@cache
def can_mount() -> bool:
    """Tell whether we may make a small disk here."""
    with TemporaryDirectory() as folder:
        try:
            with mounted(Path(folder)):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """Make a folder a small disk."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "olievlek", str(folder)]
    subprocess.run(mount, check=True, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def small(app: Flask, folder: Path) -> Disk:
    """Fill a mounted disk to its last byte."""
    filler = folder / "filler"

    def fill() -> None:
        database = sqlite3.connect(folder / "test.db")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        with filler.open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12):
                write_all(file, size)

    return Disk(app, fill, lambda: filler.unlink(missing_ok=True))


def write_all(file: Any, size: int) -> None:
    """Write until the disk says no."""
    while True:
        try:
            file.write(b"x" * size)
        except OSError:
            return


def limited(app: Flask) -> Disk:
    """Let this process write no byte to any file: whoever may not mount can do this."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    return Disk(
        app,
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard)),
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard)),
    )


def server(app: Flask) -> Disk:
    """Let PostgreSQL refuse every change as it does when its disk is full."""
    tables = [table.name for table in Base.metadata.sorted_tables]

    def run(*statements: str) -> None:
        with app.app_context(), db.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    trigger = (
        'CREATE TRIGGER no_room BEFORE INSERT OR UPDATE OR DELETE ON "{}" '
        "EXECUTE FUNCTION no_room()"
    )
    return Disk(
        app,
        lambda: run(FULL, *(trigger.format(table) for table in tables)),
        lambda: run(*(f'DROP TRIGGER IF EXISTS no_room ON "{table}"' for table in tables)),
    )


def everything() -> dict[str, list[Any]]:
    """Read every row there is."""
    db.session.rollback()
    tables = Base.metadata.sorted_tables
    found = {table.name: list(db.session.execute(select(table)).all()) for table in tables}
    db.session.rollback()
    return found


WAYS = ("postgresql", "limit", *(("disk",) if os.geteuid() == 0 and can_mount() else ()))
