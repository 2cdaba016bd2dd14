"""The employers of a network at the desk."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.models.network import Network
from eventapp.models.register import Employer
from eventapp.queries import register as queries
from eventapp.rules.access import Role
from eventapp.services import register
from eventapp.services.register import Refused
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk.forms.contacts import EmployerForm

blueprint = Blueprint("desk_employers", __name__, url_prefix="/desk/<network_slug>/employers")

EMPLOYER = "/<int(max=2147483647):employer_id>"


@blueprint.get("/names")
def names(network_slug: str) -> ResponseReturnValue:
    """Offer the names that hold what is typed so far, as options of a list."""
    network = access.member_network(network_slug)
    search = request.args.get("employer", "")[:100]
    return render_template(
        "desk/contacts/employer_names.html",
        employer_names=queries.employer_names(network.id, search),
    )


@blueprint.route(f"{EMPLOYER}/edit", methods=["GET", "POST"])
def edit(network_slug: str, employer_id: int) -> ResponseReturnValue:
    """Change an employer."""
    network = access.member_network(network_slug, needs=Role.ORGANISER)
    employer = queries.employer(network.id, employer_id) or abort(404)
    form = EmployerForm(obj=employer)
    if not form.validate_on_submit():
        return _page(network, employer, form), 422 if form.is_submitted() else 200
    with transaction():
        changed = register.change_employer(
            employer,
            name=form.name.data,
            town=form.town.data,
            sector=form.sector.data,
            actor=access.actor(),
            now=now(),
        )
    if isinstance(changed, Refused):
        form.refuse(changed)
        return _page(network, employer, form), 422
    flash(_("%(name)s is saved.", name=changed.name), "ok")
    return redirect(url_for("desk_contacts.list_", network_slug=network.slug, q=changed.name), 303)


def _page(network: Network, employer: Employer, form: EmployerForm) -> str:
    return render_template(
        "desk/contacts/employer.html", network=network, employer=employer, form=form
    )
