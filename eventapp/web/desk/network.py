"""TODO desk_network."""

from flask import Blueprint

blueprint = Blueprint("desk_network", __name__, url_prefix="/desk/<network_slug>/network")
