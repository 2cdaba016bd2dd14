"""What the door reads: its device, the people it may find, and who is inside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from eventapp.database import db, glance
from eventapp.models.door import DoorDevice
from eventapp.models.event import Event
from eventapp.models.network import Network
from eventapp.models.rsvp import Attendee, Badge
from eventapp.queries.counts import event_counts
from eventapp.rules.door import search_words
from eventapp.rules.names import fold
from eventapp.rules.rsvp import AttendeeKind, Place
from eventapp.rules.zones import TimeZone

FOUND_MAX = 20
# Built once, as every scan asks it.
DEVICE = (
    select(
        DoorDevice.id,
        DoorDevice.event_id,
        Event.network_id,
        DoorDevice.entrance,
        DoorDevice.paired_at,
        DoorDevice.expires_at,
        DoorDevice.revoked_at,
        DoorDevice.last_seen_at,
        Event.title,
        Event.time_zone,
        Event.starts_at,
        Network.contact_name,
        Network.contact_phone,
    )
    .join(Event, Event.id == DoorDevice.event_id)
    .join(Network, Network.id == Event.network_id)
    .where(DoorDevice.token_digest == bindparam("token_digest"), DoorDevice.paired_at.is_not(None))
)


@dataclass(frozen=True)
class Device:
    """A paired phone as a plain value, which outlives the transaction it was read in."""

    id: int
    event_id: int
    network_id: int
    entrance: str
    paired_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None
    title: str
    time_zone: TimeZone
    starts_at: datetime
    contact_name: str
    contact_phone: str


@dataclass(frozen=True)
class Companion:
    """Somebody of the same party with a place."""

    id: str
    name: str
    role: AttendeeKind
    checked_in_at: datetime | None


@dataclass(frozen=True)
class Person:
    """What the door may know of somebody: no mail address, no diet."""

    id: str
    name: str
    employer: str
    role: AttendeeKind
    place: Place
    checked_in_at: datetime | None
    entrance: str
    party: tuple[Companion, ...] = ()


@dataclass(frozen=True)
class Presence:
    """Whether somebody is inside."""

    id: str
    checked_in_at: datetime | None
    entrance: str


@dataclass(frozen=True)
class Snapshot:
    """How many are inside and expected, and whose presence changed."""

    inside: int
    expected: int
    attendees: tuple[Presence, ...]


def device_of(token_digest: str) -> Device | None:
    """Find the device that shows a token, in one statement; its state is for the caller."""
    rows = glance(DEVICE, {"token_digest": token_digest})
    return Device(*rows[0]) if rows else None


def search(event_id: int, question: str) -> tuple[list[Person], bool] | None:
    """Find people of an event by words of their name or employer, in one statement.

    Answers at most FOUND_MAX and whether there are more; None when the question is too short.
    """
    words = search_words(fold(question))
    if not words:
        return None
    person, companion = aliased(Attendee), aliased(Attendee)
    matching = (
        select(person.id)
        .where(
            person.event_id == event_id,
            *(person.search_text.contains(word, autoescape=True) for word in words),
        )
        .order_by(person.search_text, person.id)
        .limit(FOUND_MAX + 1)
        .subquery()
    )
    rows = db.session.execute(
        select(person, companion)
        .join(matching, matching.c.id == person.id)
        .outerjoin(companion, _same_party(person, companion))
        .order_by(person.search_text, person.id, companion.position)
    )
    people = _people(rows.tuples())
    return people[:FOUND_MAX], len(people) > FOUND_MAX


def person_of_code(event_id: int, code_digest: str) -> Person | None:
    """Find whose current badge of this event carries a code."""
    person, companion = aliased(Attendee), aliased(Attendee)
    rows = db.session.execute(
        select(person, companion)
        .join(Badge, and_(Badge.attendee_id == person.id, Badge.serial == person.badge_serial))
        .outerjoin(companion, _same_party(person, companion))
        .where(Badge.code_digest == code_digest, person.event_id == event_id)
        .order_by(companion.position)
    )
    return next(iter(_people(rows.tuples())), None)


def snapshot(event_id: int, since: datetime | None) -> Snapshot:
    """Count an event, and tell whose presence changed since a moment, or who is inside."""
    changed = (
        Attendee.checked_in_at.is_not(None)
        if since is None
        else Attendee.presence_changed_at >= since
    )
    rows = db.session.execute(
        select(Attendee.public_id, Attendee.checked_in_at, Attendee.entrance)
        .where(Attendee.event_id == event_id, changed)
        .order_by(Attendee.presence_changed_at, Attendee.id)
    )
    counts = event_counts([event_id])[event_id]
    return Snapshot(counts.present, counts.confirmed, tuple(Presence(*row) for row in rows))


def event_of_badge(code_digest: str) -> Event | None:
    """Find the event a badge was given out for, whether or not it still opens the door."""
    return db.session.scalar(
        select(Event)
        .join(Attendee, Attendee.event_id == Event.id)
        .join(Badge, Badge.attendee_id == Attendee.id)
        .where(Badge.code_digest == code_digest)
    )


def waiting_number(event_id: int, public_id: str) -> int:
    """Tell how many wait up to and with somebody."""
    own = aliased(Attendee)
    same_moment = and_(Attendee.place_at == own.place_at, Attendee.id <= own.id)
    return (
        db.session.scalar(
            select(func.count())
            .select_from(own)
            .join(Attendee, or_(Attendee.place_at < own.place_at, same_moment))
            .where(
                own.public_id == public_id,
                Attendee.event_id == event_id,
                Attendee.place == Place.WAITLISTED,
            )
        )
        or 0
    )


def pairing_of(code_digest: str) -> DoorDevice | None:
    """Find the device that a pairing link is for, with its event and network."""
    return db.session.scalar(
        select(DoorDevice)
        .where(DoorDevice.pairing_digest == code_digest)
        .options(joinedload(DoorDevice.event).joinedload(Event.network))
    )


def event_at(network_slug: str, event_slug: str) -> Event | None:
    """Find an event by its address."""
    return db.session.scalar(
        select(Event).join(Network).where(Network.slug == network_slug, Event.slug == event_slug)
    )


def device(event_id: int, device_id: int) -> DoorDevice | None:
    """Find one device of an event."""
    return db.session.scalar(
        select(DoorDevice).where(DoorDevice.id == device_id, DoorDevice.event_id == event_id)
    )


def devices(event_id: int) -> Sequence[DoorDevice]:
    """Give an event's devices, the newest first within its entrance."""
    return db.session.scalars(
        select(DoorDevice)
        .where(DoorDevice.event_id == event_id)
        .order_by(DoorDevice.entrance, DoorDevice.id.desc())
    ).all()


def _same_party(person: Any, companion: Any) -> ColumnElement[bool]:
    return and_(
        companion.invitation_id == person.invitation_id,
        companion.id != person.id,
        companion.place == Place.CONFIRMED,
    )


def _people(rows: Iterable[tuple[Attendee, Attendee | None]]) -> list[Person]:
    parties: dict[Attendee, list[Companion]] = {}
    for person, companion in rows:
        party = parties.setdefault(person, [])
        if companion is not None:
            party.append(
                Companion(
                    companion.public_id, companion.name, companion.kind, companion.checked_in_at
                )
            )
    return [_person(person, tuple(party)) for person, party in parties.items()]


def _person(attendee: Attendee, party: tuple[Companion, ...]) -> Person:
    return Person(
        id=attendee.public_id,
        name=attendee.name,
        employer=attendee.employer_name,
        role=attendee.kind,
        place=attendee.place,
        checked_in_at=attendee.checked_in_at,
        entrance=attendee.entrance,
        party=party,
    )
