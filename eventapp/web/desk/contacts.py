"""The contacts of a network at the desk: find them, add one, change one, take the list along."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.models.network import Network
from eventapp.models.register import Contact
from eventapp.queries import audit as history
from eventapp.queries import register as queries
from eventapp.queries.register import ContactFilter, Look
from eventapp.rules.access import Role
from eventapp.rules.names import clean_text
from eventapp.rules.zones import TimeZone
from eventapp.services import register
from eventapp.services.register import Refused
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk import contact_sheet
from eventapp.web.desk.forms.contacts import ContactForm

blueprint = Blueprint("desk_contacts", __name__, url_prefix="/desk/<network_slug>/contacts")

MOST_DIGITS = 9
LONGEST_SEARCH = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTACT = "/<int(max=2147483647):contact_id>"


@blueprint.get("/")
def list_(network_slug: str) -> ResponseReturnValue:
    """List the contacts, a page at a time."""
    network = access.member_network(network_slug)
    look = _look()
    return render_template(
        "desk/contacts/list.html",
        network=network,
        look=look,
        look_args=_look_args(look),
        page=queries.contact_page(
            network.id, look, after=_number("after"), before=_number("before")
        ),
        counts=queries.counts(network.id),
        tags=queries.tags(network.id),
        can_edit=access.may_edit(),
    )


@blueprint.get("/export.xlsx")
def export(network_slug: str) -> ResponseReturnValue:
    """Give the list that is looked at as a spreadsheet that can be imported again."""
    network = access.member_network(network_slug)
    content = contact_sheet.build(
        queries.rows_for_export(network.id, _look()), queries.tag_names(network.id)
    )
    response = Response(content, mimetype=XLSX)
    name = f"{network.slug}-{_('contacts')}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route("/new", methods=["GET", "POST"])
def new(network_slug: str) -> ResponseReturnValue:
    """Add somebody."""
    network = access.member_network(network_slug, needs=Role.ORGANISER)
    form = ContactForm([tag for tag, _number in queries.tags(network.id)])
    if not form.validate_on_submit():
        return _form_page(network, form), 422 if form.is_submitted() else 200
    with transaction():
        added = register.add_contact(network, form.details(), actor=access.actor(), now=now())
    if isinstance(added, Refused):
        form.refuse(added)
        return _form_page(network, form, refused=added), 422
    flash(_("%(name)s is now in your contacts.", name=added.name), "ok")
    return redirect(_url("show", network, contact_id=added.id), 303)


@blueprint.get(f"{CONTACT}/")
def show(network_slug: str, contact_id: int) -> ResponseReturnValue:
    """Show somebody: what we know, which events, and who changed what."""
    network = access.member_network(network_slug)
    contact = _contact(network, contact_id)
    return render_template(
        "desk/contacts/show.html",
        network=network,
        contact=contact,
        invitations=queries.invitations_of(contact.id),
        history=history.of_contact(contact.id),
        zone=TimeZone.AMSTERDAM,
        can_edit=access.may_edit(),
    )


@blueprint.route(f"{CONTACT}/edit", methods=["GET", "POST"])
def edit(network_slug: str, contact_id: int) -> ResponseReturnValue:
    """Change somebody."""
    network = access.member_network(network_slug, needs=Role.ORGANISER)
    contact = _contact(network, contact_id)
    form = ContactForm([tag for tag, _number in queries.tags(network.id)], contact)
    if not form.validate_on_submit():
        return _form_page(network, form, contact), 422 if form.is_submitted() else 200
    with transaction():
        changed = register.change_contact(contact, form.details(), actor=access.actor(), now=now())
    if isinstance(changed, Refused):
        form.refuse(changed)
        return _form_page(network, form, contact, changed), 422
    flash(_("%(name)s is saved.", name=changed.name), "ok")
    return redirect(_url("show", network, contact_id=contact_id), 303)


def _form_page(
    network: Network,
    form: ContactForm,
    contact: Contact | None = None,
    refused: Refused | None = None,
) -> str:
    return render_template(
        "desk/contacts/edit.html",
        network=network,
        form=form,
        contact=contact,
        refused=refused,
        employer_names=queries.employer_names(network.id),
    )


def _contact(network: Network, contact_id: int) -> Contact:
    return queries.contact(network.id, contact_id) or abort(404)


def _look() -> Look:
    value = request.args.get("filter")
    which = ContactFilter(value) if value in list(ContactFilter) else ContactFilter.ALL
    search = clean_text(request.args.get("q", ""))[:LONGEST_SEARCH]
    return Look(which, _number("tag"), search)


def _look_args(look: Look) -> dict[str, str | int]:
    """Give what an address needs to keep looking at the same part."""
    args: dict[str, str | int] = {}
    if look.which is not ContactFilter.ALL:
        args["filter"] = look.which.value
    if look.tag is not None:
        args["tag"] = look.tag
    if look.search:
        args["q"] = look.search
    return args


def _number(name: str) -> int | None:
    value = request.args.get(name, "")
    return int(value) if value.isdecimal() and len(value) <= MOST_DIGITS else None


def _url(view: str, network: Network, **values: Any) -> str:
    return url_for(f"desk_contacts.{view}", network_slug=network.slug, **values)
