"""TODO desk_event."""

from flask import Blueprint

blueprint = Blueprint("desk_event", __name__, url_prefix="/desk/<network_slug>")
