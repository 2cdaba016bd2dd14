"""The only way to a guarded row: each function answers 404 for what the visitor may not know of."""

from flask import abort, current_app, g, make_response, render_template, request
from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from eventapp.database import db
from eventapp.formats.links import Links
from eventapp.models.account import Membership, User
from eventapp.models.event import Event
from eventapp.models.mailing import Mailing, Message
from eventapp.models.network import Network
from eventapp.models.register import Contact
from eventapp.models.rsvp import Invitation
from eventapp.queries import mailing as mailing_queries
from eventapp.queries import post as post_queries
from eventapp.queries import rsvp as rsvp_queries
from eventapp.rules.access import Role, includes
from eventapp.services.audit import Actor


def links() -> Links:
    """Give the signer of personal links."""
    found: Links = current_app.extensions["links"]
    return found


def actor() -> Actor:
    """Name the logged-in person for the history."""
    return Actor(name=current_user.name, user_id=current_user.id)


def user() -> User:
    """Give the logged-in user, or send the visitor to the login page."""
    if not current_user.is_authenticated:
        abort(login_first())
    found: User = current_user._get_current_object()
    return found


def login_first() -> Response:
    """Redirect to the login page, and back here afterwards."""
    response: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return response


def member_network(slug: str, *, needs: Role = Role.VIEWER) -> Network:
    """Give a network of which the visitor is a member with at least this role."""
    visitor = user()
    membership = db.session.scalar(
        select(Membership)
        .join(Membership.network)
        .where(Network.slug == slug, Membership.user_id == visitor.id)
        .options(joinedload(Membership.network).selectinload(Network.partners))
    )
    if membership is None:
        abort(404)
    if not includes(membership.role, needs):
        abort(403)
    request.environ["eventapp.role"] = membership.role
    return membership.network


def may_edit() -> bool:
    """Tell whether the role found by `member_network` may change things."""
    role = request.environ.get("eventapp.role")
    return role is not None and includes(role, Role.ORGANISER)


def is_owner() -> bool:
    """Tell whether the role found by `member_network` is that of an owner."""
    return request.environ.get("eventapp.role") is Role.OWNER


def member_event(network_slug: str, event_slug: str, *, needs: Role = Role.VIEWER) -> Event:
    """Give an event of a network of the visitor; its ``network`` is loaded too."""
    network = member_network(network_slug, needs=needs)
    event = db.session.scalar(
        select(Event).where(Event.network_id == network.id, Event.slug == event_slug)
    )
    return event or abort(404)


def member_mailing(
    network_slug: str, event_slug: str, mailing_id: int, *, needs: Role = Role.VIEWER
) -> tuple[Event, Mailing]:
    """Give a mailing of an event of the visitor, and that event."""
    event = member_event(network_slug, event_slug, needs=needs)
    mailing = mailing_queries.find(event.id, mailing_id)
    return event, mailing or abort(404)


def member_message(slug: str, message_id: int, *, needs: Role = Role.VIEWER) -> Message:
    """Give a mail of a network of the visitor."""
    network = member_network(slug, needs=needs)
    return post_queries.find(network.id, message_id) or abort(404)


def unsubscriber(token: str) -> Contact:
    """Give the contact of an unsubscribe link, and speak that reader's language."""
    public_id = links().read("unsubscribe", token)
    found = post_queries.contact_by_public_id(public_id) if public_id else None
    if found is None:
        abort(dead_link(404))
    g.reader_language = found.language
    return found


def invitation(token: str) -> Invitation:
    """Give the invitation of a personal link, with all its pages show, in its reader's language."""
    public_id = links().read("invitation", token)
    found = rsvp_queries.by_public_id(public_id) if public_id else None
    if found is None:
        abort(dead_link(404))
    g.reader_language = found.contact.language
    if found.revoked_at is not None:
        abort(dead_link(410))
    return found


def dead_link(code: int) -> Response:
    """Say that a personal link does not work (any more), and where a good one is."""
    return make_response(render_template("invitee/dead_link.html", network=None), code)
