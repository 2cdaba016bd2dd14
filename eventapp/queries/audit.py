"""The history of an event or a contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from eventapp.database import db
from eventapp.models.audit import AuditEntry
from eventapp.models.event import Event
from eventapp.models.register import Contact

ACTS = 20
ENTRIES = 100  # of which each act has a few


@dataclass(frozen=True)
class Act:
    """What somebody did at one moment, with every field it changed, and what it was about."""

    at: datetime
    actor: str
    action: str
    event: Event | None
    contact: Contact | None
    changes: Sequence[AuditEntry]


def of_event(event_id: int) -> list[Act]:
    """Give what people did to an event, the newest first."""
    return _newest(AuditEntry.event_id == event_id)


def of_contact(contact_id: int) -> list[Act]:
    """Give what people did to a contact, the newest first."""
    return _newest(AuditEntry.contact_id == contact_id)


def _newest(condition: ColumnElement[bool]) -> list[Act]:
    query = (
        select(AuditEntry)
        .where(condition)
        .options(joinedload(AuditEntry.event), joinedload(AuditEntry.contact))
    )
    entries = db.session.scalars(
        query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(ENTRIES)
    )
    acts = [
        _act(list(group))
        for _same, group in groupby(
            entries,
            key=lambda entry: (
                entry.at,
                entry.actor,
                entry.action,
                entry.contact_id,
                entry.event_id,
            ),
        )
    ]
    return acts[:ACTS]


def _act(entries: list[AuditEntry]) -> Act:
    first = entries[0]
    changes = [entry for entry in reversed(entries) if entry.field]
    return Act(first.at, first.actor, first.action, first.event, first.contact, changes)
