"""Who changed what."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Base
from eventapp.models.account import User
from eventapp.models.event import Event
from eventapp.models.register import Contact


class AuditEntry(Base):
    """One change by a person; a sensitive field is named, its values are never kept."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(
        ForeignKey("network.id", ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(60), default="")
    old: Mapped[str] = mapped_column(String(300), default="")
    new: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]

    user: Mapped[User | None] = relationship()
    event: Mapped[Event | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
