"""Who came in, when and where, and who is still expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from eventapp.database import db
from eventapp.models.register import Contact
from eventapp.models.rsvp import Attendee, Invitation
from eventapp.queries.counts import EventCounts, event_counts
from eventapp.rules.arrivals import STEP
from eventapp.rules.door import search_words
from eventapp.rules.names import PersonName, fold, split_name
from eventapp.rules.rsvp import AttendeeKind, Place

SHOWN = 12
HOST = aliased(Attendee)
IS_HOST = and_(
    Attendee.kind == AttendeeKind.COMPANION,
    HOST.invitation_id == Attendee.invitation_id,
    HOST.kind == AttendeeKind.INVITEE,
)


@dataclass(frozen=True)
class Arrival:
    """Somebody who is inside; ``host`` is whose companion this is."""

    id: str
    name: str
    employer: str
    checked_in_at: datetime
    entrance: str
    host: str | None

    @property
    def person_name(self) -> PersonName:
        """Give the name in its three parts."""
        return split_name(self.name)


@dataclass(frozen=True)
class Awaited:
    """Somebody with a place who is not inside; ``phone`` is the invitee's, ``host`` as above."""

    name: str
    employer: str
    kind: AttendeeKind
    phone: str | None
    host: str | None

    @property
    def person_name(self) -> PersonName:
        """Give the name in its three parts."""
        return split_name(self.name)


@dataclass(frozen=True)
class Arrivals:
    """All that the desk shows of the door, but its devices."""

    counts: EventCounts
    entrances: tuple[tuple[str, int], ...]
    steps: tuple[tuple[tuple[int, str], int], ...]
    just_in: tuple[Arrival, ...]
    not_yet: tuple[Awaited, ...]
    not_yet_count: int

    @property
    def present(self) -> int:
        """Tell how many are inside."""
        return self.counts.present

    @property
    def expected(self) -> int:
        """Tell how many have a place."""
        return self.counts.confirmed


def arrivals(event_id: int, question: str = "") -> Arrivals:
    """Read the arrivals in six statements; a question of two letters narrows both lists."""
    words = search_words(fold(question[:100]))
    named = [Attendee.search_text.contains(word, autoescape=True) for word in words]
    steps = _steps(event_id)
    totals: dict[str, int] = {}
    for (_step, entrance), number in steps:
        totals[entrance] = totals.get(entrance, 0) + number
    return Arrivals(
        counts=event_counts([event_id])[event_id],
        entrances=tuple(sorted(totals.items(), key=lambda item: (-item[1], item[0]))),
        steps=steps,
        just_in=_just_in(event_id, named),
        not_yet=_not_yet(event_id, named),
        not_yet_count=_not_yet_count(event_id),
    )


def attendee(event_id: int, public_id: str) -> Attendee | None:
    """Find one attendee of an event."""
    return db.session.scalar(
        select(Attendee).where(Attendee.event_id == event_id, Attendee.public_id == public_id)
    )


def _steps(event_id: int) -> tuple[tuple[tuple[int, str], int], ...]:
    step = _step(Attendee.checked_in_at)
    rows = db.session.execute(
        select(step, Attendee.entrance, func.count())
        .where(Attendee.event_id == event_id, Attendee.checked_in_at.is_not(None))
        .group_by(step, Attendee.entrance)
        .order_by(step, Attendee.entrance)
    )
    return tuple(((int(number), entrance), count) for number, entrance, count in rows)


def _step(column: InstrumentedAttribute[datetime | None]) -> ColumnElement[int]:
    """Number the five minutes of a moment in SQL, as `rules.arrivals.step_of` does."""
    if db.session.get_bind().dialect.name == "postgresql":
        seconds: ColumnElement[int] = func.floor(func.extract("epoch", column))
    else:
        seconds = func.strftime("%s", column)
    return cast(seconds, Integer).op("/")(int(STEP.total_seconds()))


def _just_in(event_id: int, named: Sequence[ColumnElement[bool]]) -> tuple[Arrival, ...]:
    rows = db.session.execute(
        select(
            Attendee.public_id,
            Attendee.name,
            Attendee.employer_name,
            Attendee.checked_in_at,
            Attendee.entrance,
            HOST.name,
        )
        .outerjoin(HOST, IS_HOST)
        .where(Attendee.event_id == event_id, Attendee.checked_in_at.is_not(None), *named)
        .order_by(Attendee.checked_in_at.desc(), Attendee.id.desc())
        .limit(SHOWN)
    )
    return tuple(Arrival(*row) for row in rows)


def _not_yet(event_id: int, named: Sequence[ColumnElement[bool]]) -> tuple[Awaited, ...]:
    """Give those who are awaited by the family name of the invitee, companions right behind."""
    phone = case((Attendee.position == 1, Contact.phone))
    by_family = func.coalesce(Contact.sort_key, Attendee.search_text)
    rows = db.session.execute(
        select(Attendee.name, Attendee.employer_name, Attendee.kind, phone, HOST.name)
        .outerjoin(Invitation, Invitation.id == Attendee.invitation_id)
        .outerjoin(Contact, Contact.id == Invitation.contact_id)
        .outerjoin(HOST, IS_HOST)
        .where(*_awaited(event_id), *named)
        .order_by(by_family, Attendee.invitation_id, Attendee.position, Attendee.id)
        .limit(SHOWN)
    )
    return tuple(Awaited(*row) for row in rows)


def _not_yet_count(event_id: int) -> int:
    found = select(func.count()).select_from(Attendee).where(*_awaited(event_id))
    return db.session.scalar(found) or 0


def _awaited(event_id: int) -> list[ColumnElement[bool]]:
    return [
        Attendee.event_id == event_id,
        Attendee.place == Place.CONFIRMED,
        Attendee.checked_in_at.is_(None),
    ]
