"""Who may stand at a door: pairing phones, stopping them, and taking a check-in back."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import CursorResult, select, update

from eventapp.database import db
from eventapp.models.door import DoorDevice
from eventapp.models.event import Event
from eventapp.models.rsvp import Attendee
from eventapp.rules.door import PAIRING_LASTS, device_expires_at
from eventapp.rules.names import clean_text
from eventapp.services import audit
from eventapp.services.audit import Actor, Change

ENTRANCE_LENGTH = 60


def entrance_name(text: str) -> str | None:
    """Make an entrance's name of what was typed; None if it is empty or too long."""
    name = clean_text(text)
    return name if 0 < len(name) <= ENTRANCE_LENGTH else None


def digest(secret: str) -> str:
    """Give what is stored of a pairing code or a token."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def invite_device(
    event: Event, entrance: str, *, actor: Actor, now: datetime
) -> tuple[DoorDevice, str]:
    """Make room for one phone; answers the code of its pairing link, which is kept nowhere."""
    code = secrets.token_urlsafe(16)
    device = _add(event, entrance, actor, now)
    device.pairing_digest = digest(code)
    device.pairing_expires_at = now + PAIRING_LASTS
    db.session.flush()
    _record("door.invited", device, event, actor, now)
    return device, code


def pair(code: str, *, now: datetime) -> str | None:
    """Use a pairing code up and give the token of the phone; None if it no longer works."""
    token = secrets.token_urlsafe(32)
    result: Any = db.session.execute(
        update(DoorDevice)
        .where(
            DoorDevice.pairing_digest == digest(code),
            DoorDevice.pairing_expires_at > now,
            DoorDevice.expires_at > now,
            DoorDevice.paired_at.is_(None),
            DoorDevice.revoked_at.is_(None),
        )
        .values(token_digest=digest(token), paired_at=now, last_seen_at=now)
    )
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        return None
    device = db.session.scalars(
        select(DoorDevice).where(DoorDevice.token_digest == digest(token))
    ).one()
    _record("door.paired", device, device.event, Actor(device.entrance), now)
    return token


def make_device(event: Event, entrance: str, *, actor: Actor, now: datetime) -> str:
    """Make a paired device at once, for who needs no link to it; answers its token."""
    token = secrets.token_urlsafe(32)
    device = _add(event, entrance, actor, now)
    device.token_digest = digest(token)
    device.paired_at = device.last_seen_at = now
    db.session.flush()
    _record("door.paired", device, event, actor, now)
    return token


def revoke(device: DoorDevice, event: Event, *, actor: Actor, now: datetime) -> None:
    """Stop a device, or the link that was to pair it, at once."""
    if device.revoked_at is None:
        device.revoked_at = now
        _record("door.stopped", device, event, actor, now)


def check_out(attendee: Attendee, event: Event, *, actor: Actor, now: datetime) -> bool:
    """Take a check-in back at the desk; the badge works again at the door."""
    if attendee.checked_in_at is None:
        return False
    attendee.checked_in_at = None
    attendee.entrance = ""
    attendee.presence_changed_at = now
    audit.record(
        "door.checked_out",
        actor=actor,
        network_id=event.network_id,
        event_id=event.id,
        contact_id=attendee.invitation.contact_id if attendee.invitation else None,
        now=now,
        changes=[Change("presence", attendee.name, "")],
    )
    return True


def follow_event(event: Event) -> None:
    """Let the devices of an event last as long as its new end asks."""
    db.session.execute(
        update(DoorDevice)
        .where(DoorDevice.event_id == event.id)
        .values(expires_at=device_expires_at(event.ends_at))
    )


def _add(event: Event, entrance: str, actor: Actor, now: datetime) -> DoorDevice:
    device = DoorDevice(
        event_id=event.id,
        entrance=entrance,
        expires_at=device_expires_at(event.ends_at),
        created_by_id=actor.user_id,
        created_at=now,
    )
    db.session.add(device)
    return device


def _record(action: str, device: DoorDevice, event: Event, actor: Actor, now: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        network_id=event.network_id,
        event_id=event.id,
        now=now,
        changes=[Change("entrance", "", device.entrance)],
    )
