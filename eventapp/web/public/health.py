"""TODO public_health."""

from flask import Blueprint

blueprint = Blueprint("public_health", __name__)
