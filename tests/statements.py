"""Counting what is asked of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from eventapp.database import db
from tests.pages import Browser


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note what is asked of the database meanwhile."""
    seen: list[str] = []
    db.session.rollback()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def count_statements(browser: Browser, url: str) -> int:
    """Count what a page asks of the database."""
    with statements() as seen:
        assert browser.get(url).status == 200
    return len(seen)
