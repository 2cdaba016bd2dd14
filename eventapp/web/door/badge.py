"""TODO door_badge."""

from flask import Blueprint

blueprint = Blueprint("door_badge", __name__, url_prefix="/B")
