"""The history of an event or a contact."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from eventapp.database import db
from eventapp.models.audit import AuditEntry


def of_event(event_id: int, limit: int = 30) -> Sequence[AuditEntry]:
    """Give what people changed about an event, the newest first."""
    return _newest(AuditEntry.event_id == event_id, limit)


def of_contact(contact_id: int, limit: int = 30) -> Sequence[AuditEntry]:
    """Give what people changed about a contact, the newest first."""
    return _newest(AuditEntry.contact_id == contact_id, limit)


def _newest(condition: ColumnElement[bool], limit: int) -> Sequence[AuditEntry]:
    query = select(AuditEntry).where(condition)
    return db.session.scalars(
        query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
    ).all()
