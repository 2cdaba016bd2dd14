"""The first page of an empty installation: it makes the network and its owner."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_security.utils import hash_password, login_user

from config import Config
from eventapp.database import transaction
from eventapp.models.account import User
from eventapp.queries import members
from eventapp.rules.throttle import Attempt
from eventapp.services import network as networks
from eventapp.web import access, throttling
from eventapp.web.clock import now
from eventapp.web.public.forms import BeginForm
from eventapp.web.slugs import reserved_slugs

blueprint = Blueprint("public_setup", __name__)


@blueprint.before_app_request
def lead_to_setup() -> ResponseReturnValue | None:
    """Lead whoever opens the front page of an empty installation to its set-up."""
    if request.endpoint == "public_network.index" and not members.any_network():
        return redirect(url_for("public_setup.begin"), 303)
    return None


@blueprint.route("/setup", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Make the first network and its owner, and log the owner in."""
    if members.any_network():
        abort(404)
    config: Config = current_app.extensions["config"]
    if config.is_production:
        status = 403 if request.method == "POST" else 200
        return render_template("public/setup_commands.html"), status
    form = BeginForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return show(form), status
    throttling.check(Attempt.SETUP)
    try:
        owner = make_network(form)
    except networks.SlugRefused:
        form.slug.errors = [
            _("Choose another address: 2 to 40 lowercase letters, digits and hyphens.")
        ]
        return show(form), 422
    login_user(owner, authn_via=["password"])
    flash(_("Your network is ready. Make your first event."), "success")
    return redirect(url_for("desk_year.show", network_slug=form.slug.data), 303)


def show(form: BeginForm) -> str:
    """Render the form."""
    return render_template("public/setup.html", form=form, base_url=access.links().base_url)


def make_network(form: BeginForm) -> User:
    """Write the network and its owner in one transaction."""
    password_hash = hash_password(form.password.data)
    with transaction():
        owner = networks.begin(
            slug=form.slug.data,
            name=form.name.data,
            owner_name=form.owner_name.data,
            owner_email=form.email.data,
            password_hash=password_hash,
            language=str(get_locale()),
            reserved=reserved_slugs(current_app),
            now=now(),
        )
    return owner or abort(404)
