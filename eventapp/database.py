"""The database: base class, column types, and the one place that commits."""

import base64
import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Enum,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    event,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.pool import PoolProxiedConnection

from eventapp.rules import trouble
from eventapp.rules.trouble import Trouble

BUSY_SECONDS = 30
PAUSE = 0.0005  # seconds between two looks at SQLite's write lock
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[bytes]):
    """Bytes that are encrypted under SECRET_KEY before they are stored."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _seal().encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _seal().decrypt(bytes(value))


def _seal() -> MultiFernet:
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    digests = [hashlib.sha256(b"sealed columns:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def enum_type(values: type[StrEnum], name: str) -> Enum:
    """Build the column type of an enum: stored by value, with a named CHECK."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=max(len(value) for value in values),
        values_callable=lambda members: [member.value for member in members],
    )


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


LongText = Text

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

_waiting = threading.Lock()  # one thread of a process looks; the others queue behind it


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: object) -> None:
    if type(connection).__module__.startswith("sqlite3"):
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


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if not connection.get_execution_options().get("write", False):
        connection.exec_driver_sql("BEGIN")
        return
    deadline = time.monotonic() + BUSY_SECONDS
    ours = _waiting.acquire(timeout=BUSY_SECONDS)
    try:
        _begin_writing(connection, deadline)
    finally:
        if ours:
            _waiting.release()


def _begin_writing(connection: Connection, deadline: float) -> None:
    """Take SQLite's write lock as soon as it is free, or fail at the deadline.

    SQLite itself looks again after pauses that grow to 100 ms, in which a busy door stands still.
    """
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < deadline:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    break
            time.sleep(PAUSE)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # says what is wrong
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        cursor.close()


class Peephole:
    """One connection of this process for single SELECTs that must be quick, and their driver's own.

    One statement at a time: two at once on one connection of SQLite would share what they see, and
    many in turn would never see anything new.
    """

    PATIENCE = 0.05  # seconds to wait for who is looking

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.lock = threading.Lock()
        self.lent: PoolProxiedConnection | None = None
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def rows(self, text: str, values: Any) -> list[tuple[Any, ...]] | None:
        """Read rows as the driver gives them; None when that cannot be done at once."""
        if not self.lock.acquire(timeout=self.PATIENCE):
            return None
        try:
            found: list[tuple[Any, ...]] = self._connection().execute(text, values).fetchall()
            return found
        except (SQLAlchemyError, self.engine.dialect.loaded_dbapi.Error):
            self._close()
            return None
        finally:
            self.lock.release()

    def close(self) -> None:
        """Let the connection go; the next look opens another."""
        with self.lock:
            self._close()

    def _connection(self) -> Any:
        if self.lent is None:
            self.lent = self.engine.raw_connection()
            self.lent.detach()  # ours: the pool neither waits for it nor closes it
            if self.engine.dialect.name == "postgresql":
                self.lent.dbapi_connection.autocommit = True  # type: ignore[union-attr]
        return self.lent.dbapi_connection

    def _close(self) -> None:
        lent, self.lent = self.lent, None
        if lent is not None:
            lent.close()


def trouble_of(error: BaseException) -> Trouble | None:
    """Tell whether an error means that nothing can be stored now; None for a fault of ours."""
    if isinstance(error, PoolTimeoutError):
        return Trouble.BUSY
    if isinstance(error, OSError):
        return trouble.of_system(error.errno)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return trouble.of_sqlite(getattr(cause, "sqlite_errorcode", 0))
    if not type(cause).__module__.startswith("psycopg"):  # not imported where SQLite is used
        return None
    connected = all(kind.__name__ != "OperationalError" for kind in type(cause).__mro__)
    return trouble.of_postgresql(getattr(cause, "sqlstate", None), connected=connected)


class TransactionError(RuntimeError):
    """A transaction was begun inside another, or with changes already in the session."""


@contextmanager
def transaction() -> Iterator[Session]:
    """Write in one transaction that takes the write lock first and commits at the end.

    What the session read before is forgotten and read again under the lock: on SQLite a
    transaction that has read cannot become a writing one while others write.
    """
    session = db.session()
    if session.info.get("writing"):
        raise TransactionError("a transaction is already open; services never open one")
    if session.new or session.dirty or session.deleted:
        raise TransactionError("the session was changed before the transaction began")
    session.rollback()
    session.info["writing"] = True
    try:
        session.connection(execution_options={"write": True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False


def migrations() -> Any:
    """Open the migrations that this version of the program knows."""
    from alembic.script import ScriptDirectory  # a page hardly ever asks

    return ScriptDirectory(str(current_app.extensions["migrate"].directory))
