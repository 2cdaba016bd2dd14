"""Registers the commands; each subject has a module in ``eventapp/commands``."""

import sys
from types import TracebackType

from flask import Flask

from eventapp.commands import (
    backup,
    calendar,
    contacts,
    demo,
    doctor,
    door,
    mail,
    network,
    serve,
    user,
)
from eventapp.database import trouble_of
from eventapp.rules.trouble import Trouble

# Each module names its click commands or groups in COMMANDS.
MODULES = (serve, mail, network, user, contacts, calendar, door, demo, backup, doctor)


def init_app(app: Flask) -> None:
    """Add every command to the application."""
    for module in MODULES:
        for command in module.COMMANDS:
            app.cli.add_command(command)


SENTENCES = {
    Trouble.FULL: "Nothing can be written any more: is the disk full? Nothing was half-saved.",
    Trouble.BUSY: "Another program keeps the database to itself. Nothing was half-saved.",
    Trouble.AWAY: "The database does not answer. Is it running, and is DATABASE_URL right?",
}


def complain(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say in a sentence that nothing can be stored; show any other failure in full."""
    trouble = trouble_of(error)
    if trouble is None:
        sys.__excepthook__(kind, error, trace)
    else:
        cause = getattr(error, "orig", None) or error
        sys.stderr.write(f"{SENTENCES[trouble]}\n({cause})\n")
