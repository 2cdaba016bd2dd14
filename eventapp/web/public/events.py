"""TODO public_event."""

from flask import Blueprint

blueprint = Blueprint("public_event", __name__)
