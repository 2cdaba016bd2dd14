"""The front page, and a network's year as everyone may see it."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Row

from eventapp.formats.ical import feed
from eventapp.models.event import Event
from eventapp.models.network import Network
from eventapp.queries import year as queries
from eventapp.queries.public import network_version, watch_calendar
from eventapp.rules.year import Moment
from eventapp.services.calendars import calendar_event
from eventapp.web import access, caching, keeping, unchanged, year_line
from eventapp.web.clock import now
from eventapp.web.words import EVENT_KINDS

FIRST, LAST = 2000, 2099
KEPT_IN_FEED = timedelta(days=400)

blueprint = Blueprint("public_network", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """List every network and what comes first there; a new installation begins at the set-up."""
    networks = queries.public_networks()
    if not networks:
        return redirect(url_for("public_setup.begin"), 303)
    return render_template(
        "public/index.html", network=None, networks=networks, coming=queries.next_events(now())
    )


@blueprint.get("/<network_slug>/")
def show(network_slug: str) -> ResponseReturnValue:
    """Show a network's year, without drafts."""
    moment = now()
    version = _version(network_slug, moment)
    today = year_line.today_of(moment)
    year = request.args.get("year", today.year, type=int)
    if not FIRST <= year <= LAST:
        abort(404)
    # the line marks today and what is past, so the page is never older than this day
    return caching.page(
        keeping.kept(
            ("year", *version, today, str(get_locale())),
            lambda: _page(_network(network_slug), year, moment),
        )
    )


@blueprint.get("/<network_slug>/agenda.ics")
def agenda(network_slug: str) -> Response:
    """Give the network's events as a calendar to subscribe to."""
    moment = now()
    version = _version(network_slug, moment)
    until = version.oldest + KEPT_IN_FEED if version.oldest else None
    unchanged.watch(watch_calendar(network_slug), until=until)
    kept = keeping.kept(
        ("agenda.ics", *version),
        lambda: _feed(_network(network_slug), moment - KEPT_IN_FEED),
    )
    return caching.calendar(kept, f"{network_slug}.ics")


def _page(network: Network, year: int, moment: datetime) -> str:
    events = queries.events_of_year(network.id, year, public_only=True)
    coming = queries.next_event(network.id, moment, public_only=True)
    today, this_month = year_line.today(year, moment)
    return render_template(
        "public/network.html",
        network=network,
        year=year,
        events=events,
        coming=coming,
        moment=moment,
        kinds=EVENT_KINDS,
        feed_url=access.links().absolute(f"{network.slug}/agenda.ics"),
        drops=year_line.drops(
            events,
            language=network.language,
            next_id=coming.id if coming else None,
            now=moment,
            url=lambda event: url_for(
                "public_event.show", network_slug=network.slug, event_slug=event.slug
            ),
            sub=_below,
        ),
        months=year_line.months(year),
        today=today,
        this_month=this_month,
    )


def _feed(network: Network, since: datetime) -> bytes:
    events = queries.feed_events(network.id, since)
    return feed(network.name, [calendar_event(event, access.links()) for event in events])


def _version(slug: str, moment: datetime) -> Row[Any]:
    return network_version(slug, now=moment, since=moment - KEPT_IN_FEED) or abort(404)


def _network(slug: str) -> Network:
    return queries.public_network(slug) or abort(404)


def _below(event: Event, look: Moment) -> str:
    return str(_("cancelled")) if look is Moment.CANCELLED else event.venue_town
