"""The year: the home of the organisers."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.models.event import Event
from eventapp.models.network import Network
from eventapp.queries import year as queries
from eventapp.queries.counts import EventCounts, event_counts
from eventapp.queries.to_do import standings
from eventapp.rules.event import EventState
from eventapp.rules.to_do import to_do
from eventapp.rules.year import Moment, days_until
from eventapp.web import access, year_line
from eventapp.web.clock import now
from eventapp.web.numbers import number

FIRST, LAST = 2000, 2099

blueprint = Blueprint("desk_year", __name__, url_prefix="/desk/<network_slug>")


@blueprint.get("/")
def show(network_slug: str) -> ResponseReturnValue:
    """Show a year of events, and the one that comes next."""
    network = access.member_network(network_slug)
    moment = now()
    year = request.args.get("year", year_line.year_of(moment), type=int)
    if not FIRST <= year <= LAST:
        abort(404)
    events = queries.events_of_year(network.id, year)
    is_past = year < year_line.year_of(moment)
    coming = None if is_past else _coming(network, events, year, moment)
    shown = {event.id: event for event in [*events, *([coming] if coming else [])]}
    counts = event_counts(shown)
    held = [
        event for event in events if event.state is EventState.PUBLISHED and event.ends_at <= moment
    ]
    today, this_month = year_line.today(year, moment)
    return render_template(
        "desk/year/show.html",
        network=network,
        can_edit=access.may_edit(),
        year=year,
        events=events,
        coming=coming,
        days=days_until(coming.starts_at, moment, coming.time_zone) if coming else None,
        counts=counts,
        moment=moment,
        by_id=shown,
        is_past=is_past,
        held=len(held),
        were_there=sum(counts[event.id].present for event in held),
        todos=to_do(standings(shown.values(), counts, moment), moment) if not is_past else [],
        drops=year_line.drops(
            events,
            language=network.language,
            next_id=coming.id if coming else None,
            now=moment,
            url=lambda event: url_for(
                "desk_event.show", network_slug=network.slug, event_slug=event.slug
            ),
            sub=lambda event, look: _below(event, look, counts[event.id]),
        ),
        months=year_line.months(year),
        today=today,
        this_month=this_month,
    )


def _coming(network: Network, events: Sequence[Event], year: int, moment: datetime) -> Event | None:
    """Find the event that the page is about: the first of a year to come, else the next one."""
    if year > year_line.year_of(moment):
        for event in events:
            if event.state is not EventState.CANCELLED:
                return event
    return queries.next_event(network.id, moment)


def _below(event: Event, look: Moment, counts: EventCounts) -> str:
    """Say what matters of an event in three words."""
    if look is Moment.HELD:
        return str(
            _("%(number)s were there", number=number(counts.present))
            if counts.present
            else _("over")
        )
    if look is Moment.DRAFT:
        return str(_("draft"))
    if look is Moment.CANCELLED:
        return str(_("cancelled"))
    if not counts.invited:
        return str(_("published"))
    if event.capacity is None:
        return str(
            ngettext(
                "%(number)s coming",
                "%(number)s coming",
                counts.confirmed,
                number=number(counts.confirmed),
            )
        )
    return str(
        ngettext(
            "%(number)s of %(capacity)s coming",
            "%(number)s of %(capacity)s coming",
            counts.confirmed,
            number=number(counts.confirmed),
            capacity=number(event.capacity),
        )
    )
