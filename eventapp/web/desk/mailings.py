"""TODO desk_mailings."""

from flask import Blueprint

blueprint = Blueprint("desk_mailings", __name__, url_prefix="/desk/<network_slug>/<event_slug>")
