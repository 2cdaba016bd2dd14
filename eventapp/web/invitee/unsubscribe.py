"""No more mailings, please (RFC 8058): the token is the credential."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventapp.database import db, transaction
from eventapp.models.network import Network
from eventapp.models.register import Contact
from eventapp.services import subscription
from eventapp.web import access
from eventapp.web.clock import now

blueprint = Blueprint("invitee_unsubscribe", __name__, url_prefix="/u/<token>")


@blueprint.get("")
def show(token: str) -> ResponseReturnValue:
    """Ask; looking changes nothing, as mail scanners look too."""
    return _page(token, access.unsubscriber(token))


@blueprint.post("")
def save(token: str) -> ResponseReturnValue:
    """Unsubscribe, or undo it; a mail program that asks by itself gets no redirect."""
    contact = access.unsubscriber(token)
    undo = request.form.get("step") == "undo"
    with transaction():
        change = subscription.resubscribe if undo else subscription.unsubscribe
        change(contact, now=now())
    if request.form.get("List-Unsubscribe") == "One-Click":
        return _page(token, contact)
    return redirect(url_for(".show", token=token), 303)


def _page(token: str, contact: Contact) -> str:
    network = db.session.get_one(Network, contact.network_id)
    return render_template(
        "invitee/unsubscribe.html", network=network, contact=contact, token=token
    )
