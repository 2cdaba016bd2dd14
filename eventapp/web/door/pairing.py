"""Pairing: a link, shown once as a QR code, turns a volunteer's phone into a scanner."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.models.door import DoorDevice
from eventapp.queries import door as door_queries
from eventapp.rules.door import DeviceState, device_state
from eventapp.rules.throttle import Attempt
from eventapp.services import door
from eventapp.web import throttling
from eventapp.web.clock import now

blueprint = Blueprint("door_pairing", __name__, url_prefix="/door/pair")


@blueprint.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show for which event and entrance a link is; this uses nothing up."""
    device = door_queries.pairing_of(door.digest(code))
    if device is None or state_of(device) is not DeviceState.WAITING:
        return used_up(device)
    return render_template("door/pair.html", device=device, event=device.event, code=code)


@blueprint.post("/<code>")
def pair(code: str) -> ResponseReturnValue:
    """Use a link up and hand the token over, in the page or as JSON."""
    throttling.check(Attempt.PAIRING, code)
    with transaction():
        token = door.pair(code, now=now())
    if token is None:
        return used_up(door_queries.pairing_of(door.digest(code)))
    if wants_json():
        return jsonify(token=token)
    return render_template("door/paired.html", token=token, back=None)


def used_up(device: DoorDevice | None) -> ResponseReturnValue:
    """Say why a link no longer pairs: unknown is 404, used, lapsed or stopped is 410."""
    code = 404 if device is None else 410
    text = reason(None if device is None else state_of(device))
    if wants_json():
        return jsonify(error=text), code
    return render_template("door/used_up.html", text=text), code


def reason(state: DeviceState | None) -> str:
    """Word the reason."""
    texts = {
        DeviceState.PAIRED: _("This link has already been used. It pairs one phone, once."),
        DeviceState.LAPSED: _("This link worked for fifteen minutes. Those are over."),
        DeviceState.REVOKED: _("The organisers stopped this link."),
        DeviceState.EXPIRED: _("The event is over."),
    }
    unknown: str = _("This link is not complete, or not one of ours.")
    return unknown if state is None else texts.get(state, unknown)


def state_of(device: DoorDevice) -> DeviceState:
    """Tell how a device stands at this moment."""
    return device_state(
        paired_at=device.paired_at,
        pairing_expires_at=device.pairing_expires_at,
        expires_at=device.expires_at,
        revoked_at=device.revoked_at,
        now=now(),
    )


def wants_json() -> bool:
    """Tell whether a script asks, rather than a person."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
