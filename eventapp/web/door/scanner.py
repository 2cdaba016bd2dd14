"""The scanner: one page without any data, which a paired phone fills."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventapp.rules.door import UNDO_LASTS

blueprint = Blueprint("door_scanner", __name__, url_prefix="/door")


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """Show the scanner; a phone that is not paired reads how to become so."""
    return render_template("door/scanner.html", undo_seconds=int(UNDO_LASTS.total_seconds()))
