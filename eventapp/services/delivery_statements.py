"""The statements that each mail needs, built once: building them took longer than running them."""

from sqlalchemy import bindparam, case, func, null, or_, select, update

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
# The mail of an account is forgotten once it is sent: its link opens the account.
SENT = (
    update(Message)
    .where(
        *HELD,
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
