"""Employers, the people there whom we may write to, and their tags."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Base
from eventapp.rules.names import PersonName

contact_tag = Table(
    "contact_tag",
    Base.metadata,
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Employer(Base):
    """A company; unique in its network by its folded name."""

    __tablename__ = "employer"
    __table_args__ = (UniqueConstraint("network_id", "name_folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(200))
    town: Mapped[str] = mapped_column(String(120), default="")
    sector: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]

    contacts: Mapped[list["Contact"]] = relationship(
        back_populates="employer", passive_deletes=True
    )


class Contact(Base):
    """Somebody at an employer; one without an address can only be phoned.

    ``search_text`` holds name, employer and town, folded, so that one LIKE finds any of them;
    ``sort_key`` is the folded family name followed by the given name.
    """

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("network_id", "email_folded", "name_folded"),
        Index("ix_contact_network_id_sort_key", "network_id", "sort_key", "id"),
        Index("ix_contact_network_id_name_folded", "network_id", "name_folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    employer_id: Mapped[int] = mapped_column(
        ForeignKey("employer.id", ondelete="CASCADE"), index=True
    )
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    given_name: Mapped[str] = mapped_column(String(80))
    infix: Mapped[str] = mapped_column(String(30), default="")
    family_name: Mapped[str] = mapped_column(String(120))
    name_folded: Mapped[str] = mapped_column(String(240))
    sort_key: Mapped[str] = mapped_column(String(240))
    search_text: Mapped[str] = mapped_column(String(800))
    email: Mapped[str | None] = mapped_column(String(254))
    email_folded: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40), default="")
    job_title: Mapped[str] = mapped_column(String(120), default="")
    is_ambassador: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(2), default="nl")
    unsubscribed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship(back_populates="contacts")
    tags: Mapped[list["Tag"]] = relationship(secondary=contact_tag, order_by="Tag.name_folded")

    @property
    def person_name(self) -> PersonName:
        """Give the name in its three parts."""
        return PersonName(self.given_name, self.infix, self.family_name)

    @property
    def name(self) -> str:
        """Give the whole name as it is printed."""
        return self.person_name.full


class Tag(Base):
    """A word that organisers stick on contacts."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("network_id", "name_folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    name_folded: Mapped[str] = mapped_column(String(40))
