"""Registers the commands; each subject has a module in ``eventapp/commands``."""

import sys
from importlib import import_module
from types import TracebackType

import click
from flask import Flask
from flask.cli import AppGroup

from eventapp.database import trouble_of
from eventapp.rules.trouble import Trouble

# Each command, and the module in which it stands under its own name.
COMMANDS = {
    "serve": "eventapp.commands.serve",
    "worker": "eventapp.commands.mail",
    "mail": "eventapp.commands.mail",
    "network": "eventapp.commands.network",
    "user": "eventapp.commands.user",
    "contacts": "eventapp.commands.contacts",
    "calendar": "eventapp.commands.calendar",
    "door": "eventapp.commands.door",
    "demo": "eventapp.commands.demo",
    "backup": "eventapp.commands.backup",
    "restore": "eventapp.commands.backup",
    "doctor": "eventapp.commands.doctor",
    "phones": "eventapp.commands.phones",
    "db": "flask_migrate.cli",
}


class Commands(AppGroup):
    """Imports a command when it is asked for: a web process starts without any of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and give it."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    app.cli = Commands(app.name)


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
