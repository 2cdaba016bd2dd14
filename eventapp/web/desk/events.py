"""One event: make it, change it, publish it, call it off, and see how it stands."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.database import transaction
from eventapp.models.event import Event
from eventapp.models.network import Network
from eventapp.queries import audit as audit_queries
from eventapp.queries import event as queries
from eventapp.queries import mailing as mailing_queries
from eventapp.queries.counts import event_counts
from eventapp.queries.to_do import standings, unsettled
from eventapp.rules.access import Role
from eventapp.rules.event import EventState, closes_at, may_be_cancelled
from eventapp.rules.to_do import AT_THE_DOOR, attention, to_do
from eventapp.services import event as service
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk import curve_view
from eventapp.web.desk.forms.event import EventForm
from eventapp.web.desk.forms.fields import say_doubled
from eventapp.web.slugs import reserved_event_slugs
from eventapp.web.words import EVENT_KINDS

blueprint = Blueprint("desk_event", __name__, url_prefix="/desk/<network_slug>")


@blueprint.route("/new-event", methods=["GET", "POST"])
def new(network_slug: str) -> ResponseReturnValue:
    """Make a draft."""
    network = access.member_network(network_slug, needs=Role.ORGANISER)
    form = EventForm()
    if form.validate_on_submit():
        with transaction():
            made = service.create(
                network,
                form.details(),
                slug=form.slug.data or "",
                reserved=reserved_event_slugs(current_app),
                actor=access.actor(),
                now=now(),
            )
        if isinstance(made, Event):
            flash(_("The draft is saved. Nobody outside sees it until you publish it."), "ok")
            say_doubled(form.doubled)
            return _to(made)
        form.refuse(made, confirmed=0)
    return _form(form, network, None)


@blueprint.get("/<event_slug>/")
def show(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Show how an event stands."""
    event = access.member_event(network_slug, event_slug)
    moment = now()
    counts = event_counts([event.id])
    standing = standings([event], counts, moment)[0]
    can_edit = access.may_edit()
    return render_template(
        "desk/event/show.html",
        network=event.network,
        event=event,
        counts=counts[event.id],
        needs=attention(standing, moment),
        unsettled=unsettled(event) if can_edit and event.state is EventState.DRAFT else [],
        is_for_the_door=any(one.task in AT_THE_DOOR for one in to_do([standing], moment)),
        can_edit=can_edit,
        kind=EVENT_KINDS[event.kind],
        has_mailings=counts[event.id].invited > 0 or mailing_queries.has_any(event.id),
        newest=queries.newest_answers(event.id),
        item_count=queries.count_items(event.id),
        drawing=curve_view.drawn(event, moment),
        history=audit_queries.of_event(event.id),
        closes_at=closes_at(event.answer_before, event.starts_at),
        moment=moment,
    )


@blueprint.route("/<event_slug>/edit", methods=["GET", "POST"])
def edit(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Change an event."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    if event.state is EventState.CANCELLED:
        flash(_("This event is cancelled and cannot be changed any more."), "warn")
        return _to(event)
    form = EventForm(event)
    if form.validate_on_submit():
        before, told = event.updated_at, event.sequence
        with transaction():
            refusal = service.change(
                event,
                form.details(),
                slug=form.slug.data or "",
                reserved=reserved_event_slugs(current_app),
                actor=access.actor(),
                now=now(),
            )
        if refusal is None:
            saved = event.updated_at != before
            flash(_("Your changes are saved.") if saved else _("Nothing was changed."), "ok")
            if event.sequence != told:
                _say_who_is_not_told(event)
            say_doubled(form.doubled)
            return _to(event)
        form.refuse(refusal, confirmed=_confirmed(event))
    return _form(form, event.network, event)


@blueprint.post("/<event_slug>/publish")
def publish(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Show a draft to everyone."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    with transaction():
        done = service.publish(event, actor=access.actor(), now=now())
    if done:
        flash(
            _(
                "The event is published. Everyone can see it now, "
                "on your public page and in the calendar."
            ),
            "ok",
        )
    else:
        flash(_("Nothing was changed: the event is no longer a draft."), "warn")
    return _to(event)


@blueprint.route("/<event_slug>/cancel", methods=["GET"])
def cancel(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Ask whether to call an event off, and say how many people get a mail."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    if not may_be_cancelled(event.state, ends_at=event.ends_at, now=now()):
        flash(_("Only a published event that is not over can be cancelled."), "warn")
        return _to(event)
    mails, phone = queries.cancellation_reach(event.id)
    return render_template(
        "desk/event/cancel.html",
        network=event.network,
        event=event,
        counts=event_counts([event.id])[event.id],
        can_edit=True,
        mails=mails,
        phone=phone,
    )


@blueprint.post("/<event_slug>/cancel")
def cancel_now(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Call an event off and tell who counted on it."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    with transaction():
        mails = service.cancel(event, actor=access.actor(), now=now())
    if mails is None:
        flash(_("Only a published event that is not over can be cancelled."), "warn")
    else:
        text = ngettext(
            "The event is cancelled. %(num)d email is on its way.",
            "The event is cancelled. %(num)d emails are on their way.",
            mails,
        )
        flash(text, "ok")
    return _to(event)


def _form(form: EventForm, network: Network, event: Event | None) -> ResponseReturnValue:
    page = render_template(
        "desk/event/edit.html",
        network=network,
        event=event,
        form=form,
        counts=event_counts([event.id])[event.id] if event else None,
        can_edit=True,
    )
    return page, 422 if form.errors else 200


def _to(event: Event) -> ResponseReturnValue:
    url = url_for("desk_event.show", network_slug=event.network.slug, event_slug=event.slug)
    return redirect(url, 303)


def _confirmed(event: Event) -> int:
    return event_counts([event.id])[event.id].confirmed


def _say_who_is_not_told(event: Event) -> None:
    """Say that nobody is mailed about what changed in calendars, when people were invited."""
    invited = event_counts([event.id])[event.id].invited
    if invited:
        flash(
            ngettext(
                "Nobody gets an email about this change. The person you invited sees it on their "
                "own page: tell them yourself if they are coming.",
                "Nobody gets an email about this change. The %(num)d people you invited see it on "
                "their own page: tell those who are coming yourself.",
                invited,
            ),
            "warn",
        )
