"""TODO desk_imports."""

from flask import Blueprint

blueprint = Blueprint("desk_imports", __name__, url_prefix="/desk/<network_slug>/import")
