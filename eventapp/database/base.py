"""The base of every model, and connections as we want them."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, LargeBinary, MetaData, String, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from eventapp.database.session import Session
from eventapp.database.types import UtcDateTime

BUSY_SECONDS = 30
PAUSE = 0.0005  # seconds between two looks at SQLite's write lock
FRESH_SECONDS = 1.0  # for so long a connection that worked is believed to work
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every model; types and constraint names are settled here."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime,
            str: String,
            list[str]: JSON,
            dict[str, Any]: JSON,
            bytes: LargeBinary,
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"class_": Session})

_lost_at = 0.0  # when a connection last broke in the middle of its work
_waiting = threading.Lock()  # one thread of a process looks; the others queue behind it


def is_sqlite(connection: Any) -> bool:
    """Tell whose connection of a driver this is."""
    return type(connection).__module__.startswith("sqlite3")


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: object) -> None:
    if is_sqlite(connection):
        connection.isolation_level = None  # SQLAlchemy begins, not the driver: see _begin
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        cursor.close()
    else:
        connection.autocommit = True  # else a rollback undoes the setting
        connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        connection.autocommit = False


def note_loss() -> None:
    """Believe no connection that was idle when one broke: the server went away from all of them."""
    global _lost_at
    _lost_at = time.monotonic()


@event.listens_for(Pool, "checkin")
def _note_that_it_worked(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["worked_at"] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _ask_whether_it_works(connection: Any, record: ConnectionPoolEntry, _fairy: object) -> None:
    """Ask a server whether it is still there, but not at every request of a busy door."""
    worked_at = record.info.get("worked_at")
    if is_sqlite(connection) or worked_at is None:
        return
    if worked_at > max(_lost_at, time.monotonic() - FRESH_SECONDS):
        return
    try:
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = False
    except Exception as error:
        raise InvalidatePoolError from error


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if not connection.get_execution_options().get("write", False):
        connection.exec_driver_sql("BEGIN")
        return
    try:
        with write_lock(connection.connection.dbapi_connection):
            pass
    except sqlite3.OperationalError as error:
        raise OperationalError(None, None, error, hide_parameters=True) from error


@contextmanager
def write_lock(connection: Any) -> Iterator[None]:
    """Begin to write on SQLite as soon as its lock is free; raises the driver's error if it is not.

    Meanwhile no other thread of this process looks: they queue. SQLite itself looks again after
    pauses that grow to 100 ms, in which a busy door stands still.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    first = _waiting.acquire(timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA busy_timeout=0")
        _look_for_lock(connection, deadline)
        yield
    finally:
        try:
            connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        finally:
            if first:
                _waiting.release()


def _look_for_lock(connection: Any, deadline: float) -> None:
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE)
