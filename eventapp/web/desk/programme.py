"""The programme of an event, edited as one table."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.models.event import Event
from eventapp.queries import event as queries
from eventapp.queries.counts import event_counts
from eventapp.rules.access import Role
from eventapp.rules.event import EventState
from eventapp.services import programme as service
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk.forms.fields import say_doubled
from eventapp.web.desk.forms.programme import ProgrammeForm
from eventapp.web.words import ITEM_KINDS

blueprint = Blueprint("desk_programme", __name__, url_prefix="/desk/<network_slug>/<event_slug>")


@blueprint.get("/programme")
def edit(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Show the programme, as a table to fill in for who may change it."""
    event = access.member_event(network_slug, event_slug)
    return _page(event, ProgrammeForm(event, queries.programme(event.id)))


@blueprint.post("/programme")
def save(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Save the whole table."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    form = ProgrammeForm(event, queries.programme(event.id))
    if not form.validate_on_submit():
        return _page(event, form), 422
    with transaction():
        changed = service.save(
            event, form.details, removed=form.removed, actor=access.actor(), now=now()
        )
    if changed is None:
        flash(_("This event is cancelled and cannot be changed any more."), "warn")
    else:
        flash(_("The programme is saved.") if changed else _("Nothing was changed."), "ok")
        say_doubled(form.doubled)
    url = url_for("desk_programme.edit", network_slug=network_slug, event_slug=event.slug)
    return redirect(url, 303)


def _page(event: Event, form: ProgrammeForm) -> str:
    items = list(form.items.values())
    return render_template(
        "desk/programme/edit.html",
        network=event.network,
        event=event,
        counts=event_counts([event.id])[event.id],
        can_edit=access.may_edit() and event.state is not EventState.CANCELLED,
        form=form,
        items=items,
        rooms=list(dict.fromkeys(item.room.name for item in items if item.room)),
        kinds=ITEM_KINDS,
    )
