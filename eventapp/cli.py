"""Registers the commands; each subject has a module in ``eventapp/commands``."""

from flask import Flask

from eventapp.commands import calendar, contacts, demo, door, mail, network, serve, user

# Each module names its click commands or groups in COMMANDS.
MODULES = (serve, mail, network, user, contacts, calendar, door, demo)


def init_app(app: Flask) -> None:
    """Add every command to the application."""
    for module in MODULES:
        for command in module.COMMANDS:
            app.cli.add_command(command)
