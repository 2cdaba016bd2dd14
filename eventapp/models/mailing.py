"""What an organiser sends, and the outbox of single mails."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Base, LongText, Packed, enum_type
from eventapp.models.account import User
from eventapp.models.event import Event
from eventapp.models.register import Contact
from eventapp.models.rsvp import Invitation
from eventapp.rules.mailing import Audience, MailingState, MessageKind, MessageState


class Mailing(Base):
    """One text to many.

    ``audience_value`` holds the tag or the contacts picked by hand, and how many were picked when
    the history told of it last.
    """

    __tablename__ = "mailing"

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(
        ForeignKey("network.id", ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MessageKind] = mapped_column(enum_type(MessageKind, "mailing_kind"))
    state: Mapped[MailingState] = mapped_column(
        enum_type(MailingState, "mailing_state"), default=MailingState.DRAFT
    )
    audience: Mapped[Audience | None] = mapped_column(enum_type(Audience, "audience"))
    audience_value: Mapped[dict[str, Any]] = mapped_column(default=dict)
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(LongText, default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    created_by: Mapped[User | None] = relationship()


class Message(Base):
    """One mail in the outbox.

    ``mime`` holds the bytes as they are handed over, from the moment they are rendered. A worker
    holds a message while ``lease_until`` is ahead; a lease that ran out while CLAIMED puts it
    back in the queue, one that ran out while SENDING leaves it UNKNOWN. The mails of accounts
    belong to no network and lose ``mime`` once sent.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("mailing_id", "contact_id"),
        Index("ix_message_state_due_at", "state", "due_at"),
        Index("ix_message_network_id_id", "network_id", "id"),
        Index("ix_message_event_id_state_sent_at", "event_id", "state", "sent_at"),
        Index("ix_message_invitation_id_kind", "invitation_id", "kind", "state", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int | None] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE")
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[MessageKind] = mapped_column(enum_type(MessageKind, "message_kind"))
    state: Mapped[MessageState] = mapped_column(
        enum_type(MessageState, "message_state"), default=MessageState.QUEUED
    )
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    to_address: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(240), default="")
    subject: Mapped[str] = mapped_column(String(250), default="")
    mime: Mapped[bytes | None] = mapped_column(Packed)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]

    event: Mapped[Event | None] = relationship()
    mailing: Mapped[Mailing | None] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
