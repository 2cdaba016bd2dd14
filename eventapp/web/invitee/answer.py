"""The page on which an invitee answers; GET changes nothing, the token is the credential."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from babel.lists import format_list
from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from markupsafe import Markup

from eventapp.database import transaction
from eventapp.models.event import Event, ProgrammeItem
from eventapp.models.rsvp import Invitation
from eventapp.queries.event import programme
from eventapp.queries.rsvp import seats_for
from eventapp.rules.door import is_rehearsal
from eventapp.rules.event import EventState, closes_at
from eventapp.rules.names import clean_text
from eventapp.rules.rsvp import AnsweredVia, AttendeeKind, Outcome, Place
from eventapp.services import rsvp
from eventapp.services.audit import Actor
from eventapp.web import access, keeping, templating
from eventapp.web.clock import now
from eventapp.web.invitee.forms import ANSWERS, AnswerForm

blueprint = Blueprint("invitee_answer", __name__, url_prefix="/i/<token>")


@blueprint.app_template_filter("listed")
def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    return format_list(list(words), locale=get_locale() or "nl")


@blueprint.get("/")
def show(token: str) -> ResponseReturnValue:
    """Ask whether somebody comes, or say why that cannot be answered any more."""
    invitation = access.invitation(token)
    if not is_open(invitation):
        return page("invitee/closed.html", token, invitation)
    form = AnswerForm(invitation, formdata=None)
    asked = request.args.get("answer")
    if asked in list(ANSWERS):
        form.answer.data = asked
    fields = _blank_fields(form, invitation.event) if form.is_blank else None
    return page("invitee/answer.html", token, invitation, form=form, fields=fields)


@blueprint.post("/")
def answer(token: str) -> ResponseReturnValue:
    """Take the answer."""
    invitation = access.invitation(token)
    form = AnswerForm(invitation, formdata=request.form)
    if not is_open(invitation):
        return page("invitee/closed.html", token, invitation), 422
    if "back" in request.form:
        return page("invitee/answer.html", token, invitation, form=form, outcome="back")
    if not form.validate():
        return page("invitee/answer.html", token, invitation, form=form), 422
    with transaction():
        outcome = rsvp.reply(
            invitation,
            form.reply(),
            via=AnsweredVia.WEB,
            actor=Actor(invitation.contact.name),
            now=now(),
        )
    if outcome is Outcome.RECORDED:
        return redirect(address(_next_page(access.invitation(token)), token), 303)
    return refused(outcome, token, access.invitation(token), form)


def refused(
    outcome: Outcome, token: str, invitation: Invitation, form: AnswerForm
) -> ResponseReturnValue:
    """Say why an answer was not taken, with everything that was filled in."""
    if outcome is Outcome.FULL:
        seats = seats_for(invitation, invitation.event.capacity)
        return page("invitee/full.html", token, invitation, form=form, seats=seats), 422
    if outcome is Outcome.CLOSED:
        return page("invitee/closed.html", token, invitation), 422
    if outcome is Outcome.TOO_MANY:
        form.refuse_companions()
    door_is_open = not is_rehearsal(invitation.event.starts_at, now())
    values = {"form": form, "outcome": outcome, "door_is_open": door_is_open}
    return page("invitee/answer.html", token, invitation, **values), 422


def is_open(invitation: Invitation) -> bool:
    """Tell whether an answer can still be given or changed."""
    event = invitation.event
    cancelled = event.state is EventState.CANCELLED
    return not cancelled and now() < closes_at(event.answer_before, event.starts_at)


def page(template: str, token: str, invitation: Invitation, **values: object) -> str:
    """Render a page of an invitee."""
    event = invitation.event
    context = {
        "token": token,
        "invitation": invitation,
        "event": event,
        "network": event.network,
        "contact": invitation.contact,
        "closes_at": closes_at(event.answer_before, event.starts_at),
        "party": Party(invitation),
        "programme_rows": _programme_rows(event),
        "outcome": None,
        "fields": None,
        "address": address,
        "alike": partial(_alike, event, "invitee"),
    }
    return render_template(template, **{**context, **values})


def address(endpoint: str, token: str, **values: object) -> str:
    """Give the address of a page of this link, in the language that was asked for."""
    return url_for(endpoint, token=token, lang=request.args.get("lang"), **values)  # type: ignore[arg-type]


def _blank_fields(form: AnswerForm, event: Event) -> Markup:
    """Give what follows a yes, as everybody sees it who did not answer yet."""
    rows = _programme_rows(event)
    return _alike(event, "answer_form", "answer_fields", form, event, hidden=True, parts=rows)


def _alike(event: Event, component: str, macro: str, *values: object, **options: object) -> Markup:
    """Give a part of the page that every invitee of an event sees alike.

    A change of the event or its network moves their ``updated_at``.
    """

    def make() -> Markup:
        macros = current_app.jinja_env.get_template(f"components/{component}.html").module
        part: Markup = getattr(macros, macro)(*values, **options)
        return part

    moments = event.updated_at, event.network.updated_at
    return keeping.remembered((macro, event.uid, *moments, str(get_locale())), make)


def _programme_rows(event: Event) -> list[dict[str, Any]]:
    """Give the programme, which every invitee sees alike; a change of it moves ``updated_at``."""
    version = ("programme", event.uid, event.updated_at, str(get_locale()))
    return keeping.remembered(version, lambda: [_row(item) for item in programme(event.id)])


def _row(item: ProgrammeItem) -> dict[str, Any]:
    zone = item.event.time_zone
    names = [speaker.name for speaker in item.speakers]
    rooms = [item.room.name] if item.room else []
    return {
        "time": templating.clock(item.starts_at, zone),
        "datetime": item.starts_at.isoformat(),
        "title": item.title,
        "kind": item.kind,
        "starts_at": item.starts_at,
        "sub": " · ".join([*([listed(names)] if names else []), *rooms]),
    }


def _next_page(invitation: Invitation) -> str:
    return "invitee_badge.show" if Party(invitation).confirmed else "invitee_answer.show"


class Party:
    """Who comes with an invitation, for its pages."""

    def __init__(self, invitation: Invitation) -> None:
        people = invitation.attendees
        self.confirmed = [person for person in people if person.place is Place.CONFIRMED]
        self.waiting = [person for person in people if person.place is Place.WAITLISTED]
        self.companions = [
            clean_text(person.name)
            for person in people
            if person.kind is AttendeeKind.COMPANION and person.place is not Place.NONE
        ]
