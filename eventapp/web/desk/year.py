"""TODO desk_year."""

from flask import Blueprint

blueprint = Blueprint("desk_year", __name__, url_prefix="/desk/<network_slug>")
