"""A year of events as drops on a line."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from flask_babel import format_date

from eventapp.models.event import Event
from eventapp.rules.year import Moment, fraction_of_year, moment_of, size_of
from eventapp.rules.zones import TimeZone, to_local

HOME = TimeZone.AMSTERDAM


def today_of(now: datetime) -> date:
    """Give the day it is where most of our networks are."""
    return to_local(now, HOME).date()


def year_of(now: datetime) -> int:
    """Give the year it is where most of our networks are."""
    return today_of(now).year


def drops(
    events: Iterable[Event],
    *,
    next_id: int | None,
    now: datetime,
    url: Callable[[Event], str],
    sub: Callable[[Event, Moment], str],
) -> list[dict[str, object]]:
    """Prepare events for the macro ``year_line``."""
    found: list[dict[str, object]] = []
    for event in events:
        moment = moment_of(event.state, ends_at=event.ends_at, is_next=event.id == next_id, now=now)
        found.append(
            {
                "at": fraction_of_year(event.starts_at, event.time_zone),
                "title": event.title,
                "date": format_date(to_local(event.starts_at, event.time_zone), "EE d MMM"),
                "sub": sub(event, moment),
                "state": moment.value,
                "url": url(event),
                "size": size_of(event.capacity),
            }
        )
    return found


def months(year: int) -> list[str]:
    """Give twelve short names of months."""
    return [format_date(date(year, month, 1), "LLL").rstrip(".") for month in range(1, 13)]


def today(year: int, now: datetime) -> tuple[float | None, int | None]:
    """Give today's place on the line and the month's index, or nothing in another year."""
    if year != year_of(now):
        return None, None
    return fraction_of_year(now, HOME), to_local(now, HOME).month - 1
