"""The outbox: a mail is a row inside the transaction that causes it."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import update

from eventapp.database import db
from eventapp.models.mailing import Message
from eventapp.models.rsvp import Invitation
from eventapp.rules.mailing import MessageKind, MessageState

ABOUT_THE_ANSWER = (
    MessageKind.CONFIRMATION,
    MessageKind.WAITLIST,
    MessageKind.REGRETS,
    MessageKind.CANCELLATION,
)


def tell_invitee(kind: MessageKind, invitation: Invitation, *, now: datetime) -> Message | None:
    """Queue a mail about somebody's answer; an older one that did not leave yet is dropped.

    Answers None when the contact has no address and can only be phoned.
    """
    contact = invitation.contact
    db.session.execute(
        update(Message)
        .where(
            Message.invitation_id == invitation.id,
            Message.kind.in_(ABOUT_THE_ANSWER),
            Message.state == MessageState.QUEUED,
        )
        .values(state=MessageState.DROPPED, error="superseded")
    )
    if contact.email is None:
        return None
    message = Message(
        network_id=invitation.event.network_id,
        event_id=invitation.event_id,
        invitation_id=invitation.id,
        contact_id=contact.id,
        kind=kind,
        state=MessageState.QUEUED,
        message_id=new_message_id(),
        to_address=contact.email,
        to_name=contact.name,
        due_at=now,
        created_at=now,
    )
    db.session.add(message)
    return message


def new_message_id() -> str:
    """Make the local part of a Message-ID; the worker adds the sending domain."""
    return uuid4().hex
