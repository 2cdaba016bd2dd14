"""The badges of an invitee's party, and the event for their calendar."""

from flask import Blueprint, Response, abort, redirect
from flask.typing import ResponseReturnValue

from eventapp.formats import qr
from eventapp.formats.ical import event_calendar
from eventapp.rules import badge_code
from eventapp.services import badges
from eventapp.services.calendars import calendar_event
from eventapp.web import access
from eventapp.web.invitee.answer import Party, address, page

blueprint = Blueprint("invitee_badge", __name__, url_prefix="/i/<token>")


@blueprint.get("/badge")
def show(token: str) -> ResponseReturnValue:
    """Show a badge for each person with a place; without a place, the way to one."""
    invitation = access.invitation(token)
    seated = Party(invitation).confirmed
    if not seated:
        return redirect(address("invitee_answer.show", token))
    codes = {
        person.position: badge_code.spaced(code)
        for person, code in zip(seated, badges.codes_of(seated), strict=True)
    }
    return page("invitee/badge.html", token, invitation, codes=codes)


@blueprint.get("/badge.png", defaults={"position": 1})
@blueprint.get("/badge-<int(max=999):position>.png")
def png(token: str, position: int) -> ResponseReturnValue:
    """Draw the QR of one person's badge."""
    invitation = access.invitation(token)
    people = [person for person in Party(invitation).confirmed if person.position == position]
    if not people:
        abort(404)
    content = qr.png(access.links().badge(badges.code_of(people[0])), scale=8)
    return private(Response(content, mimetype="image/png"))


@blueprint.get("/event.ics")
def calendar(token: str) -> ResponseReturnValue:
    """Give the event for a calendar: no names and no personal address in it."""
    event = access.invitation(token).event
    content = event_calendar(calendar_event(event, access.links()))
    response = Response(content, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return private(response)


def private(response: Response) -> Response:
    """Let only the reader's own browser keep an answer, and ask again each time."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response
