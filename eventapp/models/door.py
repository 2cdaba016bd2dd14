"""The phones at the entrances, and every reading of a badge."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Base, enum_type
from eventapp.models.event import Event
from eventapp.rules.door import ScanResult


class DoorDevice(Base):
    """A phone that may scan for one event; only digests of its secrets are kept."""

    __tablename__ = "door_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    entrance: Mapped[str] = mapped_column(String(60))
    pairing_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    pairing_expires_at: Mapped[datetime | None]
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    paired_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()


class Scan(Base):
    """One reading of a badge, never changed; the scanner makes the id, so a retry is known."""

    __tablename__ = "scan"
    __table_args__ = (Index("ix_scan_attendee_id", "attendee_id"),)

    door_device_id: Mapped[int] = mapped_column(
        ForeignKey("door_device.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"))
    result: Mapped[ScanResult] = mapped_column(enum_type(ScanResult, "scan_result"))
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]
