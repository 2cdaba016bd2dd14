"""Pairing scanners from the command line."""

from datetime import UTC, datetime

import click
from flask import current_app, url_for

from eventapp.database import transaction
from eventapp.formats.links import Links
from eventapp.queries import door as door_queries
from eventapp.rules.door import device_expires_at
from eventapp.services import door as service
from eventapp.services.audit import Actor


@click.group("door")
def door() -> None:
    """Scanners at the entrances."""


@door.command("pair")
@click.option("--event", "event_slug", required=True, help="The event's address.")
@click.option("--network", "network_slug", required=True, help="The network's address.")
@click.option("--entrance", required=True, help="Where the scanner stands, as people read it.")
@click.option("--token", "wants_token", is_flag=True, help="Pair at once and print the token.")
def pair(event_slug: str, network_slug: str, entrance: str, wants_token: bool) -> None:
    """Print a link that pairs one phone, within fifteen minutes."""
    now = datetime.now(UTC)
    name = service.entrance_name(entrance)
    if name is None:
        raise click.ClickException("Name the entrance, in at most 60 characters.")
    with transaction():
        event = door_queries.event_at(network_slug, event_slug)
        if event is None:
            raise click.ClickException(f"There is no event {event_slug} in network {network_slug}.")
        if device_expires_at(event.ends_at) <= now:
            raise click.ClickException("This event is over, so no phone can be paired any more.")
        actor = Actor("command line")
        if wants_token:
            line = service.make_device(event, name, actor=actor, now=now)
        else:
            _device, code = service.invite_device(event, name, actor=actor, now=now)
            line = pairing_link(code)
    click.echo(line)


def pairing_link(code: str) -> str:
    """Give the whole address of a pairing link."""
    links: Links = current_app.extensions["links"]
    with current_app.test_request_context():
        return links.absolute(url_for("door_pairing.show", code=code))
