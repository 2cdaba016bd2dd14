"""Counting what is asked of the database."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from eventapp.database import db
from tests.pages import Browser

PAST_THE_SESSION = logging.getLogger("eventapp.statements")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note what is asked of the database meanwhile, through the session and past it."""
    with through_session() as seen:
        noted, level = Noted(seen), PAST_THE_SESSION.level
        PAST_THE_SESSION.addHandler(noted)
        PAST_THE_SESSION.setLevel(logging.DEBUG)
        try:
            yield seen
        finally:
            PAST_THE_SESSION.setLevel(level)
            PAST_THE_SESSION.removeHandler(noted)


@contextmanager
def through_session() -> Iterator[list[str]]:
    """Note what is asked of the database through the session."""
    seen: list[str] = []
    db.session.rollback()
    gc.collect()  # else what nobody holds any more is sometimes still known, and not asked again
    engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


class Noted(logging.Handler):
    """Puts the statements of a log in a list."""

    def __init__(self, seen: list[str]) -> None:
        super().__init__()
        self.seen = seen

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record.getMessage())


def count_statements(browser: Browser, url: str) -> int:
    """Count what a page asks of the database."""
    with statements() as seen:
        assert browser.get(url).status == 200
    return len(seen)
