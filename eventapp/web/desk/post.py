"""TODO desk_post."""

from flask import Blueprint

blueprint = Blueprint("desk_post", __name__, url_prefix="/desk/<network_slug>/post")
