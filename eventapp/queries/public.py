"""What tells whether a public page has changed: one statement a page, built once."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Text, and_, bindparam, case, cast, func, select

from eventapp.database import Peephole, db
from eventapp.models.event import Event
from eventapp.models.network import Network, Partner
from eventapp.queries.year import PUBLIC
from eventapp.rules.event import closes_at, is_public

Rows = list[tuple[Any, ...]]

networks, partners, events = (model.__table__ for model in (Network, Partner, Event))

EVENT = (
    select(
        *events.c,
        *(column.label(f"network_{column.name}") for column in networks.c if column.name != "id"),
        partners.c.name.label("partner"),
    )
    .join(networks, networks.c.id == events.c.network_id)
    .outerjoin(partners, partners.c.network_id == networks.c.id)
    .where(networks.c.slug == bindparam("network_slug"), events.c.slug == bindparam("event_slug"))
    .order_by(partners.c.id)
)


def _count_ending_after(name: str) -> Any:
    return func.count(case((events.c.ends_at > bindparam(name), 1)))


def _text(column: Any) -> Any:
    return cast(column, Text)


# Every change of an event gives it another ``updated_at``, by the clock of whichever machine made
# it: each event's own is in the version, as the newest may hide another. The counts tell which are
# over.
NETWORK: Select[Any] = (
    select(
        *networks.c,
        func.aggregate_strings(_text(events.c.id) + " " + _text(events.c.updated_at), ","),
        _count_ending_after("now"),
        _count_ending_after("since"),
        func.min(case((events.c.ends_at > bindparam("since"), events.c.ends_at))).label("oldest"),
    )
    .outerjoin(events, and_(events.c.network_id == networks.c.id, PUBLIC))
    .where(networks.c.slug == bindparam("slug"))
    .group_by(networks.c.id)
)


# The same without the clock, for the driver itself; of an event and a network their own moments
# are enough, and a network's moves with each of its events.
EVENT_ALONE: Select[Any] = (
    select(events.c.id, events.c.updated_at, events.c.state, networks.c.updated_at)
    .join(networks, networks.c.id == events.c.network_id)
    .where(networks.c.slug == bindparam("network_slug"), events.c.slug == bindparam("event_slug"))
)
CALENDAR: Select[Any] = select(networks.c.id, networks.c.updated_at).where(
    networks.c.slug == bindparam("slug")
)


@dataclass(frozen=True)
class Watch:
    """A statement whose rows change whenever an answer does, and its values: only texts."""

    statement: Select[Any]
    values: tuple[tuple[str, str], ...]

    def rows(self, through: Peephole) -> Rows | None:
        """Read the rows as the driver gives them: good for comparing, and for nothing else."""
        return through.rows(self.statement, dict(self.values))


@dataclass(frozen=True)
class Version:
    """What an event's page shows, as far as one statement tells, and when time changes it."""

    facts: Hashable
    closes_at: datetime
    ends_at: datetime


def event_version(network_slug: str, event_slug: str) -> Version | None:
    """Read the version of a public event; None when there is no such event for everyone."""
    asked = {"network_slug": network_slug, "event_slug": event_slug}
    rows = db.session.connection().execute(EVENT, asked).all()
    if not rows or not is_public(rows[0].state, rows[0].published_at):
        return None
    closing = closes_at(rows[0].answer_before, rows[0].starts_at)
    return Version(tuple(map(tuple, rows)), closing, rows[0].ends_at)


def watch_event(network_slug: str, event_slug: str) -> Watch:
    """Tell what the page and the calendar of an event depend on."""
    return Watch(EVENT_ALONE, (("network_slug", network_slug), ("event_slug", event_slug)))


def watch_calendar(slug: str) -> Watch:
    """Tell what a network's calendar depends on."""
    return Watch(CALENDAR, (("slug", slug),))


def network_version(slug: str, *, now: datetime, since: datetime) -> Row[Any] | None:
    """Read the version of a network's year and of its calendar, with events ending since then.

    Its ``oldest`` is when the first of those ends.
    """
    asked = {"slug": slug, "now": now, "since": since}
    return db.session.connection().execute(NETWORK, asked).first()
