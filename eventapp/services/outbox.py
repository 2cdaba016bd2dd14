"""The outbox: a mail is a row inside the transaction that causes it."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from uuid import uuid4

from sqlalchemy import select, update

from eventapp.database import db
from eventapp.models.mailing import Message
from eventapp.models.rsvp import Invitation
from eventapp.rules.delivery import Drop
from eventapp.rules.mailing import UNDER_WAY, WAITING, MessageKind, MessageState
from eventapp.rules.names import clean_text

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
    drop_unsent(invitation)
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


def drop_unsent(invitation: Invitation) -> None:
    """Take back mails about an answer that has changed since, if they did not leave yet."""
    db.session.execute(
        update(Message)
        .where(
            Message.invitation_id == invitation.id,
            Message.kind.in_(ABOUT_THE_ANSWER),
            Message.state.in_(WAITING),
        )
        .values(state=MessageState.DROPPED, error=Drop.SUPERSEDED.value, lease_until=None)
    )


def send_again(invitation: Invitation, *, now: datetime) -> None:
    """Queue somebody's invitation anew, in its own row, so that it is written with the new link."""
    message = db.session.scalar(
        select(Message)
        .where(Message.invitation_id == invitation.id, Message.kind == MessageKind.INVITATION)
        .order_by(Message.id.desc())
        .limit(1)
        .with_for_update()
    )
    email = invitation.contact.email
    if message is None or email is None or message.state in UNDER_WAY - {MessageState.QUEUED}:
        return
    renew(message, email, now=now)


def renew(message: Message, email: str, *, now: datetime) -> None:
    """Queue a mail anew in its own row; it is written again when it leaves."""
    message.state, message.error, message.sent_at = MessageState.QUEUED, "", None
    message.message_id, message.mime, message.to_address = new_message_id(), None, email
    message.attempts, message.due_at, message.created_at = 0, now, now


def tell_user(
    *, to_address: str, to_name: str, subject: str, html: str, text: str, now: datetime
) -> Message:
    """Queue a mail about somebody's account; the worker adds the sender, then forgets the mail."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = clean_text(subject)
    mail["To"] = Address(clean_text(to_name), addr_spec=to_address)
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    message = Message(
        kind=MessageKind.ACCOUNT,
        state=MessageState.QUEUED,
        message_id=new_message_id(),
        to_address=to_address,
        to_name=clean_text(to_name)[:240],
        subject=clean_text(subject)[:250],
        mime=bytes(mail),
        due_at=now,
        created_at=now,
    )
    db.session.add(message)
    return message


def new_message_id() -> str:
    """Make the local part of a Message-ID; the worker adds the sending domain."""
    return uuid4().hex
