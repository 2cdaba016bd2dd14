"""TODO desk_home."""

from flask import Blueprint

blueprint = Blueprint("desk_home", __name__, url_prefix="/desk")
