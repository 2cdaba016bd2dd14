"""The statements that each mail needs, built once: building them took longer than running them."""

from sqlalchemy import (
    ColumnElement,
    Update,
    bindparam,
    case,
    exists,
    func,
    null,
    or_,
    select,
    update,
)

from eventapp.models.event import Event
from eventapp.models.mailing import Message
from eventapp.models.register import Contact
from eventapp.models.rsvp import Invitation
from eventapp.rules.mailing import MessageKind, MessageState

HELD = (Message.id == bindparam("held_id"), Message.claimed_by == bindparam("worker"))

# What decides whether a claimed mail still goes, read while nobody else can change the mail.
CLAIMED_MAIL = (
    select(
        Message.kind,
        Message.invitation_id,
        Event.state.label("event_state"),
        Event.answer_before,
        Event.starts_at,
        Event.ends_at,
        Invitation.revoked_at,
        Invitation.answer,
        Contact.email,
        Contact.unsubscribed_at,
        Invitation.public_id,
        Event.updated_at,
    )
    .outerjoin(Invitation, Invitation.id == Message.invitation_id)
    .outerjoin(Event, Event.id == Invitation.event_id)
    .outerjoin(Contact, Contact.id == Message.contact_id)
    .where(*HELD, Message.state == MessageState.CLAIMED)
    .with_for_update(of=Message)
)
# A mail whose facts are those it was written from needs no reading before it goes.
AS_WRITTEN = exists().where(
    Invitation.id == Message.invitation_id,
    Invitation.public_id == bindparam("public_id"),
    Invitation.answer == bindparam("answer"),
    Invitation.revoked_at.is_(None),
    Event.id == Invitation.event_id,
    Event.state == bindparam("event_state"),
    Event.updated_at == bindparam("updated_at"),
    Contact.id == Message.contact_id,
    Contact.email == bindparam("address"),
    Contact.unsubscribed_at.is_(None),
)
BEGUN = (
    update(Message)
    .where(*HELD)
    .values(
        state=MessageState.SENDING,
        mime=bindparam("written"),
        subject=bindparam("its_subject"),
        attempts=Message.attempts + 1,
        lease_until=bindparam("until"),
        to_address=func.coalesce(
            bindparam("address", type_=Message.to_address.type), Message.to_address
        ),
    )
)
# No plain comparison: PostgreSQL would look among all that is claimed instead of by id.
IS_CLAIMED = case((Message.state == MessageState.CLAIMED, 1), else_=0) == 1
BEGUN_AS_WRITTEN = BEGUN.where(IS_CLAIMED, AS_WRITTEN)


def _sent(held: ColumnElement[bool]) -> Update:
    """Mark a mail sent; that of an account is forgotten then, as its link opens the account."""
    return (
        update(Message)
        .where(
            held,
            Message.claimed_by == bindparam("worker"),
            or_(Message.state == MessageState.SENDING, Message.state == MessageState.UNKNOWN),
        )
        .values(
            state=MessageState.SENT,
            sent_at=bindparam("moment"),
            error="",
            lease_until=None,
            mime=case((Message.kind == MessageKind.ACCOUNT, null()), else_=Message.mime),
        )
    )


SENT = _sent(Message.id == bindparam("held_id"))
# For PostgreSQL only: the mail before it is sent, in the same statement. It is counted to be first:
# who sends mails again locks them in the order of their ids too.
SENT_BEFORE = _sent(Message.id == bindparam("sent_id")).returning(Message.id).cte("sent")
SENT_AND_BEGUN = BEGUN_AS_WRITTEN.where(
    select(func.count()).select_from(SENT_BEFORE).scalar_subquery() >= 0
)
DROPPED = (
    update(Message)
    .where(*HELD, Message.state == MessageState.CLAIMED)
    .values(state=MessageState.DROPPED, error=bindparam("reason"), lease_until=None, mime=null())
)
EXTENDED = (
    update(Message)
    .where(Message.state == MessageState.CLAIMED, Message.claimed_by == bindparam("worker"))
    .values(lease_until=bindparam("until"))
)
