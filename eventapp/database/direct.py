"""Past the session: statements asked hundreds of times a second, by the driver itself.

At the door the session's work took longer than the database's. What is written here is written as
SQLAlchemy would: its statements, its types, its pool.
"""

import threading
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from logging import DEBUG, getLogger
from typing import Any

from flask import current_app
from sqlalchemy import Delete, Dialect, Insert, Select, Update, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeEngine

from eventapp.database.base import db, is_sqlite, note_loss, write_lock
from eventapp.database.transactions import alone

Statement = Select[Any] | Insert | Update | Delete
Values = Mapping[str, Any]
Rows = list[tuple[Any, ...]]

log = getLogger("eventapp.statements")  # at DEBUG: each statement, without its values


class Wording:
    """A statement in the words of a driver, with what its values and rows pass through.

    Raises ValueError for a list of values and for one that Python makes anew for each row.
    """

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        if compiled.post_compile_params:
            raise ValueError("a list of values cannot be written out once")
        if getattr(compiled, "insert_prefetch", ()) or getattr(compiled, "update_prefetch", ()):
            raise ValueError("a value that Python makes cannot be written out once")
        self.statement, self.dialect = statement, dialect
        self.text = str(compiled)
        self.order: list[str] = list(getattr(compiled, "positiontup", None) or [])
        binds = {name: (bind, self._into(bind.type)) for bind, name in compiled.bind_names.items()}
        self.asked = [(name, into) for name, (bind, into) in binds.items() if bind.required]
        self.fixed = {
            name: into(compiled.params[name])
            for name, (bind, into) in binds.items()
            if not bind.required
        }

    def values(self, given: Values) -> list[Any] | dict[str, Any]:
        """Give values as the driver wants them: by place, or by name."""
        values = {**self.fixed, **{name: process(given[name]) for name, process in self.asked}}
        return [values[name] for name in self.order] if self.order else values

    def named(self, rows: Rows) -> list[Any]:
        """Give a driver's rows as SQLAlchemy would: values of our types, by name."""
        return [self._named(list(row)) for row in rows]

    def _named(self, row: list[Any]) -> Any:
        for place, process in self._out_of:
            row[place] = process(row[place])
        return self._row._make(row)

    def _into(self, kind: TypeEngine[Any]) -> Callable[[Any], Any]:
        return kind.dialect_impl(self.dialect).bind_processor(self.dialect) or _as_it_is

    @cached_property
    def _row(self) -> Any:
        return namedtuple("Row", [column.key for column in self._columns])

    @cached_property
    def _out_of(self) -> list[tuple[int, Callable[[Any], Any]]]:
        kinds = [column.type.dialect_impl(self.dialect) for column in self._columns]
        out_of = [kind.result_processor(self.dialect, None) for kind in kinds]
        return [(place, process) for place, process in enumerate(out_of) if process is not None]

    @cached_property
    def _columns(self) -> list[Any]:
        return list(self.statement.selected_columns)  # type: ignore[union-attr]


def _as_it_is(value: Any) -> Any:
    return value


wording = cache(Wording)


def ask(connection: Any, words: Wording, values: Values) -> Any:
    """Let a driver run a statement, and give its cursor."""
    if log.isEnabledFor(DEBUG):
        log.debug(words.text)
    return connection.execute(words.text, words.values(values))


def fetched(connection: Any, words: Wording, values: Values) -> Rows:
    """Give the rows of a statement as the driver gives them."""
    rows: Rows = ask(connection, words, values).fetchall()
    return rows


class Direct:
    """A driver's connection, to read at once and to write in a transaction.

    Errors of the driver are raised as SQLAlchemy's, as everywhere.
    """

    def __init__(self, connection: Any, engine: Engine) -> None:
        self.connection = connection
        self.engine = engine

    @property
    def can_write_two(self) -> bool:
        """Tell whether one statement may write two tables; then it is a transaction by itself."""
        return self.engine.dialect.name == "postgresql"

    def rows(self, statement: Select[Any], values: Values) -> list[Any]:
        """Read rows, their values by name."""
        words = wording(statement, self.engine.dialect)
        with as_sqlalchemys(self.engine, self.connection):
            found = fetched(self.connection, words, values)
        return words.named(found)

    def change(self, statement: Insert | Update | Delete, values: Values) -> int:
        """Write, and tell how many rows that changed."""
        words = wording(statement, self.engine.dialect)
        with as_sqlalchemys(self.engine, self.connection):
            return int(ask(self.connection, words, values).rowcount)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Take the write lock first, and commit at the end; an error leaves nothing written."""
        begun = write_lock if is_sqlite(self.connection) else without_autocommit
        with alone(), as_sqlalchemys(self.engine, self.connection), begun(self.connection):
            try:
                yield
                self.connection.commit()
            except BaseException:
                with suppress(self.engine.dialect.loaded_dbapi.Error):  # the first tells more
                    self.connection.rollback()
                raise


def of_session() -> Direct:
    """Give the connection on which the session's transaction runs."""
    connection = db.session.connection()
    return Direct(connection.connection.dbapi_connection, connection.engine)


@contextmanager
def direct(engine: Engine | None = None) -> Iterator[Direct]:
    """Lend a connection past the session, of the application at work or of an engine.

    Each statement stands by itself until a transaction is begun.
    """
    engine = engine or db.engine
    with as_sqlalchemys(engine):
        lent = engine.raw_connection()
    connection: Any = lent.dbapi_connection
    try:
        if not is_sqlite(connection):
            with as_sqlalchemys(engine, connection):
                connection.autocommit = True
        yield Direct(connection, engine)
    except BaseException as error:
        if getattr(error, "connection_invalidated", False):
            lent.invalidate(error)
            note_loss()
        raise
    finally:
        if not is_sqlite(connection):
            _as_the_pool_knows_it(lent)
        lent.close()


def _as_the_pool_knows_it(lent: PoolProxiedConnection) -> None:
    """Let a connection of PostgreSQL begin transactions by itself again, or give it up."""
    if lent.dbapi_connection is None:
        return
    try:
        lent.dbapi_connection.rollback()
        lent.dbapi_connection.autocommit = False
    except Exception as error:
        lent.invalidate(error)


@contextmanager
def without_autocommit(connection: Any) -> Iterator[None]:
    """Let a connection of PostgreSQL begin a transaction at its next statement."""
    connection.autocommit = False
    yield
    connection.autocommit = True


@contextmanager
def direct_transaction() -> Iterator[Direct]:
    """Write in one transaction past the session."""
    with direct() as connection, connection.transaction():
        yield connection


@contextmanager
def as_sqlalchemys(engine: Engine, connection: Any = None) -> Iterator[None]:
    """Raise a driver's errors as SQLAlchemy's; what was to be stored stays out of them."""
    driver = engine.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(
            None,
            None,
            error,
            driver.Error,
            hide_parameters=True,
            connection_invalidated=engine.dialect.is_disconnect(error, connection, None),
            dialect=engine.dialect,
        ) from error


def glance(statement: Select[Any], values: Values) -> list[Any]:
    """Read rows at a glance; through the session when its transaction may have written them."""
    if not _session_is_busy():
        peephole: Peephole = current_app.extensions["peephole"]
        found = peephole.rows(statement, values)
        if found is not None:
            return wording(statement, peephole.engine.dialect).named(found)
    return list(db.session.connection().execute(statement, dict(values)).all())


def _session_is_busy() -> bool:
    return db.session.registry.has() and db.session().in_transaction()


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

    def rows(self, statement: Select[Any], values: Values) -> Rows | None:
        """Read rows as the driver gives them; None when that cannot be done at once."""
        if not self.lock.acquire(timeout=self.PATIENCE):
            return None
        try:
            words = wording(statement, self.engine.dialect)
            return fetched(self._connection(), words, values)
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
