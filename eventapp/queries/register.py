"""Reading the register: the list with its counts, one contact, one employer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.database import db
from eventapp.models.event import Event
from eventapp.models.register import Contact, Employer, Tag, contact_tag
from eventapp.models.rsvp import Attendee, Invitation
from eventapp.rules.names import fold
from eventapp.rules.zones import TimeZone

PAGE = 50
NAMES_OFFERED = 50


class ContactFilter(StrEnum):
    """The ways to look at the register."""

    ALL = "all"
    AMBASSADORS = "ambassadors"
    PHONE_ONLY = "phone_only"
    UNSUBSCRIBED = "unsubscribed"


CONDITIONS: dict[ContactFilter, Any] = {
    ContactFilter.AMBASSADORS: Contact.is_ambassador,
    ContactFilter.PHONE_ONLY: Contact.email.is_(None),
    ContactFilter.UNSUBSCRIBED: Contact.unsubscribed_at.is_not(None),
}


@dataclass(frozen=True)
class Look:
    """What part of the register is looked at; ``tag`` is an id."""

    which: ContactFilter = ContactFilter.ALL
    tag: int | None = None
    search: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether everybody is looked at."""
        return self == Look()


@dataclass(frozen=True)
class RegisterCounts:
    """How many are in the register, and behind each filter."""

    contacts: int
    employers: int
    behind: dict[ContactFilter, int]


@dataclass(frozen=True)
class Visit:
    """The last time somebody was there."""

    title: str
    starts_at: datetime
    time_zone: TimeZone


@dataclass(frozen=True)
class ContactPage:
    """Some rows by family name, the ids to go on from (None at an end), and how many in all."""

    rows: list[Contact]
    previous: int | None
    next: int | None
    total: int
    visits: dict[int, Visit] = field(default_factory=dict)


def counts(network_id: int) -> RegisterCounts:
    """Count everybody and the people behind each filter, in one statement."""
    numbers = [func.coalesce(func.sum(case((test, 1), else_=0)), 0) for test in CONDITIONS.values()]
    contacts, employers, *behind = db.session.execute(
        select(func.count(), func.count(Contact.employer_id.distinct()), *numbers).where(
            Contact.network_id == network_id
        )
    ).one()
    return RegisterCounts(
        contacts,
        employers,
        {ContactFilter.ALL: contacts, **dict(zip(CONDITIONS, behind, strict=True))},
    )


def tags(network_id: int) -> Sequence[Row[tuple[Tag, int]]]:
    """List the tags by name, each with the number of contacts that wear it."""
    return db.session.execute(
        select(Tag, func.count(contact_tag.c.contact_id))
        .outerjoin(contact_tag, contact_tag.c.tag_id == Tag.id)
        .where(Tag.network_id == network_id)
        .group_by(Tag.id)
        .order_by(Tag.name_folded)
    ).all()


def tag_named(network_id: int, name: str) -> int | None:
    """Find a tag by its name, in any case."""
    found: int | None = db.session.scalar(
        select(Tag.id).where(Tag.network_id == network_id, Tag.name_folded == fold(name))
    )
    return found


def contact_page(
    network_id: int, look: Look, *, after: int | None = None, before: int | None = None
) -> ContactPage:
    """Give the page that follows one contact or goes before another, else the first."""
    wanted = _wanted(network_id, look)
    total = db.session.scalar(select(func.count()).select_from(Contact).where(wanted)) or 0
    anchor = before if before is not None else after
    key = _key(network_id, anchor) if anchor is not None else None
    backwards = before is not None and key is not None
    if key is not None:
        wanted = and_(wanted, _beyond(key, backwards=backwards))
    order = [Contact.sort_key, Contact.id]
    found = list(
        db.session.scalars(
            select(Contact)
            .where(wanted)
            .order_by(*(column.desc() if backwards else column for column in order))
            .limit(PAGE + 1)
            .options(joinedload(Contact.employer), selectinload(Contact.tags))
        )
    )
    more, rows = len(found) > PAGE, found[:PAGE]
    if backwards:
        rows.reverse()
    earlier = more if backwards else key is not None
    later = backwards or more
    return ContactPage(
        rows,
        rows[0].id if rows and earlier else None,
        rows[-1].id if rows and later else None,
        total,
        _visits([row.id for row in rows]),
    )


def rows_for_export(network_id: int, look: Look) -> Sequence[Row[tuple[Contact, Employer]]]:
    """List who is looked at, with employer; their tags are in `tag_names`."""
    return db.session.execute(
        select(Contact, Employer)
        .join(Contact.employer)
        .where(_wanted(network_id, look))
        .order_by(Contact.sort_key, Contact.id)
    ).all()


def tag_names(network_id: int) -> dict[int, tuple[str, ...]]:
    """Give the tags of every contact that has any, by the contact's id, in one statement."""
    found: dict[int, tuple[str, ...]] = {}
    worn = (
        select(contact_tag.c.contact_id, Tag.name)
        .join(Tag, Tag.id == contact_tag.c.tag_id)
        .where(Tag.network_id == network_id)
        .order_by(Tag.name_folded)
    )
    for contact_id, name in db.session.execute(worn):
        found[contact_id] = (*found.get(contact_id, ()), name)
    return found


def contact(network_id: int, contact_id: int) -> Contact | None:
    """Find a contact of a network, with employer and tags."""
    return db.session.scalar(
        select(Contact)
        .where(Contact.id == contact_id, Contact.network_id == network_id)
        .options(joinedload(Contact.employer), selectinload(Contact.tags))
    )


def employer(network_id: int, employer_id: int) -> Employer | None:
    """Find an employer of a network, with its people."""
    return db.session.scalar(
        select(Employer)
        .where(Employer.id == employer_id, Employer.network_id == network_id)
        .options(selectinload(Employer.contacts))
    )


def employer_names(network_id: int, search: str = "") -> Sequence[str]:
    """Offer names of employers that hold these words."""
    query = select(Employer.name).where(Employer.network_id == network_id)
    for word in fold(search).split():
        query = query.where(Employer.name_folded.contains(word, autoescape=True))
    return db.session.scalars(query.order_by(Employer.name_folded).limit(NAMES_OFFERED)).all()


def invitations_of(contact_id: int) -> Sequence[Invitation]:
    """List what somebody was invited to, the newest event first, with the party."""
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.event)
        .where(Invitation.contact_id == contact_id, Invitation.revoked_at.is_(None))
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .options(joinedload(Invitation.event), selectinload(Invitation.attendees))
    ).all()


def _wanted(network_id: int, look: Look) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [Contact.network_id == network_id]
    if look.which in CONDITIONS:
        wanted.append(CONDITIONS[look.which])
    if look.tag is not None:
        worn = select(contact_tag.c.contact_id).where(contact_tag.c.tag_id == look.tag)
        wanted.append(Contact.id.in_(worn))
    words = fold(look.search).split()
    wanted += [Contact.search_text.contains(word, autoescape=True) for word in words]
    return and_(*wanted)


def _key(network_id: int, contact_id: int) -> tuple[str, int] | None:
    found = db.session.execute(
        select(Contact.sort_key, Contact.id).where(
            Contact.id == contact_id, Contact.network_id == network_id
        )
    ).one_or_none()
    return (found.sort_key, found.id) if found else None


def _beyond(key: tuple[str, int], *, backwards: bool) -> ColumnElement[bool]:
    text, number = key
    if backwards:
        same = and_(Contact.sort_key == text, Contact.id < number)
        return or_(Contact.sort_key < text, same)
    return or_(Contact.sort_key > text, and_(Contact.sort_key == text, Contact.id > number))


def _visits(contact_ids: Collection[int]) -> dict[int, Visit]:
    """Find when each of these was last inside; a companion's visit is not the invitee's."""
    been = (
        select(Invitation.contact_id, Event.title, Event.starts_at, Event.time_zone)
        .join(Invitation.event)
        .join(Invitation.attendees)
        .where(
            Invitation.contact_id.in_(contact_ids),
            Attendee.position == 1,
            Attendee.checked_in_at.is_not(None),
        )
        .order_by(Event.starts_at)
    )
    return {number: Visit(*rest) for number, *rest in db.session.execute(been)}
