"""When places were given, day by day, for one event and the one like it before."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select

from eventapp.database import db
from eventapp.models.event import Event
from eventapp.models.rsvp import Attendee
from eventapp.rules.event import EventState
from eventapp.rules.rsvp import Place


def one_like_it_before(event: Event) -> Event | None:
    """Find the latest earlier event of the same kind in the network, if it was held."""
    return db.session.scalar(
        select(Event)
        .where(
            Event.network_id == event.network_id,
            Event.kind == event.kind,
            Event.state == EventState.PUBLISHED,
            Event.starts_at < event.starts_at,
        )
        .order_by(Event.starts_at.desc())
        .limit(1)
    )


def places_by_day(event_ids: Collection[int]) -> dict[int, dict[date, int]]:
    """Count the people with a place by the day (UTC) they got it, in one statement."""
    day = func.date(Attendee.place_at)
    rows = db.session.execute(
        select(Attendee.event_id, day, func.count())
        .where(
            Attendee.event_id.in_(event_ids),
            Attendee.place == Place.CONFIRMED,
            Attendee.place_at.is_not(None),
        )
        .group_by(Attendee.event_id, day)
    )
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for event_id, when, number in rows:
        found[event_id][_day(when)] = number
    return found


def _day(value: Any) -> date:
    """Read a day: SQLite gives it as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
