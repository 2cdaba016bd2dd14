"""TODO invitee_answer."""

from flask import Blueprint

blueprint = Blueprint("invitee_answer", __name__, url_prefix="/i/<token>")
