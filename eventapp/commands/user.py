"""Making a user from the command line."""

import sys
from datetime import UTC, datetime
from secrets import token_urlsafe

import click
from email_validator import EmailNotValidError, validate_email
from flask_security.utils import hash_password
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models.network import Network
from eventapp.rules.access import Role
from eventapp.rules.names import clean_text
from eventapp.services import accounts, members
from eventapp.services.audit import Actor
from eventapp.services.members import Outcome
from eventapp.web.accounts import PASSWORD_LENGTH


@click.group("user")
def user() -> None:
    """People who can log in."""


@user.command("create")
@click.argument("email")
@click.option("--network", "slug", required=True, help="The network they become a member of.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default="owner", show_default=True
)
@click.option("--name", default="", help="Their name; the part before the @ if you leave it out.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(email: str, slug: str, role: str, name: str, password_stdin: bool) -> None:
    """Give EMAIL a login, and a role in a network; a person who has a login keeps it."""
    address = read_address(email)
    password = read_password() if password_stdin else None
    made_up = password is None
    password = password or token_urlsafe(15)
    password_hash = hash_password(password)
    now = datetime.now(UTC)
    with transaction():
        network = db.session.scalar(select(Network).where(Network.slug == slug))
        if network is None:
            raise click.ClickException(f"There is no network {slug}.")
        invited = members.invite(
            network,
            email=address,
            name=clean_text(name) or address.partition("@")[0],
            role=Role(role),
            actor=Actor("command line"),
            now=now,
        )
        is_new = invited.user.password is None
        if is_new or not made_up:
            accounts.set_password(invited.user, password_hash)
    if invited.outcome is Outcome.ALREADY_MEMBER:
        click.echo(f"{address} was a member of {slug} already; the role stays.")
    else:
        click.echo(f"{address} can log in, as {role} of {slug}.")
    if is_new and made_up:
        click.echo(f"Password: {password}")


def read_address(email: str) -> str:
    """Check a mail address."""
    try:
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise click.ClickException(f"{email} is not a mail address: {error}") from None


def read_password() -> str:
    """Read a password, without the line end after it."""
    password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < PASSWORD_LENGTH:
        raise click.ClickException(f"The password needs at least {PASSWORD_LENGTH} characters.")
    return password
