"""TODO public_setup."""

from flask import Blueprint

blueprint = Blueprint("public_setup", __name__)
