"""TODO desk_contacts."""

from flask import Blueprint

blueprint = Blueprint("desk_contacts", __name__, url_prefix="/desk/<network_slug>/contacts")
