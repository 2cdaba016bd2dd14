"""The door of an event at the desk: its scanners, and the arrivals as they happen."""

from hashlib import sha256
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from config import Config
from eventapp.database import transaction
from eventapp.formats import qr
from eventapp.models.event import Event
from eventapp.queries import arrivals as arrivals_queries
from eventapp.queries import door as door_queries
from eventapp.queries.counts import event_counts
from eventapp.rules.access import Role
from eventapp.rules.door import device_expires_at
from eventapp.services import door
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk.door_view import DoorView, door_view
from eventapp.web.desk.forms.door import EntranceForm

blueprint = Blueprint("desk_door", __name__, url_prefix="/desk/<network_slug>/<event_slug>/door")

SECRET = "door_pairing"  # noqa: S105 (the name of a place in the session)


@blueprint.get("")
def show(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Show the arrivals and the scanners."""
    event = access.member_event(network_slug, event_slug)
    return _page(event, EntranceForm(entrance=_first_entrance(event)))


@blueprint.get("/arrivals")
def arrivals(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Give the part of the page that changes, as HTML inside JSON, or 304 when it did not."""
    event = access.member_event(network_slug, event_slug)
    view = _view(event)
    known = repr((view, access.may_edit(), str(get_locale())))
    etag = sha256(known.encode()).hexdigest()[:32]
    if request.if_none_match.contains_weak(etag):
        response = make_response("", 304)
    else:
        html = render_template("desk/door/arrivals.html", **_values(event, view))
        present, expected = view.arrivals.present, view.arrivals.expected
        response = jsonify(inside=present, expected=expected, html=html)
    response.set_etag(etag, weak=True)
    return response


@blueprint.post("/devices")
def add(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Make a pairing link, which the next page shows once, or a scanner of this very device."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    form = EntranceForm()
    if device_expires_at(event.ends_at) <= now():
        flash(_("This event is over, so no phone can be paired any more."), "error")
        return _page(event, form), 422
    if not form.validate_on_submit():
        return _page(event, form), 422
    if request.form.get("device") == "this":
        with transaction():
            token = door.make_device(event, form.entrance.data, actor=access.actor(), now=now())
        back = url_for("desk_door.show", network_slug=network_slug, event_slug=event_slug)
        return render_template("door/paired.html", token=token, back=back)
    with transaction():
        device, code = door.invite_device(
            event, form.entrance.data, actor=access.actor(), now=now()
        )
        session[SECRET] = {"device": device.id, "code": code}
        device_id = device.id
    return redirect(
        url_for(
            "desk_door.pairing",
            network_slug=network_slug,
            event_slug=event_slug,
            device_id=device_id,
        ),
        303,
    )


@blueprint.get("/devices/<int(max=2147483647):device_id>")
def pairing(network_slug: str, event_slug: str, device_id: int) -> ResponseReturnValue:
    """Show a new pairing link as a QR code, once: afterwards nobody knows it any more."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    device = door_queries.device(event.id, device_id) or abort(404)
    secret = session.get(SECRET, {})
    url = None
    if secret.get("device") == device.id:
        session.pop(SECRET)
        url = access.links().absolute(url_for("door_pairing.show", code=secret["code"]))
    return render_template(
        "desk/door/pairing.html",
        network=event.network,
        event=event,
        counts=event_counts([event.id])[event.id],
        can_edit=True,
        device=device,
        url=url,
        qr=qr.svg(url) if url else "",
        is_own_machine_only=_is_own_machine_only(),
    )


@blueprint.post("/devices/<int(max=2147483647):device_id>/revoke")
def revoke(network_slug: str, event_slug: str, device_id: int) -> ResponseReturnValue:
    """Stop a phone or a link at once."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    device = door_queries.device(event.id, device_id) or abort(404)
    with transaction():
        door.revoke(device, event, actor=access.actor(), now=now())
    flash(_("The scanner at %(entrance)s is stopped.", entrance=device.entrance), "ok")
    return _back(network_slug, event_slug)


@blueprint.post("/attendees/<public_id>/check-out")
def check_out(network_slug: str, event_slug: str, public_id: str) -> ResponseReturnValue:
    """Take a check-in back."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    attendee = arrivals_queries.attendee(event.id, public_id) or abort(404)
    with transaction():
        undone = door.check_out(attendee, event, actor=access.actor(), now=now())
    if undone:
        flash(_("%(name)s is no longer inside.", name=attendee.name), "ok")
    else:
        flash(_("%(name)s was not inside.", name=attendee.name), "warn")
    return _back(network_slug, event_slug)


def _view(event: Event) -> DoorView:
    return door_view(event, question=request.args.get("q", ""), now=now())


def _values(event: Event, view: DoorView) -> dict[str, Any]:
    return {
        "network": event.network,
        "event": event,
        "can_edit": access.may_edit(),
        "view": view,
        "question": request.args.get("q", ""),
    }


def _page(event: Event, form: EntranceForm) -> str:
    view = _view(event)
    return render_template(
        "desk/door/show.html",
        **_values(event, view),
        counts=view.arrivals.counts,
        form=form,
        is_own_machine_only=_is_own_machine_only(),
    )


def _first_entrance(event: Event) -> str:
    """Propose a name for the first scanner; a second stands elsewhere."""
    if door_queries.devices(event.id):
        return ""
    with force_locale(event.network.language):
        return str(_("Main entrance"))


def _is_own_machine_only() -> bool:
    """Tell whether our addresses can be opened on this computer only."""
    config: Config = current_app.extensions["config"]
    return not config.is_production


def _back(network_slug: str, event_slug: str) -> ResponseReturnValue:
    url = url_for("desk_door.show", network_slug=network_slug, event_slug=event_slug)
    return redirect(url, 303)
