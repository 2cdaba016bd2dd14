"""Handing over mails, by hand or by a worker that keeps going."""

import click
from flask import current_app
from huey.exceptions import ConfigurationError

from eventapp import post
from eventapp.worker import work


@click.group("mail")
def mail() -> None:
    """Mails of the outbox."""


@mail.command("send")
def send() -> None:
    """Hand over what is due, once."""
    tally = post.hand_over_due(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo(
        f"{tally.sent} sent, {tally.put_off} put off, {tally.failed} refused, "
        f"{tally.unknown} perhaps sent, {tally.dropped} not wanted any more"
    )


@click.command("worker")
def worker() -> None:
    """Hand over mails as they come, until SIGTERM or Ctrl-C."""
    try:
        work(current_app._get_current_object())  # type: ignore[attr-defined]
    except ConfigurationError as error:
        raise click.ClickException(f"JOBS_URL cannot be used: {error}") from error
