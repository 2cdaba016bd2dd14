"""Making a network from the command line."""

from datetime import UTC, datetime

import click
from flask import current_app

from eventapp.database import transaction
from eventapp.services import audit
from eventapp.services import network as networks
from eventapp.services.audit import Actor
from eventapp.web.slugs import reserved_slugs


@click.group("network")
def network() -> None:
    """Networks of this installation."""


@network.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="The whole name, as guests read it.")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
def create(slug: str, name: str, language: str) -> None:
    """Make a network with its address SLUG."""
    now = datetime.now(UTC)
    try:
        with transaction():
            made = networks.create(
                slug=slug,
                name=name,
                language=language,
                reserved=reserved_slugs(current_app._get_current_object()),  # type: ignore[attr-defined]
                now=now,
            )
            actor = Actor("command line")
            audit.record("network.created", actor=actor, network_id=made.id, now=now)
    except networks.SlugRefused:
        raise click.ClickException(
            f"{slug} cannot be the address of a network: use 2 to 40 small letters, digits and "
            "hyphens, not a word the site uses itself, and not that of another network."
        ) from None
    click.echo(
        f"Network {slug} is made. Give it an owner: flask user create EMAIL --network {slug}"
    )
