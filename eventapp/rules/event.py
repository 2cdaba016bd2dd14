"""What an event is, and which state follows which."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum


class EventKind(StrEnum):
    """The kinds of gathering in a network's year."""

    B2B_DAY = "b2b_day"
    NETWORK_MEETING = "network_meeting"
    THANK_YOU = "thank_you"
    OTHER = "other"


class EventState(StrEnum):
    """How far an event is; nobody outside sees a draft."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class ItemKind(StrEnum):
    """The kinds of programme item."""

    TALK = "talk"
    WORKSHOP = "workshop"
    VISIT = "visit"
    MEAL = "meal"
    BREAK = "break"
    SHOW = "show"
    OTHER = "other"


NEXT_STATES = {
    EventState.DRAFT: {EventState.PUBLISHED},
    EventState.PUBLISHED: {EventState.CANCELLED},
    EventState.CANCELLED: set[EventState](),
}


# What an entry in somebody's calendar shows; RFC 5545, 3.8.7.4 wants a new SEQUENCE for it.
CALENDAR_FIELDS = frozenset(
    {"title", "venue_name", "venue_address", "venue_town", "time_zone", "starts_at", "ends_at"}
)


class Refusal(StrEnum):
    """Why an event is not saved as it was filled in."""

    SLUG_TAKEN = "slug_taken"
    SLUG_RESERVED = "slug_reserved"
    CAPACITY_TAKEN = "capacity_taken"
    CANCELLED = "cancelled"


def may_become(state: EventState, following: EventState) -> bool:
    """Tell whether an event in one state may go to another."""
    return following in NEXT_STATES[state]


def may_be_cancelled(state: EventState, *, ends_at: datetime, now: datetime) -> bool:
    """Tell whether an event can be called off: published, and not over yet."""
    return may_become(state, EventState.CANCELLED) and now < ends_at


def closes_at(answer_before: datetime | None, starts_at: datetime) -> datetime:
    """Give the moment until which an answer can be changed: never later than the start."""
    return min(answer_before or starts_at, starts_at)


def last_in_time(answer_before: datetime | None, starts_at: datetime) -> datetime:
    """Give a moment of the last day to answer: until midnight means on the day before."""
    return closes_at(answer_before, starts_at) - timedelta(seconds=1)


def raises_sequence(state: EventState, changed: Collection[str]) -> bool:
    """Tell whether a change must reach the calendars that already hold the event."""
    return state is not EventState.DRAFT and not CALENDAR_FIELDS.isdisjoint(changed)


def is_public(state: EventState, published_at: datetime | None) -> bool:
    """Tell whether everyone may see an event: published once, and still if cancelled since."""
    return state is EventState.PUBLISHED or (
        state is EventState.CANCELLED and published_at is not None
    )


def capacity_fits(capacity: int | None, *, before: int | None, confirmed: int) -> bool:
    """Tell whether everybody who has a place keeps it; leaving it as it was is always fine."""
    return capacity is None or capacity == before or capacity >= confirmed
