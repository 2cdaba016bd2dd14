"""The front page, and a network's year as everyone may see it."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.formats.ical import feed
from eventapp.models.event import Event
from eventapp.models.network import Network
from eventapp.queries import year as queries
from eventapp.rules.year import Moment
from eventapp.services.calendars import calendar_event
from eventapp.web import access, caching, year_line
from eventapp.web.clock import now
from eventapp.web.words import EVENT_KINDS

FIRST, LAST = 2000, 2099
KEPT_IN_FEED = timedelta(days=400)

blueprint = Blueprint("public_network", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """List every network; a new installation begins at the set-up."""
    networks = queries.public_networks()
    if not networks:
        return redirect(url_for("public_setup.begin"), 303)
    return render_template("public/index.html", network=None, networks=networks)


@blueprint.get("/<network_slug>/")
def show(network_slug: str) -> ResponseReturnValue:
    """Show a network's year, without drafts."""
    network = _network(network_slug)
    moment = now()
    year = request.args.get("year", year_line.year_of(moment), type=int)
    if not FIRST <= year <= LAST:
        abort(404)
    events = queries.events_of_year(network.id, year, public_only=True)
    coming = queries.next_event(network.id, moment, public_only=True)
    today, this_month = year_line.today(year, moment)
    html = render_template(
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
    # the line marks today and what is past, so the page is never older than this day
    return caching.page(html, [_midnight(moment), *_changed(events, network)])


@blueprint.get("/<network_slug>/agenda.ics")
def agenda(network_slug: str) -> Response:
    """Give the network's events as a calendar to subscribe to."""
    network = _network(network_slug)
    events = queries.feed_events(network.id, now() - KEPT_IN_FEED)
    entries = [calendar_event(event, access.links()) for event in events]
    content = feed(network.name, entries)
    return caching.calendar(content, f"{network.slug}.ics", _changed(events, network))


def _network(slug: str) -> Network:
    return queries.public_network(slug) or abort(404)


def _changed(events: list[Event], network: Network) -> list[datetime]:
    return [network.created_at, *(event.updated_at for event in events)]


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _below(event: Event, look: Moment) -> str:
    return str(_("cancelled")) if look is Moment.CANCELLED else event.venue_town
