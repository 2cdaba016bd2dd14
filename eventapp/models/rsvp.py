"""Whom we asked, what they answered, who comes, and with which badge."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Base, LongText, enum_type
from eventapp.models.account import User
from eventapp.models.event import Event
from eventapp.models.register import Contact
from eventapp.rules.rsvp import AnsweredVia, AttendeeKind, Partstat, Place


class Invitation(Base):
    """We asked this contact to this event; ``public_id`` is what the personal link signs."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("event_id", "contact_id"),
        Index("ix_invitation_event_id_answer", "event_id", "answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), index=True
    )
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    revoked_at: Mapped[datetime | None]
    introduced_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL")
    )
    delegated_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="SET NULL")
    )
    answer: Mapped[Partstat] = mapped_column(
        enum_type(Partstat, "answer"), default=Partstat.NEEDS_ACTION
    )
    answered_at: Mapped[datetime | None]
    answered_via: Mapped[AnsweredVia | None] = mapped_column(enum_type(AnsweredVia, "answered_via"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    diet: Mapped[list[str]] = mapped_column(default=list)
    diet_other: Mapped[str] = mapped_column(String(200), default="")
    access_needs: Mapped[list[str]] = mapped_column(default=list)
    access_other: Mapped[str] = mapped_column(String(200), default="")
    remark: Mapped[str] = mapped_column(LongText, default="")
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    contact: Mapped[Contact] = relationship(foreign_keys=[contact_id])
    answered_by: Mapped[User | None] = relationship()
    attendees: Mapped[list["Attendee"]] = relationship(
        back_populates="invitation", order_by="Attendee.position", passive_deletes=True
    )


class Attendee(Base):
    """A person at the event; ``position`` 1 is the invitee, 2 and up are companions."""

    __tablename__ = "attendee"
    __table_args__ = (
        UniqueConstraint("invitation_id", "position"),
        Index("ix_attendee_event_id_place", "event_id", "place"),
        CheckConstraint("position > 0", name="position_positive"),
        # What a check-in changes is in no index: a queue waits for it.
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(default=1)
    kind: Mapped[AttendeeKind] = mapped_column(enum_type(AttendeeKind, "attendee_kind"))
    name: Mapped[str] = mapped_column(String(240))
    search_text: Mapped[str] = mapped_column(String(800))
    employer_name: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[Place] = mapped_column(enum_type(Place, "place"), default=Place.NONE)
    place_at: Mapped[datetime | None]
    badge_serial: Mapped[int] = mapped_column(default=1)
    checked_in_at: Mapped[datetime | None]
    entrance: Mapped[str] = mapped_column(String(60), default="")
    presence_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    invitation: Mapped[Invitation | None] = relationship(back_populates="attendees")


class Badge(Base):
    """A badge that was given out; only the one with its attendee's serial still opens the door."""

    __tablename__ = "badge"
    __table_args__ = (UniqueConstraint("attendee_id", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    serial: Mapped[int]
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)

    attendee: Mapped[Attendee] = relationship()
