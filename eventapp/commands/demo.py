"""The demo year: loading it, and taking it away."""

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask_security.utils import hash_password

from config import Config
from eventapp.commands.private_files import private_file
from eventapp.database import db, transaction
from eventapp.demo import load as demo_year
from eventapp.queries import members as member_queries
from eventapp.rules.access import Role
from eventapp.web.slugs import reserved_event_slugs

LOGINS = "demo-logins.txt"


@click.group("demo")
def demo() -> None:
    """The demo year."""


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing if there is a network already.")
def load(if_empty: bool) -> None:
    """Fill the database with a believable year of an invented network."""
    config: Config = current_app.extensions["config"]
    existing = demo_year.find()
    if existing is not None and existing.is_demo:
        click.echo(logins_of(config) or "The demo year is loaded already.")
        return
    if if_empty and member_queries.any_network():
        return
    if existing is not None:
        raise click.ClickException(f"A network of your own has the address {demo_year.SLUG}.")
    if config.mail_folder is None:
        raise click.ClickException(
            "The demo is only loaded while mail goes to a folder. Unset MAIL_URL first."
        )
    click.echo("Loading the demo year ...")
    passwords = {email: secrets.token_urlsafe(12) for email in demo_year.MEMBERS}
    hashes = {email: hash_password(password) for email, password in passwords.items()}
    reserved = reserved_event_slugs(current_app._get_current_object())  # type: ignore[attr-defined]
    with transaction():
        demo_year.load(password_hashes=hashes, reserved=reserved, now=datetime.now(UTC))
    keep_logins(config, passwords)
    click.echo(logins_of(config))


@demo.command("status")
def status() -> None:
    """Say whether the demo year is in the database; nothing when it is not."""
    existing = demo_year.find()
    if existing is not None and existing.is_demo:
        click.echo(
            "The demo year is in this database. To begin empty, stop this and run:\n"
            "  .venv/bin/flask --app wsgi demo remove"
        )


@demo.command("remove")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(yes: bool) -> None:
    """Delete the demo year with everything that came of it.

    At a terminal it asks first: what somebody added to the demo goes too.
    """
    config: Config = current_app.extensions["config"]
    existing = demo_year.find()
    if existing is not None and existing.is_demo and not yes and is_at_terminal():
        name = existing.name
        db.session.rollback()  # nobody waits for the answer
        click.confirm(
            f"This deletes {name} and all that is in it, also the events and contacts "
            "that you added yourself. Go on?",
            abort=True,
        )
    with transaction():
        mails = demo_year.remove()
    if config.mail_folder is not None:
        for mail in mails:
            for path in config.mail_folder.glob(f"*{mail}*"):
                path.unlink(missing_ok=True)
    (config.instance_path / LOGINS).unlink(missing_ok=True)
    click.echo("The demo year is gone.")


def is_at_terminal() -> bool:
    """Tell whether somebody can answer a question."""
    return sys.stdin is not None and sys.stdin.isatty()


def keep_logins(config: Config, passwords: dict[str, str]) -> None:
    """Keep the logins where only this user of the machine reads them."""
    lines = [
        f"  {role.value:<10} {email:<34} {passwords[email]}"
        for email, (_name, role) in demo_year.MEMBERS.items()
    ]
    config.instance_path.mkdir(parents=True, exist_ok=True)
    with private_file(config.instance_path / LOGINS, instead=True) as file:
        file.write("\n".join(["Logins of the demo:", *lines, ""]).encode())


def login_link(config: Config) -> str:
    """Give the address where the owner of a demo whose logins are kept logs in, or nothing."""
    if not (config.instance_path / LOGINS).exists():
        return ""
    owner = next(email for email, (_name, role) in demo_year.MEMBERS.items() if role is Role.OWNER)
    urls = current_app.url_map.bind("")
    return config.base_url + urls.build("security.login", {"email": owner})


def logins_of(config: Config) -> str:
    """Read the logins that were kept."""
    path: Path = config.instance_path / LOGINS
    return path.read_text() if path.exists() else ""
