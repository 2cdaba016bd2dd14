"""The database, as the rest of the house sees it; nobody else commits."""

from typing import Any

from flask import current_app

from eventapp.database.base import Base, db
from eventapp.database.direct import (
    Direct,
    Peephole,
    direct,
    direct_transaction,
    glance,
    of_session,
)
from eventapp.database.session import TransactionError
from eventapp.database.together import NotDone, Together
from eventapp.database.transactions import transaction
from eventapp.database.troubles import trouble_of
from eventapp.database.types import LongText, Packed, Sealed, UtcDateTime, enum_type, pack

__all__ = [
    "Base",
    "Direct",
    "LongText",
    "NotDone",
    "Packed",
    "Peephole",
    "Sealed",
    "Together",
    "TransactionError",
    "UtcDateTime",
    "db",
    "direct",
    "direct_transaction",
    "enum_type",
    "glance",
    "insert_or",
    "migrations",
    "of_session",
    "pack",
    "transaction",
    "trouble_of",
]


def insert_or(table: type[Base]) -> Any:
    """Begin an INSERT that says what to do when the row is there: each database has its own."""
    if db.session.get_bind().dialect.name == "postgresql":  # the other's megabytes are not loaded
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    return insert(table)


def migrations() -> Any:
    """Open the migrations that this version of the program knows."""
    from alembic.script import ScriptDirectory  # a page hardly ever asks

    return ScriptDirectory(str(current_app.extensions["migrate"].directory))
