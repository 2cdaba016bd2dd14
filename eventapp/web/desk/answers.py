"""The answers of an event at the desk: who comes, record one by phone, let the waiting in."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.models.event import Event
from eventapp.models.rsvp import Invitation
from eventapp.queries import chosen
from eventapp.queries import rsvp as queries
from eventapp.queries.counts import event_counts, filter_counts
from eventapp.queries.rsvp import AnswerFilter
from eventapp.rules.access import Role
from eventapp.rules.chosen import Step
from eventapp.rules.rsvp import AccessNeed, Diet, Outcome, Partstat, Place, Promotion
from eventapp.services import rsvp
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk import answer_sheet, mailings
from eventapp.web.desk.answer_look import read_after, read_filter, read_search
from eventapp.web.desk.forms.answers import RecordForm
from eventapp.web.words import ACCESS_NEEDS, ANSWERED_VIA, DIETS

blueprint = Blueprint("desk_answers", __name__, url_prefix="/desk/<network_slug>/<event_slug>")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PERSON = "/answers/<int(max=2147483647):invitation_id>"


@blueprint.get("/answers")
def list_(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """List who was asked, what they answered, and what they need."""
    event = access.member_event(network_slug, event_slug)
    which = read_filter(request.args.get("filter"))
    search = read_search(request.args.get("q"))
    after = read_after(request.args.get("after"))
    counts = event_counts([event.id])[event.id]
    page = queries.answer_page(event, which=which, search=search, after=after)
    steps = _steps(event, page.rows, counts.confirmed) if access.may_edit() else {}
    return render_template(
        "desk/answers/list.html",
        **_context(event, counts=counts),
        page=page,
        steps=steps,
        turns=chosen.turns(page.rows, now()) if steps else {},
        seats=chosen.seats_left(event, confirmed=counts.confirmed),
        can_remind=which is AnswerFilter.UNANSWERED and mailings.reminds(event, counts),
        steps_here={step.value for each in steps.values() for step in each},
        all_chosen=request.args.get("choose") == "all",
        numbers=filter_counts(event.id, counts, search),
        which=which,
        search=search,
        after=after,
        diets=DIETS,
        access_needs=ACCESS_NEEDS,
        answered_via=ANSWERED_VIA,
    )


@blueprint.get("/answers.xlsx")
def export(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Give the list as a spreadsheet; only organisers find needs and remarks in it."""
    event = access.member_event(network_slug, event_slug)
    content = answer_sheet.build(
        event,
        queries.all_answers(event),
        queries.uninvited_attendees(event),
        with_needs=access.may_edit(),
    )
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.xlsx"'
    return response


@blueprint.route(f"{PERSON}/record", methods=["GET", "POST"])
def edit(network_slug: str, event_slug: str, invitation_id: int) -> ResponseReturnValue:
    """Record an answer that came by phone."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    invitation = _invitation(event, invitation_id)
    form = RecordForm(invitation)
    if not form.validate_on_submit():
        return _person(event, invitation, form), 422 if form.errors else 200
    with transaction():
        outcome = rsvp.answer_for(invitation, form.reply(), actor=access.actor(), now=now())
    if outcome is Outcome.RECORDED:
        name = invitation.contact.name
        flash(_("The answer of %(name)s is recorded.", name=name), "ok")
        return redirect(_list_url(event), 303)
    if outcome is Outcome.TOO_MANY:
        form.refuse_companions()
    return _person(event, _invitation(event, invitation_id), form, outcome), 422


@blueprint.post(f"{PERSON}/promote")
def promote(network_slug: str, event_slug: str, invitation_id: int) -> ResponseReturnValue:
    """Give a waiting party its places."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    invitation = _invitation(event, invitation_id)
    name = invitation.contact.name
    with transaction():
        outcome = rsvp.promote(invitation, actor=access.actor(), now=now())
    texts = {
        Promotion.PROMOTED: _("%(name)s has a place now.", name=name),
        Promotion.NOBODY_WAITS: _("Nothing was changed: %(name)s is not waiting.", name=name),
        Promotion.FULL: _(
            "Nothing was changed: there are not enough places for %(name)s. "
            "Raise the number of places first, or wait until somebody cancels.",
            name=name,
        ),
        Promotion.TOO_LATE: _(
            "Nothing was changed: the event has begun or is cancelled. Let people in at the door."
        ),
    }
    flash(texts[outcome], "ok" if outcome is Promotion.PROMOTED else "warn")
    return redirect(_list_url(event, filter=AnswerFilter.WAITING.value), 303)


@blueprint.post(f"{PERSON}/renew-link")
def renew_link(network_slug: str, event_slug: str, invitation_id: int) -> ResponseReturnValue:
    """Make somebody's link worthless and give another."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    invitation = _invitation(event, invitation_id)
    with transaction():
        rsvp.renew_link(invitation, actor=access.actor(), now=now())
    flash(_("The old link no longer works. The new one is below."), "ok")
    return redirect(_person_url(event, invitation_id), 303)


@blueprint.post(f"{PERSON}/renew-badges")
def renew_badges(network_slug: str, event_slug: str, invitation_id: int) -> ResponseReturnValue:
    """Make the badges of a party worthless and give others."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    invitation = _invitation(event, invitation_id)
    with transaction():
        rsvp.renew_badges(invitation, actor=access.actor(), now=now())
    flash(_("The old badges no longer open the door. New ones are on their way."), "ok")
    return redirect(_person_url(event, invitation_id), 303)


def _steps(event: Event, rows: list[Invitation], confirmed: int) -> dict[int, list[Step]]:
    """Say what the bar can do for each row; nothing when it can do nothing for anybody."""
    found = chosen.steps(event, rows, confirmed=confirmed, now=now())
    return found if any(found.values()) else {}


def _person(
    event: Event, invitation: Invitation, form: RecordForm, outcome: Outcome | None = None
) -> str:
    return render_template(
        "desk/answers/person.html",
        **_context(event),
        invitation=invitation,
        contact=invitation.contact,
        form=form,
        outcome=outcome,
        seats=queries.seats_for(invitation, event.capacity),
        link=access.links().invitation(invitation.public_id),
        has_place=any(person.place is Place.CONFIRMED for person in invitation.attendees),
        waits=any(person.place is Place.WAITLISTED for person in invitation.attendees),
        unanswered=invitation.answer is Partstat.NEEDS_ACTION,
        answered_via=ANSWERED_VIA,
    )


def _context(event: Event, **values: Any) -> dict[str, Any]:
    return {
        "network": event.network,
        "event": event,
        "counts": values.get("counts") or event_counts([event.id])[event.id],
        "can_edit": access.may_edit(),
        "needs_of": needs_of,
    }


def needs_of(invitation: Invitation) -> list[tuple[str, str]]:
    """Give what somebody needs as icon and word; what is no longer on offer is left out."""
    icons = {AccessNeed.WHEELCHAIR: "wheelchair"}
    needs = [
        (icons.get(need, "ear"), str(word))
        for need, word in ACCESS_NEEDS.items()
        if need.value in invitation.access_needs
    ]
    wishes = [
        ("leaf" if diet in {Diet.VEGETARIAN, Diet.VEGAN} else "tools-kitchen-2", str(word))
        for diet, word in DIETS.items()
        if diet.value in invitation.diet
    ]
    other = [("ear", invitation.access_other), ("tools-kitchen-2", invitation.diet_other)]
    remark = [("message", _("Remark"))] if invitation.remark else []
    return [*needs, *wishes, *((icon, text) for icon, text in other if text), *remark]


def _invitation(event: Event, invitation_id: int) -> Invitation:
    return queries.of_event(event, invitation_id) or abort(404)


def _list_url(event: Event, **values: Any) -> str:
    return _url("list_", event, **values)


def _person_url(event: Event, invitation_id: int) -> str:
    return _url("edit", event, invitation_id=invitation_id)


def _url(view: str, event: Event, **values: Any) -> str:
    slugs: dict[str, Any] = {"network_slug": event.network.slug, "event_slug": event.slug}
    return url_for(f"desk_answers.{view}", **slugs, **values)
