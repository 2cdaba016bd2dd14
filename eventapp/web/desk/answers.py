"""TODO desk_answers."""

from flask import Blueprint

blueprint = Blueprint("desk_answers", __name__, url_prefix="/desk/<network_slug>/<event_slug>")
