"""The gate of the door's API: a bearer token is a phone, for one event and one entrance."""

from flask import Response, abort, jsonify, make_response, request
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.queries import door as door_queries
from eventapp.queries.door import Device
from eventapp.rules.door import DeviceState, device_state, is_seldom_seen
from eventapp.services import door, scans
from eventapp.web.clock import now


def paired_device() -> Device:
    """Give the device that asks, or answer 401 with the reason."""
    token = token_of(request.headers.get("Authorization", ""))
    if not token:
        abort(refusal("missing"))
    device = door_queries.device_of(door.digest(token))
    if device is None:
        abort(refusal("unknown"))
    state = state_of(device)
    if state is not DeviceState.PAIRED:
        abort(refusal(state.value))
    return device


def token_of(header: str) -> str:
    """Read the token of an Authorization header; empty when it holds none (RFC 6750, 2.1)."""
    scheme, _space, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def state_of(device: Device) -> DeviceState:
    """Tell how a device that was paired once stands now."""
    return device_state(
        paired_at=device.paired_at,
        pairing_expires_at=None,
        expires_at=device.expires_at,
        revoked_at=device.revoked_at,
        now=now(),
    )


def keep_seen(device: Device) -> None:
    """Write down that a device is alive, in a short transaction of its own."""
    moment = now()
    if is_seldom_seen(device.last_seen_at, moment):
        with transaction():
            scans.note_seen(device, now=moment)


def refusal(reason: str) -> Response:
    """Say why a phone may not scan; it shows the text and keeps what it has saved."""
    texts = {
        DeviceState.REVOKED: _("This phone was stopped. Ask the organisers for a new link."),
        DeviceState.EXPIRED: _("The event is over, so this phone no longer scans."),
    }
    text = texts.get(reason, _("This phone is not paired. Ask the organisers for a link."))  # type: ignore[call-overload]
    response = make_response(jsonify(error=text, reason=reason), 401)
    response.headers["WWW-Authenticate"] = 'Bearer realm="door"'
    return response
