"""The session: it reads outside a transaction where it can, and writes in one only."""

import re
from typing import Any

from flask import Flask, current_app
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import ORMExecuteState

READING = "reading engine"
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|LOCK)\b|\bFOR (NO KEY )?UPDATE\b")


class TransactionError(RuntimeError):
    """Something is written outside a transaction, or a transaction is begun inside another."""


class Session(FlaskSession):
    """A session that writes only while `transaction` says so.

    On PostgreSQL each statement of a reading one stands by itself. It sees what is committed, as in
    a transaction there; but a page ended with a rollback, at which psycopg forgets what it had
    prepared, so that every statement was planned anew. That took longer than answering it.
    """

    writes = False

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """Choose how to speak with the database."""
        if self.writes:
            return super().get_bind(*args, **kwargs)
        reading: Engine = current_app.extensions[READING]
        return reading


def init_app(app: Flask, engine: Engine) -> None:
    """Prepare the connections that read."""
    app.extensions[READING] = engine
    if engine.dialect.name == "postgresql":
        reading = engine.execution_options(isolation_level="AUTOCOMMIT")
        event.listen(reading, "before_cursor_execute", _only_read)
        app.extensions[READING] = reading


def _only_read(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
    """Refuse what would be committed at once, and a lock that would be gone at once."""
    if WRITES.search(statement):
        raise TransactionError("a statement writes or locks outside a transaction")


@event.listens_for(Session, "before_flush")
def _rows_wait_for_a_transaction(session: Session, *_more: object) -> None:
    if not session.writes:
        raise TransactionError("rows were changed outside a transaction")


@event.listens_for(Session, "do_orm_execute")
def _statements_wait_for_a_transaction(asked: ORMExecuteState) -> None:
    writes = asked.is_insert or asked.is_update or asked.is_delete
    if writes and not asked.session.writes:  # type: ignore[attr-defined]
        raise TransactionError("a statement writes outside a transaction")
