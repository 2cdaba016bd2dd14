"""A year of events as drops on a line."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from flask_babel import format_date

from eventapp.formats.hyphens import hyphenated
from eventapp.models.event import Event
from eventapp.rules.year import Moment, fraction_of_year, moment_of, size_of
from eventapp.rules.year_layout import Mark, lay_out
from eventapp.rules.zones import TimeZone, to_local

HOME = TimeZone.AMSTERDAM


def today_of(now: datetime) -> date:
    """Give the day it is where most of our networks are."""
    return to_local(now, HOME).date()


def year_of(now: datetime) -> int:
    """Give the year it is where most of our networks are."""
    return today_of(now).year


def drops(
    events: Sequence[Event],
    *,
    language: str,
    next_id: int | None,
    now: datetime,
    url: Callable[[Event], str],
    sub: Callable[[Event, Moment], str],
) -> list[dict[str, object]]:
    """Prepare events, in order of date, for the macro ``year_line``; ``language`` is of titles."""
    places = [fraction_of_year(event.starts_at, event.time_zone) for event in events]
    looks = [
        moment_of(event.state, ends_at=event.ends_at, is_next=event.id == next_id, now=now)
        for event in events
    ]
    marks = [
        Mark(at, size_of(event.capacity), look is Moment.NEXT)
        for at, event, look in zip(places, events, looks, strict=True)
    ]
    return [
        {
            "at": at,
            "title": hyphenated(event.title, language, narrow=True),
            "date": format_date(to_local(event.starts_at, event.time_zone), "EE d MMM"),
            "sub": sub(event, look),
            "state": look.value,
            "url": url(event),
            "spot": spot,
        }
        for at, event, look, spot in zip(places, events, looks, lay_out(marks), strict=True)
    ]


def months(year: int) -> list[str]:
    """Give twelve short names of months."""
    return [format_date(date(year, month, 1), "LLL").rstrip(".") for month in range(1, 13)]


def today(year: int, now: datetime) -> tuple[float | None, int | None]:
    """Give today's place on the line and the month's index, or nothing in another year."""
    if year != year_of(now):
        return None, None
    return fraction_of_year(now, HOME), to_local(now, HOME).month - 1
