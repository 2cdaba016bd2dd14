"""What a badge's QR code shows to whoever scans it with an ordinary camera."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from eventapp.queries import door as door_queries
from eventapp.rules import badge_code
from eventapp.rules.event import EventState

blueprint = Blueprint("door_badge", __name__, url_prefix="/B")


@blueprint.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Tell for which event a badge is; only a paired phone asks the API for the person."""
    read = badge_code.read(code[:100])
    event = door_queries.event_of_badge(badge_code.digest(read)) if read else None
    if event is None or event.state is EventState.DRAFT:
        abort(404)
    return render_template("door/badge.html", event=event, code=read)
