"""Importing a spreadsheet of contacts: choose a file, look at what would change, save it."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.database import transaction
from eventapp.formats.sheet import SheetError, SheetReason
from eventapp.models.network import Network
from eventapp.models.stored_file import StoredFile
from eventapp.queries import imports as queries
from eventapp.queries import register
from eventapp.rules.access import Role
from eventapp.rules.register_import import Verdict
from eventapp.rules.sheet_columns import ColumnsProblem
from eventapp.rules.zones import TimeZone
from eventapp.services import imports
from eventapp.services.imports import Judged, Table
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk import import_view, sample_list
from eventapp.web.desk.forms.imports import PROBLEMS, LabelForm, UploadForm, read_label
from eventapp.web.desk.register_words import FIELDS

blueprint = Blueprint("desk_imports", __name__, url_prefix="/desk/<network_slug>/import")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = "/<string(length=32):public_id>"


@blueprint.route("/", methods=["GET", "POST"])
def upload(network_slug: str) -> ResponseReturnValue:
    """Take a file that can be read; nothing of it is saved in the register yet."""
    network = access.member_network(network_slug, needs=Role.ORGANISER)
    form = UploadForm()
    if form.validate_on_submit():
        filename = form.file.data.filename or ""
        table = _read(form.content, filename, "")
        if isinstance(table, Table):
            with transaction():
                user_id = access.actor().user_id
                file = imports.keep(network, form.content, filename, user_id=user_id, now=now())
                public_id = file.public_id
            label = form.label.data or None
            return redirect(_url("preview", network, public_id, label=label), 303)
        form.refuse(table)
    status = 422 if form.is_submitted() else 200
    return render_template("desk/imports/upload.html", network=network, form=form), status


@blueprint.get("/sample.csv")
def sample(network_slug: str) -> ResponseReturnValue:
    """Give a list to try, or to put one's own people in."""
    access.member_network(network_slug, needs=Role.ORGANISER)
    response = Response(sample_list.build(), mimetype="text/csv")
    name = _("sample list").replace(" ", "-")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@blueprint.get(f"{FILE}/")
def preview(network_slug: str, public_id: str) -> ResponseReturnValue:
    """Show what saving would change."""
    network = access.member_network(network_slug, needs=Role.ORGANISER)
    file = queries.stored_import(network.id, public_id)
    if file is None:
        return _gone(network, public_id)
    table = _table(network, file)
    judged = imports.judge(network, table)
    part = import_view.part_of(request.args.get("show"))
    form = LabelForm(request.args)
    if form.label.data:
        form.validate()
    return render_template(
        "desk/imports/preview.html",
        network=network,
        file=file,
        table=table,
        lacks=[FIELDS[field] for field in table.columns.lacks],
        judged=judged,
        form=form,
        part=part.value,
        numbers=import_view.numbers(judged),
        perhaps_known=import_view.perhaps_known(judged),
        lines=import_view.lines(table, judged, part),
    )


@blueprint.post(f"{FILE}/")
def apply(network_slug: str, public_id: str) -> ResponseReturnValue:
    """Save what is new and changed, as it is judged now, with the label that was typed last.

    The step "label" saves nothing yet: it shows what the label changes.
    """
    network = access.member_network(network_slug, needs=Role.ORGANISER)
    file = queries.stored_import(network.id, public_id)
    if file is None:
        return _gone(network, public_id)
    form = LabelForm(request.form)
    if request.form.get("step") == "label" or (form.label.data and not form.validate()):
        return redirect(_url("preview", network, public_id, label=form.label.data or None), 303)
    name, table = file.name, _table(network, file)
    with transaction():
        is_first = imports.discard(network, public_id)
        if is_first:
            judged = imports.apply(
                network,
                table,
                name=name,
                actor=access.actor(),
                now=now(),
                public_id=public_id,
            )
    if not is_first:
        return _gone(network, public_id)
    flash(_outcome(judged), "ok")
    if refused := import_view.not_saved(table, judged):
        flash(refused, "warn")
    return redirect(_contacts(network, table.label), 303)


@blueprint.post(f"{FILE}/discard")
def discard(network_slug: str, public_id: str) -> ResponseReturnValue:
    """Throw the file away."""
    network = access.member_network(network_slug, needs=Role.ORGANISER)
    with transaction():
        was_there = imports.discard(network, public_id)
    if not was_there:
        return _gone(network, public_id)
    flash(_("The file is discarded. Nothing was saved."), "ok")
    return redirect(url_for("desk_contacts.list_", network_slug=network.slug), 303)


@blueprint.get(f"{FILE}/refused.xlsx")
def refused(network_slug: str, public_id: str) -> ResponseReturnValue:
    """Give the refused rows with their reasons, to mend and import again."""
    network = access.member_network(network_slug, needs=Role.ORGANISER)
    file = queries.stored_import(network.id, public_id)
    if file is None:
        return _gone(network, public_id)
    table = _table(network, file)
    content = import_view.refused_sheet(table, imports.judge(network, table))
    response = Response(content, mimetype=XLSX)
    name = _("refused rows").replace(" ", "-")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _read(content: bytes, filename: str, label: str) -> Table | SheetReason | ColumnsProblem:
    try:
        return imports.read(content, filename, label)
    except SheetError as error:
        return error.reason


def _table(network: Network, file: StoredFile) -> Table:
    """Read a file that was read before; under great pressure that can fail."""
    table = _read(file.content, file.name, read_label(request.values.get("label", "")))
    if not isinstance(table, Table):
        flash(str(PROBLEMS[table]), "error")
        abort(redirect(url_for("desk_imports.upload", network_slug=network.slug), 303))
    return table


def _gone(network: Network, public_id: str) -> ResponseReturnValue:
    """Say what became of a file: who goes back to it may have saved it just now."""
    page = render_template(
        "desk/imports/gone.html",
        network=network,
        saving=queries.saving_of(network.id, public_id),
        contacts_url=_contacts(network, read_label(request.values.get("label", ""))),
        zone=TimeZone.AMSTERDAM,
    )
    return page, 404


def _contacts(network: Network, label: str) -> str:
    """Give the address of the people of a list, or of everybody when it had no label."""
    tag = register.tag_named(network.id, label) if label else None
    return url_for("desk_contacts.list_", network_slug=network.slug, tag=tag)


def _outcome(judged: Judged) -> str:
    """Say in numbers what was saved."""
    count = judged.counts
    if not judged.writes:
        return str(_("Everything was already in your contacts. Nothing was changed."))
    texts = [
        ngettext("%(num)d contact was added.", "%(num)d contacts were added.", count[Verdict.NEW])
        if count[Verdict.NEW]
        else "",
        ngettext("%(num)d was changed.", "%(num)d were changed.", count[Verdict.CHANGED])
        if count[Verdict.CHANGED]
        else "",
        ngettext("%(num)d row was refused.", "%(num)d rows were refused.", count[Verdict.REFUSED])
        if count[Verdict.REFUSED]
        else "",
    ]
    return " ".join(text for text in texts if text)


def _url(view: str, network: Network, public_id: str, **values: str | None) -> str:
    at: dict[str, Any] = {"network_slug": network.slug, "public_id": public_id, **values}
    return url_for(f"desk_imports.{view}", **at)
