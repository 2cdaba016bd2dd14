"""TODO door_scanner."""

from flask import Blueprint

blueprint = Blueprint("door_scanner", __name__, url_prefix="/door")
