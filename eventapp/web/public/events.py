"""One event as everyone may see it."""

from flask import Blueprint, Response, abort, render_template
from flask_babel import get_locale

from eventapp.formats.ical import event_calendar
from eventapp.models.event import Event
from eventapp.queries import event as queries
from eventapp.queries.public import Version, event_version, watch_event
from eventapp.rules.programme import event_days
from eventapp.services.calendars import calendar_event
from eventapp.web import access, caching, keeping, unchanged, year_line
from eventapp.web.clock import now
from eventapp.web.words import EVENT_KINDS, ITEM_KINDS

blueprint = Blueprint("public_event", __name__, url_prefix="/<network_slug>/<event_slug>")


@blueprint.get("/")
def show(network_slug: str, event_slug: str) -> Response:
    """Show what, when, where and the programme."""
    version, moment = _version(network_slug, event_slug), now()
    coming = [when for when in (version.closes_at, version.ends_at) if when > moment]
    unchanged.watch(watch_event(network_slug, event_slug), until=min(coming, default=None))
    is_past, is_closed = version.ends_at <= moment, version.closes_at <= moment
    return caching.page(
        keeping.kept(
            ("event", version.facts, is_past, is_closed, str(get_locale())),
            lambda: _page(_event(network_slug, event_slug), is_past=is_past, is_closed=is_closed),
        )
    )


@blueprint.get("/event.ics")
def calendar(network_slug: str, event_slug: str) -> Response:
    """Give the event for a calendar."""
    version = _version(network_slug, event_slug)
    unchanged.watch(watch_event(network_slug, event_slug), until=None)
    kept = keeping.kept(
        ("event.ics", version.facts),
        lambda: event_calendar(calendar_event(_event(network_slug, event_slug), access.links())),
    )
    return caching.calendar(kept, f"{event_slug}.ics")


def _page(event: Event, *, is_past: bool, is_closed: bool) -> str:
    return render_template(
        "public/event.html",
        network=event.network,
        event=event,
        kind=EVENT_KINDS[event.kind],
        kinds=ITEM_KINDS,
        items=queries.programme(event.id),
        several_days=len(event_days(event.starts_at, event.ends_at, event.time_zone)) > 1,
        is_past=is_past,
        is_closed=is_closed,
        year=year_line.year_of(event.starts_at),
    )


def _version(network_slug: str, event_slug: str) -> Version:
    return event_version(network_slug, event_slug) or abort(404)


def _event(network_slug: str, event_slug: str) -> Event:
    return queries.public_event(network_slug, event_slug) or abort(404)
