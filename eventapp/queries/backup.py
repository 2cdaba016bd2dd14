"""Every row there is, as it is stored: what is sealed stays sealed."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, ForeignKey, MetaData, Table, func, select, text

from eventapp.database import Base, db

AT_ONCE = 500
# Made by looking at an installation, and worth nothing without the rest.
NO_CONTENT = {"installation", "throttle"}


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Open a connection that sees one moment, whatever others write meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def tables(connection: Connection, names: Collection[str] | None = None) -> list[Table]:
    """Read how the tables look in the database itself, each after those it needs."""
    wanted = set(Base.metadata.tables if names is None else names)
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in wanted)
    return _in_order(list(metadata.tables.values()))


def rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Give every row, a few hundred in memory at a time."""
    found = connection.execution_options(stream_results=True, yield_per=AT_ONCE).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    for row in found:
        yield dict(row._mapping)


def revision(connection: Connection) -> str | None:
    """Name the last migration that ran, or None in a database without tables."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def is_empty(connection: Connection) -> bool:
    """Tell whether nobody has kept anything in this database yet."""
    return not any(
        connection.scalar(select(func.count()).select_from(table))
        for table in tables(connection)
        if table.name not in NO_CONTENT
    )


def postponed(table: Table, loaded: Collection[str]) -> list[str]:
    """Name the columns that point at rows not loaded yet: of the table itself, or a later one."""
    return [
        key.parent.name
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
        if _target(key) not in loaded
    ]


def _in_order(unordered: list[Table]) -> list[Table]:
    """Put each table after those that its rows cannot do without."""
    ordered: list[Table] = []
    left = sorted(unordered, key=lambda table: table.name)
    while left:
        known = {table.name for table in ordered}
        ready = [table for table in left if _needs(table) <= known]
        if not ready:
            raise ValueError(f"these tables need each other: {[table.name for table in left]}")
        ordered += ready
        left = [table for table in left if table not in ready]
    return ordered


def _needs(table: Table) -> set[str]:
    return {
        _target(key)
        for key in table.foreign_keys
        if not key.parent.nullable and _target(key) != table.name
    }


def _target(key: ForeignKey) -> str:
    return str(key.target_fullname).split(".")[0]
