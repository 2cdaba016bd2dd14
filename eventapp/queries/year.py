"""A network's year."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, func, or_, select

from eventapp.database import db
from eventapp.models.event import Event
from eventapp.models.network import Network
from eventapp.rules.event import EventState
from eventapp.rules.zones import to_local

HALF_A_DAY = timedelta(hours=14)  # no offered zone is further from UTC
PUBLIC = or_(
    Event.state == EventState.PUBLISHED,
    and_(Event.state == EventState.CANCELLED, Event.published_at.is_not(None)),
)


def events_of_year(network_id: int, year: int, *, public_only: bool = False) -> list[Event]:
    """Give the events that start in a year on their own clocks, in order."""
    query = select(Event).where(
        Event.network_id == network_id,
        Event.starts_at >= datetime(year, 1, 1, tzinfo=UTC) - HALF_A_DAY,
        Event.starts_at < datetime(year + 1, 1, 1, tzinfo=UTC) + HALF_A_DAY,
    )
    if public_only:
        query = query.where(PUBLIC)
    events = db.session.scalars(query.order_by(Event.starts_at, Event.id))
    return [event for event in events if to_local(event.starts_at, event.time_zone).year == year]


def next_event(network_id: int, now: datetime, *, public_only: bool = False) -> Event | None:
    """Give the event that is on, or comes first after now; a cancelled one does not count."""
    query = select(Event).where(
        Event.network_id == network_id,
        Event.ends_at > now,
        Event.state == EventState.PUBLISHED if public_only else Event.state != EventState.CANCELLED,
    )
    return db.session.scalar(query.order_by(Event.starts_at, Event.id).limit(1))


def next_events(now: datetime) -> dict[int, Event]:
    """Give for each network the public event that is on, or comes first after now."""
    coming = (Event.ends_at > now, Event.state == EventState.PUBLISHED)
    firsts = (
        select(Event.network_id, func.min(Event.starts_at).label("starts_at"))
        .where(*coming)
        .group_by(Event.network_id)
        .subquery()
    )
    is_first = and_(Event.network_id == firsts.c.network_id, Event.starts_at == firsts.c.starts_at)
    query = select(Event).join(firsts, is_first).where(*coming).order_by(Event.id.desc())
    return {event.network_id: event for event in db.session.scalars(query)}


def feed_events(network_id: int, since: datetime) -> list[Event]:
    """Give what a subscribed calendar holds: public events that end after a moment."""
    query = select(Event).where(Event.network_id == network_id, Event.ends_at >= since, PUBLIC)
    return list(db.session.scalars(query.order_by(Event.starts_at, Event.id)))


def public_network(slug: str) -> Network | None:
    """Find a network by its slug."""
    return db.session.scalar(select(Network).where(Network.slug == slug))


def public_networks() -> Sequence[Network]:
    """Give every network, by name."""
    return db.session.scalars(select(Network).order_by(Network.name, Network.id)).all()
