"""Badges: derived codes of which only digests are stored."""

import secrets

from eventapp.database import db
from eventapp.models.installation import Installation
from eventapp.models.rsvp import Attendee, Badge
from eventapp.rules import badge_code


def badge_key() -> bytes:
    """Give the installation's badge key; the first migration makes room, this makes the key."""
    installation = db.session.get(Installation, 1)
    if installation is None:
        installation = Installation(id=1, badge_key=secrets.token_bytes(32))
        db.session.add(installation)
        db.session.flush()
    return installation.badge_key


def code_of(attendee: Attendee) -> str:
    """Derive the code on somebody's current badge."""
    return badge_code.derive(badge_key(), attendee.public_id, attendee.badge_serial)


def issue(attendee: Attendee) -> None:
    """Give an attendee, already in the session, the badge of the current serial."""
    db.session.add(
        Badge(
            attendee=attendee,
            serial=attendee.badge_serial,
            code_digest=badge_code.digest(code_of(attendee)),
        )
    )


def renew(attendee: Attendee) -> None:
    """Revoke somebody's badge and give a new one."""
    attendee.badge_serial += 1
    issue(attendee)
