"""Whether the database answers, and has the tables of this version."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from eventapp.database import db
from eventapp.models.mailing import Message
from eventapp.rules.mailing import MessageState

PATIENCE = timedelta(minutes=10)


def database_answers() -> bool:
    """Tell whether the database can be read."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def is_up_to_date(heads: Collection[str]) -> bool:
    """Tell whether the newest migrations have run."""
    try:
        found = db.session.scalars(text("SELECT version_num FROM alembic_version")).all()
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return set(found) == set(heads)


def mail_moves(now: datetime) -> bool:
    """Tell whether no mail has waited long past its time: a worker is at work."""
    waiting = select(Message.id).where(
        Message.state == MessageState.QUEUED, Message.due_at < now - PATIENCE
    )
    try:
        return db.session.scalar(waiting.limit(1)) is None
    except SQLAlchemyError:
        db.session.rollback()
        return False
