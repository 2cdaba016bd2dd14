"""Commands for people and timers."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add every command to the application."""
