"""Counting what a page asks of the database."""

from sqlalchemy import event

from eventapp.database import db
from tests.pages import Browser


def count_statements(browser: Browser, url: str) -> int:
    """Count what a page asks of the database."""
    seen: list[str] = []
    db.session.rollback()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert browser.get(url).status == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
