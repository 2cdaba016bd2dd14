"""Putting a backup into an empty database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text, update

from eventapp.database import db
from eventapp.formats import archive
from eventapp.formats.archive import Manifest
from eventapp.queries import backup as queries

AT_ONCE = 500


class NotEmpty(Exception):
    """Somebody has kept something in this database already."""


def restore(path: Path, manifest: Manifest) -> None:
    """Load every row of a backup; the tables must be those of its revision.

    Raises NotEmpty when a backup would mix with something, and NoArchive when the file turns out
    to be damaged: then nothing may stay written.
    """
    connection = db.session.connection()
    tables = queries.tables(connection, manifest.tables)
    if {table.name for table in tables} != set(manifest.tables):
        raise archive.NoArchive
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        names = ", ".join(f'"{table.name}"' for table in tables)
        connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    if not queries.is_empty(connection):
        raise NotEmpty
    for table in tables:
        if table.name in queries.NO_CONTENT:
            connection.execute(delete(table))
    loaded: set[str] = set()
    for table in tables:
        _load(connection, table, path, manifest, loaded)
        loaded.add(table.name)
    for table in tables:
        _point(connection, table, path, manifest, tables)
    if connection.dialect.name == "postgresql":
        _count_on(connection, tables)


def _load(
    connection: Connection, table: Table, path: Path, manifest: Manifest, loaded: set[str]
) -> None:
    """Insert the rows of a table, without what points at rows that come later."""
    later = queries.postponed(table, loaded)
    rows = archive.read_rows(path, table.name, manifest.tables[table.name])
    for some in _some(connection, rows):
        connection.execute(insert(table), [row | dict.fromkeys(later) for row in some])


def _point(
    connection: Connection, table: Table, path: Path, manifest: Manifest, tables: list[Table]
) -> None:
    """Fill in what pointed at later rows, now that all are there."""
    before = {one.name for one in tables[: tables.index(table)]}
    later = queries.postponed(table, before)
    if not later:
        return
    for some in _some(connection, archive.read_rows(path, table.name, manifest.tables[table.name])):
        for row in some:
            values = {name: row[name] for name in later if row[name] is not None}
            if values:
                key = [column == row[column.name] for column in table.primary_key.columns]
                connection.execute(update(table).where(*key).values(values))


def _count_on(connection: Connection, tables: list[Table]) -> None:
    """Let PostgreSQL number new rows behind the ones that were loaded."""
    for table in tables:
        if "id" in table.columns and issubclass(table.c.id.type.python_type, int):
            name = connection.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', "id")))
            if name:
                top = select(func.coalesce(func.max(table.c.id), 0) + 1)
                connection.execute(
                    text("SELECT setval(:name, :next, false)"),
                    {"name": name, "next": connection.scalar(top)},
                )


def _some(connection: Connection, rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Give the rows in handfuls, with moments as this database keeps them."""
    naive = connection.dialect.name == "sqlite"
    while some := list(islice(rows, AT_ONCE)):
        yield [
            {name: _stored(value) if naive else value for name, value in row.items()}
            for row in some
        ]


def _stored(value: Any) -> Any:
    """Take the zone off a moment: SQLite keeps UTC without saying so."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
