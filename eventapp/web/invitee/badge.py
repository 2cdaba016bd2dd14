"""TODO invitee_badge."""

from flask import Blueprint

blueprint = Blueprint("invitee_badge", __name__, url_prefix="/i/<token>")
