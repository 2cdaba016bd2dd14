"""TODO desk_programme."""

from flask import Blueprint

blueprint = Blueprint("desk_programme", __name__, url_prefix="/desk/<network_slug>/<event_slug>")
