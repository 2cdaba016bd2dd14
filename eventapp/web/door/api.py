"""TODO door_api."""

from flask import Blueprint

blueprint = Blueprint("door_api", __name__, url_prefix="/door/api")
