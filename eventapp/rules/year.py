"""Where an event stands in its year, and how far it is from today."""

from calendar import isleap
from datetime import datetime
from enum import StrEnum

from eventapp.rules.event import EventState
from eventapp.rules.zones import TimeZone, to_local

SMALL, LARGE = 50, 80


class Moment(StrEnum):
    """How an event looks on the line of the year."""

    HELD = "held"
    NEXT = "next"
    PUBLISHED = "published"
    DRAFT = "draft"
    CANCELLED = "cancelled"


def moment_of(state: EventState, *, ends_at: datetime, is_next: bool, now: datetime) -> Moment:
    """Decide how an event looks; a draft stays a draft, even when its day has passed."""
    if state is not EventState.PUBLISHED:
        return Moment(state.value)
    if ends_at <= now:
        return Moment.HELD
    return Moment.NEXT if is_next else Moment.PUBLISHED


def fraction_of_year(moment: datetime, zone: TimeZone) -> float:
    """Give how far into its year a moment is, from 0 to 1, on the clock of a zone."""
    local = to_local(moment, zone)
    days = local.timetuple().tm_yday - 1 + local.hour / 24
    return days / (366 if isleap(local.year) else 365)


def days_until(starts_at: datetime, now: datetime, zone: TimeZone) -> int:
    """Count the nights until an event starts."""
    return (to_local(starts_at, zone).date() - to_local(now, zone).date()).days


def size_of(capacity: int | None) -> str:
    """Choose the size of an event's drop."""
    if capacity is None or SMALL <= capacity < LARGE:
        return "middle"
    return "small" if capacity < SMALL else "large"
