"""The history of who changed what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from eventapp.database import db
from eventapp.models.audit import AuditEntry

SECRET_FIELDS = frozenset(
    {"diet", "diet_other", "access_needs", "access_other", "remark", "password", "token"}
)
LENGTH = 300
WHOSE = ": "  # between a name and its value, where one act changes several people
OF_PART = "\n"  # between a part of a programme and its value; both are one line


@dataclass(frozen=True)
class Actor:
    """Who does something: a user, an invitee or a door device."""

    name: str
    user_id: int | None = None


@dataclass(frozen=True)
class Change:
    """One field's old and new value, as text."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One of many actions at once, on a contact."""

    action: str
    contact_id: int
    change: Change = Change("", "", "")


def record(
    action: str,
    *,
    actor: Actor,
    network_id: int,
    now: datetime,
    event_id: int | None = None,
    contact_id: int | None = None,
    changes: Iterable[Change] = (),
) -> None:
    """Write down an action, a line per changed field; never the value of a secret field."""
    for change in list(changes) or [Change("", "", "")]:
        secret = change.field in SECRET_FIELDS
        db.session.add(
            AuditEntry(
                network_id=network_id,
                event_id=event_id,
                contact_id=contact_id,
                user_id=actor.user_id,
                actor=actor.name[:120],
                action=action,
                field=change.field,
                old="" if secret else change.old[:LENGTH],
                new="" if secret else change.new[:LENGTH],
                at=now,
            )
        )


def record_all(entries: Iterable[Entry], *, actor: Actor, network_id: int, now: datetime) -> None:
    """Write down very many actions on contacts in one statement; none is of a secret field."""
    rows = [
        {
            "network_id": network_id,
            "contact_id": entry.contact_id,
            "user_id": actor.user_id,
            "actor": actor.name[:120],
            "action": entry.action,
            "field": entry.change.field,
            "old": entry.change.old[:LENGTH],
            "new": entry.change.new[:LENGTH],
            "at": now,
        }
        for entry in entries
    ]
    if rows:
        db.session.execute(insert(AuditEntry), rows)


def apply(target: object, values: dict[str, object]) -> list[Change]:
    """Set the attributes that differ and tell which ones did."""
    changes = []
    for field, new in values.items():
        old = getattr(target, field)
        if old != new:
            setattr(target, field, new)
            changes.append(Change(field, _text(old), _text(new)))
    return changes


def of_one(name: str, value: str) -> str:
    """Write a value of one person of several."""
    return f"{name}{WHOSE}{value}"


def of_part(title: str, value: str) -> str:
    """Write a value of one part of a programme."""
    return f"{title}{OF_PART}{value}"


def _text(value: object) -> str:
    return "" if value is None else str(value)
