"""The only way to a guarded row: each function answers 404 for what the visitor may not know of."""

from flask import abort, current_app, request
from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from eventapp.database import db
from eventapp.formats.links import Links
from eventapp.models.account import Membership, User
from eventapp.models.event import Event
from eventapp.models.network import Network
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


def member_event(network_slug: str, event_slug: str, *, needs: Role = Role.VIEWER) -> Event:
    """Give an event of a network of the visitor; its ``network`` is loaded too."""
    network = member_network(network_slug, needs=needs)
    event = db.session.scalar(
        select(Event).where(Event.network_id == network.id, Event.slug == event_slug)
    )
    return event or abort(404)
