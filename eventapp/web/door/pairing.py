"""TODO door_pairing."""

from flask import Blueprint

blueprint = Blueprint("door_pairing", __name__, url_prefix="/door/pair")
