"""TODO desk_door."""

from flask import Blueprint

blueprint = Blueprint("desk_door", __name__, url_prefix="/desk/<network_slug>/<event_slug>")
