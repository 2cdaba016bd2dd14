"""What somebody answered, and which places that answer earns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    if persons - 1 > companions_max and persons > len(current):
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
