"""TODO public_network."""

from flask import Blueprint

blueprint = Blueprint("public_network", __name__)
