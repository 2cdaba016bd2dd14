"""Whether somebody wants mailings."""

from datetime import datetime

from eventapp.models.register import Contact
from eventapp.services import audit
from eventapp.services.audit import Actor


def unsubscribe(contact: Contact, *, now: datetime) -> None:
    """Send no more mailings of this network; doing it again changes nothing."""
    if contact.unsubscribed_at is None:
        contact.unsubscribed_at = now
        _record("contact.unsubscribed", contact, now)


def resubscribe(contact: Contact, *, now: datetime) -> None:
    """Send mailings again; doing it again changes nothing."""
    if contact.unsubscribed_at is not None:
        contact.unsubscribed_at = None
        _record("contact.resubscribed", contact, now)


def _record(action: str, contact: Contact, now: datetime) -> None:
    audit.record(
        action,
        actor=Actor(contact.name),
        network_id=contact.network_id,
        contact_id=contact.id,
        now=now,
    )
