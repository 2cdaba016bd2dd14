"""What an event is, and which state follows which."""

from datetime import datetime
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


def may_become(state: EventState, following: EventState) -> bool:
    """Tell whether an event in one state may go to another."""
    return following in NEXT_STATES[state]


def closes_at(answer_before: datetime | None, starts_at: datetime) -> datetime:
    """Give the moment until which an answer can be changed: never later than the start."""
    return min(answer_before or starts_at, starts_at)
