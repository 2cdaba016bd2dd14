"""The bar above the list of answers: the same for everybody who is chosen."""

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.database import transaction
from eventapp.models.event import Event
from eventapp.rules.access import Role
from eventapp.rules.chosen import Kept, Step
from eventapp.rules.delivery import Drop
from eventapp.rules.rsvp import Promotion
from eventapp.services import chosen as service
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk import mail_page
from eventapp.web.desk.forms.chosen import ChosenForm

blueprint = Blueprint("desk_chosen", __name__, url_prefix="/desk/<network_slug>/<event_slug>")


@blueprint.post("/answers/chosen")
def act(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Send invitations again or give places, and say what became of whom."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    form = ChosenForm()
    if not form.validate():
        flash(_("Nothing was done: first tick the people it is for."), "warn")
    elif form.step.data == Step.PLACE.value:
        with transaction():
            given = service.promote(event, form.ids(), actor=access.actor(), now=now())
        given[Promotion.GONE] += form.left_out()
        say_given(+given)
    else:
        with transaction():
            sent = service.send_again(event, form.ids(), actor=access.actor(), now=now())
        sent[Drop.REVOKED] += form.left_out()
        mail_page.nudge()
        say_sent(+sent)
    return redirect(_list_url(event, form), 303)


def say_sent(counted: Counter[Drop | Kept | None]) -> None:
    """Say how many get the invitation again, and why the others do not."""
    number = counted.pop(None, 0)
    if number:
        flash(
            ngettext(
                "%(num)d person gets the invitation again.",
                "%(num)d people get the invitation again.",
                number,
            ),
            "ok",
        )
    if counted:
        reasons = " ".join(kept_words(reason, left) for reason, left in counted.items() if reason)
        flash(_("Not sent to everybody. %(reasons)s", reasons=reasons), "warn")


def kept_words(reason: Drop | Kept, number: int) -> str:
    """Say how many do not get their invitation again, and why."""
    texts = {
        Drop.NO_ADDRESS: ngettext(
            "%(num)d person has no email address.", "%(num)d people have no email address.", number
        ),
        Drop.ANSWERED: ngettext(
            "%(num)d person has answered.", "%(num)d people have answered.", number
        ),
        Drop.UNSUBSCRIBED: ngettext(
            "%(num)d person wants no invitations by email.",
            "%(num)d people want no invitations by email.",
            number,
        ),
        Drop.TOO_LATE: _("Nobody can answer any more."),
        Drop.NOT_PUBLISHED: _("The event is not published."),
        Kept.NEVER_SENT: ngettext(
            "%(num)d person never got an invitation by email.",
            "%(num)d people never got an invitation by email.",
            number,
        ),
        Kept.UNDER_WAY: ngettext(
            "%(num)d email is already on its way.",
            "%(num)d emails are already on their way.",
            number,
        ),
        Kept.RECENT: ngettext(
            "%(num)d person got it less than twelve hours ago.",
            "%(num)d people got it less than twelve hours ago.",
            number,
        ),
        Kept.UNSURE: ngettext(
            "%(num)d email may already have arrived: ask, and create a new link on that person's "
            "page.",
            "%(num)d emails may already have arrived: ask, and create new links on those "
            "people's pages.",
            number,
        ),
    }
    return str(texts.get(reason, gone_words(number)))


def gone_words(number: int) -> str:
    """Say how many are not in the list any more."""
    return str(
        ngettext(
            "%(num)d person is no longer in this list.",
            "%(num)d people are no longer in this list.",
            number,
        )
    )


def say_given(counted: Counter[Promotion]) -> None:
    """Say how many have their places now, and why the others do not."""
    number = counted.pop(Promotion.PROMOTED, 0)
    if number:
        flash(
            ngettext(
                "%(num)d invitee has a place now and gets an email about it.",
                "%(num)d invitees have a place now and get an email about it.",
                number,
            ),
            "ok",
        )
        counted.pop(Promotion.NOBODY_WAITS, None)  # who has a place or said no was ticked along
    if counted:
        reasons = " ".join(left_words(reason, left) for reason, left in counted.items())
        flash(_("Not everybody got a place. %(reasons)s", reasons=reasons), "warn")


def left_words(reason: Promotion, number: int) -> str:
    """Say how many got no place, and why."""
    texts = {
        Promotion.FULL: ngettext(
            "%(num)d invitee is still waiting: there are not enough places.",
            "%(num)d invitees are still waiting: there are not enough places.",
            number,
        ),
        Promotion.NOBODY_WAITS: ngettext(
            "%(num)d person is not waiting.", "%(num)d people are not waiting.", number
        ),
        Promotion.GONE: gone_words(number),
        Promotion.TOO_LATE: _("The event has begun or is cancelled. Let people in at the door."),
    }
    return str(texts[reason])


def _list_url(event: Event, form: ChosenForm) -> str:
    """Give the part of the list that the choice was made in."""
    shown: dict[str, Any] = form.shown()
    return url_for(
        "desk_answers.list_", network_slug=event.network.slug, event_slug=event.slug, **shown
    )
