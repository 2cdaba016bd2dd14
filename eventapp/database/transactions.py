"""The one place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from eventapp.database.base import db
from eventapp.database.session import Session, TransactionError

_thread = local()


@contextmanager
def alone() -> Iterator[None]:
    """Let this thread write in one transaction at a time; a second would wait for the first.

    Raises TransactionError.
    """
    if getattr(_thread, "writes", False):
        raise TransactionError("a transaction is already open; services never open one")
    _thread.writes = True
    try:
        yield
    finally:
        _thread.writes = False


@contextmanager
def transaction() -> Iterator[Session]:
    """Write in one transaction that takes the write lock first and commits at the end.

    What the session read before is forgotten and read again under the lock: on SQLite a
    transaction that has read cannot become a writing one while others write.
    """
    session: Session = db.session()  # type: ignore[assignment]
    if session.new or session.dirty or session.deleted:
        raise TransactionError("the session was changed before the transaction began")
    with alone():
        session.rollback()
        session.writes = True
        try:
            session.connection(execution_options={"write": True})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.writes = False
