"""What a paired phone asks: judge these scans, who is this, who is inside."""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

from flask import Blueprint, Response, abort, g, jsonify, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from eventapp.database import direct_transaction, transaction
from eventapp.queries import door as door_queries
from eventapp.queries.door import Device
from eventapp.rules import badge_code
from eventapp.rules.door import (
    BATCH_MAX,
    SCAN_ID,
    ScanRequest,
    clock_error,
    is_rehearsal,
    read_moment,
    read_request,
)
from eventapp.services import scans
from eventapp.services.scans import Answer
from eventapp.web.clock import now
from eventapp.web.door.answers import Json, answer_json, iso, malformed_json, person_json
from eventapp.web.door.device import keep_seen, paired_device
from eventapp.web.language import LANGUAGES
from eventapp.web.templating import day

blueprint = Blueprint("door_api", __name__, url_prefix="/door/api")

BODY_MAX = 512 * 1024
TRIES = 5  # to judge a scan while others let the same person in and out
FRONT_ERROR = "eventapp.front_error"  # in the environ of a request: what went wrong in front
# Transactions do not end in the order of their clocks, so the next question looks back a little.
OVERLAP = timedelta(seconds=10)


@blueprint.before_request
def choose_language() -> None:
    """Answer in the phone's language; nobody is logged in here, so no user is looked for."""
    chosen = session.get("lang") or request.accept_languages.best_match(LANGUAGES)
    g.reader_language = chosen or LANGUAGES[0]


@blueprint.post("/scans")
def scan() -> ResponseReturnValue:
    """Judge a batch: each scan on its own and in its own transaction, answered in order."""
    if FRONT_ERROR in request.environ:
        raise request.environ[FRONT_ERROR]
    device = paired_device()
    body = read_body()
    items, behind = body.get("scans"), clock_error(read_moment(body.get("now")), now())
    if not isinstance(items, list):
        abort(refusal(422, _('Send the scans as a list: {"scans": [...]}.')))
    if len(items) > BATCH_MAX:
        abort(refusal(422, _("Send at most %(number)s scans at once.", number=BATCH_MAX)))
    keep_seen(device)
    return jsonify(results=[judged(item, device, behind) for item in items])


@blueprint.post("/undo")
def undo() -> ResponseReturnValue:
    """Take back a welcome of this phone."""
    device = paired_device()
    scan_id = read_body().get("id")
    if not isinstance(scan_id, str) or not SCAN_ID.fullmatch(scan_id):
        abort(refusal(422, _("Name the scan to take back by its id.")))
    try:
        undone = taken_back(scan_id, device)
    except IntegrityError:  # asked twice at once: the other one did it
        undone = True
    if not undone:
        return refusal(409, _("This can no longer be undone. Ask the organisers."))
    return jsonify(id=scan_id, undone=True)


@blueprint.get("/attendees")
def attendees() -> ResponseReturnValue:
    """Find people by name, or by the code of their badge; there is no list without a word."""
    device = paired_device()
    if "code" in request.args:
        return jsonify(attendees=by_code(request.args["code"], device), more=False)
    found = door_queries.search(device.event_id, request.args.get("q", "")[:100])
    if found is None:
        return refusal(422, _("Type two letters of the name."), attendees=[])
    people, more = found
    return jsonify(attendees=[person_json(person) for person in people], more=more)


@blueprint.get("/snapshot")
def snapshot() -> ResponseReturnValue:
    """Tell how many are inside, and whose presence changed since the last time."""
    device = paired_device()
    keep_seen(device)
    moment = now()
    state = door_queries.snapshot(
        device.event_id, read_moment(request.args.get("since", "").replace(" ", "+"))
    )
    body: Json = {
        "inside": state.inside,
        "expected": state.expected,
        "attendees": [
            {
                "id": person.id,
                "checked_in_at": iso(person.checked_in_at),
                "entrance": person.entrance,
            }
            for person in state.attendees
        ],
        "device": device_json(device, moment),
    }
    response = jsonify({**body, "at": iso(moment - OVERLAP)})
    response.set_etag(sha256(json.dumps(body).encode()).hexdigest()[:32], weak=True)
    return response.make_conditional(request)


def judged(item: object, device: Device, behind: timedelta) -> Json:
    """Judge one item of a batch; one that cannot be read spoils no other."""
    asked = read_request(item, behind)
    return malformed_json(item) if asked is None else answer_json(answered(asked, device), device)


def answered(asked: ScanRequest, device: Device) -> Answer:
    """Answer one scan, in a transaction of its own."""
    for _time in range(TRIES - 1):
        with suppress(IntegrityError, scans.Overtaken):  # at once, twice: another answer stands
            return answered_once(asked, device)
    return answered_once(asked, device)


def answered_once(asked: ScanRequest, device: Device) -> Answer:
    """Try to answer one scan."""
    with direct_transaction() as through:
        return scans.scan(asked, device, through, now=now())


def taken_back(scan_id: str, device: Device) -> bool:
    """Undo a welcome, in one transaction."""
    with transaction():
        return scans.undo(scan_id, device, now=now())


def by_code(text: str, device: Device) -> list[Json]:
    """Find the person whose badge carries a code, without checking anybody in."""
    code = badge_code.read(text[: scans.CODE_MAX])
    if code is None:
        return []
    person = door_queries.person_of_code(device.event_id, badge_code.digest(code))
    return [] if person is None else [person_json(person)]


def device_json(device: Device, moment: datetime) -> Json:
    """Tell a phone where it stands, whether its scans count already, and whom to call."""
    return {
        "entrance": device.entrance,
        "event": device.title,
        "day": day(device.starts_at, device.time_zone),
        "time_zone": device.time_zone.value,
        "rehearsal": is_rehearsal(device.starts_at, moment),
        "contact_name": device.contact_name,
        "contact_phone": device.contact_phone,
    }


def read_body() -> Json:
    """Read a JSON object from the request, or answer what is wrong with it."""
    if (request.content_length or 0) > BODY_MAX:
        abort(refusal(413, _("This is too much at once.")))
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        abort(refusal(400, _("This is not JSON.")))
    if not isinstance(body, dict):
        abort(refusal(422, _("Send a JSON object.")))
    return body


def refusal(code: int, text: str, **values: object) -> Response:
    """Say in JSON what is wrong with a request."""
    return make_response(jsonify(error=text, **values), code)
