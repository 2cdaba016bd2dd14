"""The tenant, and the bodies that organise together in it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Base


class Network(Base):
    """A regional ambassadors' network; every other row belongs to one.

    ``updated_at`` moves with every change of it, its partners and events; pages are kept so long.
    Its colours are as they were chosen; its logo is a stored file with this digest, and
    ``logo_width`` is how wide that is when it is 96 pixels high.
    """

    __tablename__ = "network"
    __table_args__ = (
        CheckConstraint("brand_colour LIKE '#______'", name="brand_is_a_colour"),
        CheckConstraint("accent_colour LIKE '#______'", name="accent_is_a_colour"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="nl")
    reply_to: Mapped[str | None] = mapped_column(String(254))
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    brand_colour: Mapped[str | None] = mapped_column(String(7))
    accent_colour: Mapped[str | None] = mapped_column(String(7))
    logo_digest: Mapped[str | None] = mapped_column(String(16))
    logo_width: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    partners: Mapped[list["Partner"]] = relationship(
        back_populates="network", order_by="Partner.id", passive_deletes=True
    )


class Partner(Base):
    """One of the bodies that organise together."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("network_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))

    network: Mapped[Network] = relationship(back_populates="partners")
