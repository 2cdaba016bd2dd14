"""Badges: derived codes of which only digests are stored."""

import secrets
from collections.abc import Iterable

from sqlalchemy import exists, select

from eventapp.database import db, insert_or
from eventapp.models.installation import Installation
from eventapp.models.rsvp import Attendee, Badge
from eventapp.rules import badge_code


def badge_key() -> bytes:
    """Give the installation's badge key; who first needs it makes it."""
    installation = db.session.get(Installation, 1)
    return installation.badge_key if installation else _make_key()


def _make_key() -> bytes:
    """Make the key, or take the one that somebody else made in the same moment."""
    row = {"id": 1, "badge_key": secrets.token_bytes(32)}
    db.session.execute(insert_or(Installation).values(**row).on_conflict_do_nothing())
    key: bytes = db.session.scalars(select(Installation.badge_key)).one()
    return key


def code_of(attendee: Attendee) -> str:
    """Derive the code on somebody's current badge."""
    return badge_code.derive(badge_key(), attendee.public_id, attendee.badge_serial)


def codes_of(attendees: Iterable[Attendee]) -> list[str]:
    """Derive the codes of a whole party, asking for the key once."""
    key = badge_key()
    return [badge_code.derive(key, person.public_id, person.badge_serial) for person in attendees]


def issue(attendee: Attendee) -> None:
    """Give an attendee, already in the session, the badge of the current serial."""
    db.session.add(
        Badge(
            attendee=attendee,
            serial=attendee.badge_serial,
            code_digest=badge_code.digest(code_of(attendee)),
        )
    )


def ensure(attendee: Attendee) -> None:
    """Give an attendee a badge unless the current one is still good."""
    db.session.flush()
    given = exists().where(Badge.attendee_id == attendee.id, Badge.serial == attendee.badge_serial)
    if not db.session.scalar(select(given)):
        issue(attendee)


def revoke(attendee: Attendee) -> None:
    """Make somebody's badge worthless, without giving a new one."""
    attendee.badge_serial += 1


def renew(attendee: Attendee) -> None:
    """Revoke somebody's badge and give a new one."""
    revoke(attendee)
    issue(attendee)
