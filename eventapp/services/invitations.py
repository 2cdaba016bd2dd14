"""Asking somebody to an event."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from eventapp.database import db
from eventapp.models.event import Event
from eventapp.models.register import Contact
from eventapp.models.rsvp import Invitation


def invite(event: Event, contact: Contact, *, now: datetime) -> Invitation:
    """Ask one contact; somebody who was asked before keeps that invitation."""
    existing = db.session.scalar(
        select(Invitation).where(
            Invitation.event_id == event.id, Invitation.contact_id == contact.id
        )
    )
    return existing or invite_many(event, [contact], now=now)[0]


def invite_many(event: Event, contacts: Collection[Contact], *, now: datetime) -> list[Invitation]:
    """Ask contacts who were not asked before, in one statement."""
    invitations = [
        Invitation(
            event=event, contact=contact, public_id=uuid4().hex, attendees=[], created_at=now
        )
        for contact in contacts
    ]
    db.session.add_all(invitations)
    db.session.flush()
    return invitations
