"""What somebody answered, and which places that answer earns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, count

from eventapp.rules.names import fold

NEEDS_KEPT_FOR = timedelta(days=14)


class Partstat(StrEnum):
    """An answer, in iCalendar's words (RFC 5545, 3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
    DELEGATED = "DELEGATED"


class AnsweredVia(StrEnum):
    """The way an answer came in."""

    WEB = "web"
    CALENDAR = "calendar"
    DESK = "desk"
    DOOR = "door"


class Place(StrEnum):
    """What the network gave: a fact apart from the answer and from presence."""

    NONE = "none"
    OFFERED = "offered"
    WAITLISTED = "waitlisted"
    CONFIRMED = "confirmed"


class AttendeeKind(StrEnum):
    """Why somebody is on the list of an event."""

    INVITEE = "invitee"
    COMPANION = "companion"
    SUBSTITUTE = "substitute"
    SPEAKER = "speaker"
    WALK_IN = "walk_in"


class Diet(StrEnum):
    """The dietary wishes one can tick."""

    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    HALAL = "halal"
    NO_GLUTEN = "no_gluten"
    NO_LACTOSE = "no_lactose"
    NO_NUTS = "no_nuts"


class AccessNeed(StrEnum):
    """What one can tick as needed to take part."""

    WHEELCHAIR = "wheelchair"
    SIGN_LANGUAGE = "sign_language"
    SPEECH_TO_TEXT = "speech_to_text"
    QUIET_PLACE = "quiet_place"
    ASSISTANCE_DOG = "assistance_dog"


class Outcome(StrEnum):
    """What became of a submitted answer."""

    RECORDED = "recorded"
    FULL = "full"
    CLOSED = "closed"
    TOO_MANY = "too_many"
    PRESENT = "present"


class Promotion(StrEnum):
    """What became of giving a waiting party its places."""

    PROMOTED = "promoted"
    NOBODY_WAITS = "nobody_waits"
    GONE = "gone"
    FULL = "full"
    TOO_LATE = "too_late"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer as it was given; companions by name, without blanks."""

    answer: Partstat
    companions: tuple[str, ...] = ()
    diet: tuple[Diet, ...] = ()
    diet_other: str = ""
    access_needs: tuple[AccessNeed, ...] = ()
    access_other: str = ""
    remark: str = ""
    wants_to_wait: bool = False


@dataclass(frozen=True)
class Companion:
    """Somebody whom an invitee named before; ``comes`` is False once dropped."""

    position: int
    name: str
    comes: bool


@dataclass(frozen=True)
class Decision:
    """What an answer leads to: nothing is written unless it is RECORDED."""

    outcome: Outcome
    places: tuple[Place, ...] = ()


def seats_left(capacity: int | None, *, confirmed: int, waitlisted: int) -> int | None:
    """Count the seats a newcomer may take; None means no limit.

    Who waits goes first, so a waiting person counts as a seat taken.
    """
    return None if capacity is None else max(0, capacity - confirmed - waitlisted)


def decide(
    answer: Partstat,
    *,
    current: tuple[Place, ...],
    persons: int,
    seats_left: int | None,
    companions_max: int,
    wants_to_wait: bool,
    closes_at: datetime,
    now: datetime,
) -> Decision:
    """Decide the place of each person of a party, the invitee first.

    ``current`` holds the places the same persons have now, in the same order, so that nobody
    loses a seat by correcting a name; ``seats_left`` leaves this party's own seats out of account.
    """
    if now >= closes_at:
        return Decision(Outcome.CLOSED)
    if answer is not Partstat.ACCEPTED:
        return Decision(Outcome.RECORDED, (Place.NONE,) * max(persons, 1))
    coming = sum(place is not Place.NONE for place in current)
    if persons - 1 > companions_max and persons > coming:
        return Decision(Outcome.TOO_MANY)
    padded = (*current, *(Place.NONE,) * persons)[:persons]
    seated = [place is Place.CONFIRMED for place in padded]
    newcomers = seated.count(False)
    if seats_left is None or newcomers <= seats_left:
        return Decision(Outcome.RECORDED, (Place.CONFIRMED,) * persons)
    if not (wants_to_wait or all(place is not Place.NONE for place in padded)):
        return Decision(Outcome.FULL)
    places = tuple(Place.CONFIRMED if sits else Place.WAITLISTED for sits in seated)
    return Decision(Outcome.RECORDED, places)


def companion_positions(names: Sequence[str], known: Iterable[Companion]) -> tuple[int, ...]:
    """Give each named companion a position from 2 up: their own if they were named before.

    A new name takes the position, and so the seat, of somebody who is no longer named.
    """
    free = sorted(known, key=lambda companion: (not companion.comes, companion.position))
    first_new = max((companion.position for companion in free), default=1) + 1
    positions: list[int | None] = []
    for name in names:
        same = next((c for c in free if fold(c.name) == fold(name)), None)
        positions.append(same.position if same else None)
        if same:
            free.remove(same)
    others = chain((companion.position for companion in free), count(first_new))
    return tuple(next(others) if position is None else position for position in positions)


def promotion(
    *, waiting: int, confirmed: int, capacity: int | None, starts_at: datetime, now: datetime
) -> Promotion:
    """Decide whether a whole waiting party can be given its places."""
    if waiting == 0:
        return Promotion.NOBODY_WAITS
    if now >= starts_at:
        return Promotion.TOO_LATE
    fits = capacity is None or confirmed + waiting <= capacity
    return Promotion.PROMOTED if fits else Promotion.FULL
