"""What the frame around a page needs to know about its reader."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import Flask, request
from flask_security import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy

from eventapp.database import db
from eventapp.models.network import Network
from eventapp.queries import members
from eventapp.web import access


def init_app(app: Flask) -> None:
    """Give every template the reader's networks and rights."""
    app.context_processor(describe_reader)


def describe_reader() -> dict[str, Any]:
    """Tell templates who reads; what costs a statement is read on the pages that show it."""
    return {
        "network": None,
        "demo_on_site": LocalProxy(cache(demo_on_site)),
        "can_edit": access.may_edit(),
        "is_owner": access.is_owner(),
        "my_networks": LocalProxy(cache(my_networks)),
    }


def my_networks() -> Sequence[Network]:
    """List the networks of the reader, on the pages of organisers."""
    if not (request.blueprint or "").startswith("desk") or not current_user.is_authenticated:
        return ()
    return members.networks_of(current_user.id)


def demo_on_site() -> bool:
    """Tell whether a demo year is loaded here, for pages that belong to no network."""
    try:
        return members.any_demo()
    except SQLAlchemyError:  # the page that says so must not fail on it too
        db.session.rollback()
        return False
