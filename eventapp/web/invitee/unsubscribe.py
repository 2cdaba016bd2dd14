"""TODO invitee_unsubscribe."""

from flask import Blueprint

blueprint = Blueprint("invitee_unsubscribe", __name__, url_prefix="/u/<token>")
