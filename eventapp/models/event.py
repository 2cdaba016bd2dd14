"""A gathering and its programme."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Base, LongText, enum_type
from eventapp.models.network import Network
from eventapp.rules.event import EventKind, EventState, ItemKind
from eventapp.rules.zones import TimeZone


class Event(Base):
    """A gathering; ``uid`` and ``sequence`` are its identity in calendars (RFC 5545)."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("network_id", "slug"),
        Index("ix_event_network_id_starts_at", "network_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("companions_max >= 0", name="companions_max_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(40))
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    kind: Mapped[EventKind] = mapped_column(enum_type(EventKind, "event_kind"))
    state: Mapped[EventState] = mapped_column(
        enum_type(EventState, "event_state"), default=EventState.DRAFT
    )
    title: Mapped[str] = mapped_column(String(120))
    introduction: Mapped[str] = mapped_column(LongText, default="")
    venue_name: Mapped[str] = mapped_column(String(120), default="")
    venue_address: Mapped[str] = mapped_column(String(200), default="")
    venue_town: Mapped[str] = mapped_column(String(120), default="")
    time_zone: Mapped[TimeZone] = mapped_column(enum_type(TimeZone, "time_zone"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    answer_before: Mapped[datetime | None]
    capacity: Mapped[int | None]
    companions_max: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    network: Mapped[Network] = relationship()
    rooms: Mapped[list["Room"]] = relationship(
        back_populates="event", order_by="Room.position", passive_deletes=True
    )
    items: Mapped[list["ProgrammeItem"]] = relationship(
        back_populates="event",
        order_by="(ProgrammeItem.starts_at, ProgrammeItem.id)",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class Room(Base):
    """A room of the venue, as it is named in the programme."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(back_populates="rooms")


class ProgrammeItem(Base):
    """One timed part of an event."""

    __tablename__ = "programme_item"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"))
    kind: Mapped[ItemKind] = mapped_column(enum_type(ItemKind, "item_kind"))
    title: Mapped[str] = mapped_column(String(160))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    event: Mapped[Event] = relationship(back_populates="items")
    room: Mapped[Room | None] = relationship()
    speakers: Mapped[list["Speaker"]] = relationship(
        order_by="Speaker.position", cascade="all, delete-orphan", passive_deletes=True
    )


class Speaker(Base):
    """Somebody who speaks in a programme item."""

    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_item_id: Mapped[int] = mapped_column(
        ForeignKey("programme_item.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
