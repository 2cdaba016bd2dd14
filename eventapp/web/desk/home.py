"""The way in: to somebody's only network, or to the choice between them."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventapp.queries.members import networks_of
from eventapp.web import access

blueprint = Blueprint("desk_home", __name__, url_prefix="/desk")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Send somebody to the network, or show which there are."""
    networks = networks_of(access.user().id)
    if len(networks) == 1:
        return redirect(url_for("desk_year.show", network_slug=networks[0].slug), 303)
    return render_template("desk/home/index.html", networks=networks)
