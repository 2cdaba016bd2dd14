"""Calendars on the command line."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from eventapp.formats.ical import event_calendar
from eventapp.queries.event import of_network
from eventapp.services.calendars import calendar_event

calendar = AppGroup("calendar", help="Events as iCalendar.")


@calendar.command("export")
@click.argument("event_slug")
@click.option("--network", "network_slug", required=True, help="The network's word in addresses.")
@with_appcontext
def export(event_slug: str, network_slug: str) -> None:
    """Write one event as iCalendar to stdout, also while it is a draft."""
    event = of_network(network_slug, event_slug)
    if event is None:
        raise click.ClickException(f"network {network_slug!r} has no event {event_slug!r}")
    links = current_app.extensions["links"]
    click.echo(event_calendar(calendar_event(event, links)), nl=False)
