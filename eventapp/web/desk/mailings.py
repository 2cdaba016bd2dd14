"""The mailings of an event: pick recipients, write, look, send."""

from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventapp.database import transaction
from eventapp.formats.letter import Letter
from eventapp.models.event import Event
from eventapp.models.mailing import Mailing
from eventapp.models.register import Contact
from eventapp.queries import mailing as queries
from eventapp.queries.counts import EventCounts, event_counts
from eventapp.queries.to_do import unsettled
from eventapp.rules import placeholders
from eventapp.rules.access import Role
from eventapp.rules.event import EventState, closes_at
from eventapp.rules.mailing import Audience, MailingState, can_remind
from eventapp.services import letters
from eventapp.services import mailing as service
from eventapp.services.mailing import SendOutcome
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk import first_text, mail_page
from eventapp.web.desk.forms.mailing import AUDIENCES, RecipientsForm, TextForm

blueprint = Blueprint("desk_mailings", __name__, url_prefix="/desk/<network_slug>/<event_slug>")
ONE = "/mailings/<int(max=2147483647):mailing_id>"
MOST_DIGITS = 9


@blueprint.get("/mailings")
def list_(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Show what was sent for an event, and the drafts."""
    event = access.member_event(network_slug, event_slug)
    return _page("list", event, rows=queries.of_event(event.id))


def reminds(event: Event, counts: EventCounts) -> bool:
    """Tell whether a reminder can be begun."""
    closes = closes_at(event.answer_before, event.starts_at)
    return can_remind(
        event_state=event.state, closes_at=closes, unanswered=counts.unanswered, now=now()
    )


@blueprint.post("/mailings")
def begin(network_slug: str, event_slug: str) -> ResponseReturnValue:
    """Begin an invitation or a reminder with a text that can be sent as it is."""
    event = access.member_event(network_slug, event_slug, needs=Role.ORGANISER)
    is_reminder = request.form.get("audience") == Audience.UNANSWERED.value
    subject, body = _first_text(event, is_reminder=is_reminder)
    with transaction():
        mailing = service.draft(
            event,
            subject=subject,
            body=body,
            actor=access.actor(),
            now=now(),
            audience=Audience.UNANSWERED if is_reminder else None,
        )
    return _to("text" if is_reminder else "recipients", event, mailing)


@blueprint.get(f"{ONE}/")
def show(network_slug: str, event_slug: str, mailing_id: int) -> ResponseReturnValue:
    """Show how far a mailing is; a draft goes on where it was left."""
    event, mailing = access.member_mailing(network_slug, event_slug, mailing_id)
    if mailing.state is MailingState.DRAFT:
        return _to("text" if mailing.audience else "recipients", event, mailing)
    reader = queries.first_addressee(mailing)
    return _page(
        "show",
        event,
        mailing=mailing,
        row=queries.row(mailing),
        reader=reader,
        sample=_sample(mailing, reader) if _has_example(mailing) else None,
    )


@blueprint.get(f"{ONE}/delivery")
def delivery(network_slug: str, event_slug: str, mailing_id: int) -> ResponseReturnValue:
    """Give the part of that page that asks for itself anew while mails are on their way."""
    event, mailing = access.member_mailing(network_slug, event_slug, mailing_id)
    return render_template(
        "desk/mailings/delivery.html",
        network=event.network,
        event=event,
        mailing=mailing,
        row=queries.row(mailing),
        to_folder=mail_page.goes_to_folder(),
        comes_alone=True,
    )


@blueprint.route(f"{ONE}/recipients", methods=["GET", "POST"])
def recipients(network_slug: str, event_slug: str, mailing_id: int) -> ResponseReturnValue:
    """Choose who gets a mailing."""
    event, mailing = _draft(network_slug, event_slug, mailing_id)
    form = RecipientsForm(
        audience=mailing.audience.value if mailing.audience else None,
        tag=mailing.audience_value.get("tag"),
    )
    reach = queries.reach(mailing, now())
    form.offer(queries.tags(event.network_id), reach.tags)
    if form.validate_on_submit():
        audience = Audience(form.audience.data)
        with transaction():
            kept = service.address(
                mailing,
                audience,
                tag_id=form.tag.data or None,
                actor=access.actor(),
                now=now(),
            )
        if not kept:
            return _too_late(event, mailing_id)
        return _to("pick" if audience is Audience.HAND else "text", event, mailing)
    chosen = queries.recipients(mailing, now())
    page = _page("recipients", event, mailing=mailing, form=form, chosen=chosen, reach=reach)
    return page, 422 if form.errors else 200


@blueprint.route(f"{ONE}/pick", methods=["GET", "POST"])
def pick(network_slug: str, event_slug: str, mailing_id: int) -> ResponseReturnValue:
    """Tick contacts; the ticks stay over searches and pages, also without JavaScript."""
    event, mailing = _draft(network_slug, event_slug, mailing_id)
    posted = request.method == "POST"
    words = (request.form if posted else request.args).get("q", "")[:100]
    if posted:
        step = request.form.get("step", "")
        further = step == "search" or step.startswith("after-")
        with transaction():
            actor, moment = access.actor(), now()
            kept = service.address(mailing, Audience.HAND, actor=actor, now=moment)
            kept = kept and service.pick(
                mailing,
                shown=_ids("shown"),
                ticked=_ids("contact"),
                done=not further,
                actor=actor,
                now=moment,
            )
        if not kept:
            return _too_late(event, mailing_id)
        if not further:
            return _to("text", event, mailing)
        after = step.removeprefix("after-") if step != "search" else None
        return _to("pick", event, mailing, q=words or None, after=after)
    picks = queries.candidates(mailing, words, request.args.get("after", ""))
    ticked = set(mailing.audience_value.get("contacts", []))
    return _page("pick", event, mailing=mailing, picks=picks, ticked=ticked, words=words)


def _ids(name: str) -> list[int]:
    values = request.form.getlist(name)
    return [int(value) for value in values if value.isdecimal() and len(value) <= MOST_DIGITS][
        :1000
    ]


@blueprint.route(f"{ONE}/text", methods=["GET", "POST"])
def text(network_slug: str, event_slug: str, mailing_id: int) -> ResponseReturnValue:
    """Write the text and see it as one of its readers will; what is typed is always kept."""
    event, mailing = _draft(network_slug, event_slug, mailing_id)
    form = TextForm(base_url=access.links().base_url, subject=mailing.subject, body=mailing.body)
    if not form.is_submitted():
        if not can_be_sent(mailing):
            form.validate()
        return _compose(event, mailing, form)
    subject, body = form.subject.data or "", (form.body.data or "").replace("\r\n", "\n")
    with transaction():
        kept = service.write(
            mailing, subject=subject[:200], body=body[:40_000], actor=access.actor(), now=now()
        )
    if not kept:
        return _too_late(event, mailing_id)
    if not form.validate():
        return _compose(event, mailing, form), 422
    step, reader = request.form.get("step", ""), request.form.get("reader") or None
    if step == "test":
        return _send_test(event, mailing)
    if step == "next":
        return _to("confirm", event, mailing, reader=reader)
    flash(_("The text is saved."), "ok")
    return _to("text", event, mailing, reader=reader)


def _first_text(event: Event, *, is_reminder: bool) -> tuple[str, str]:
    with force_locale(event.network.language):
        return first_text.reminder(event) if is_reminder else first_text.invitation(event)


def _compose(event: Event, mailing: Mailing, form: TextForm) -> str:
    chosen = queries.recipients(mailing, now())
    reader = queries.reader(mailing, request.values.get("reader", ""), now())
    sample = _sample(mailing, reader) if can_be_sent(mailing) else None
    is_reminder = mailing.audience is Audience.UNANSWERED
    return _page(
        "text",
        event,
        mailing=mailing,
        form=form,
        chosen=chosen,
        reader=reader,
        readers=chosen.names,
        sample=sample,
        is_untouched=(mailing.subject, mailing.body) == _first_text(event, is_reminder=is_reminder),
        words=list(placeholders.Placeholder),
    )


def can_be_sent(mailing: Mailing) -> bool:
    """Tell whether the text that was kept has nothing wrong with it."""
    form = TextForm(
        base_url=access.links().base_url,
        formdata=None,
        subject=mailing.subject,
        body=mailing.body,
        meta={"csrf": False},
    )
    return bool(form.validate())


def _has_example(mailing: Mailing) -> bool:
    """Tell whether a mail could leave as it stands; what was sent must be able to leave again."""
    was_sent = mailing.state is not MailingState.DRAFT
    if was_sent and service.refusal(mailing.event, now()) is not None:
        return False
    return can_be_sent(mailing)


def _sample(mailing: Mailing, reader: Contact | None) -> Letter:
    return letters.sample(
        mailing,
        reader,
        links=access.links(),
        mail_from=mail_page.config().mail_from,
        now=now(),
    )


@blueprint.get(f"{ONE}/preview")
def preview(network_slug: str, event_slug: str, mailing_id: int) -> ResponseReturnValue:
    """Show a mail as one of its readers will see it, in a frame that can do nothing."""
    _event, mailing = access.member_mailing(network_slug, event_slug, mailing_id)
    if mailing.state is MailingState.DRAFT:
        _draft(network_slug, event_slug, mailing_id)
        reader = queries.reader(mailing, request.args.get("reader", ""), now())
    else:
        reader = queries.first_addressee(mailing)
    if not _has_example(mailing):
        abort(404)
    return mail_page.framed(_sample(mailing, reader).html)


def _send_test(event: Event, mailing: Mailing) -> ResponseReturnValue:
    visitor = access.user()
    sample = _sample(mailing, queries.reader(mailing, request.form.get("reader", ""), now()))
    with transaction():
        service.send_test(
            mailing, sample, to_address=visitor.email, to_name=visitor.name, now=now()
        )
    flash(_("A test email is on its way to %(address)s.", address=visitor.email), "ok")
    return _to("text", event, mailing, reader=request.form.get("reader") or None)


@blueprint.get(f"{ONE}/confirm")
def confirm(network_slug: str, event_slug: str, mailing_id: int) -> ResponseReturnValue:
    """Say what will be sent to whom before it is sent."""
    event, mailing = _draft(network_slug, event_slug, mailing_id)
    if not can_be_sent(mailing):
        return _to("text", event, mailing, check=1)
    reader = queries.reader(mailing, request.args.get("reader", ""), now())
    return _page(
        "confirm",
        event,
        mailing=mailing,
        chosen=queries.recipients(mailing, now()),
        published=event.state is EventState.PUBLISHED,
        in_time=now() < closes_at(event.answer_before, event.starts_at),
        reader=reader,
        sample=_sample(mailing, reader),
        unsettled=[] if mailing.audience is Audience.UNANSWERED else unsettled(event),
    )


@blueprint.post(f"{ONE}/send")
def send(network_slug: str, event_slug: str, mailing_id: int) -> ResponseReturnValue:
    """Invite everybody it is for, and leave the mails to the worker."""
    event, mailing = access.member_mailing(
        network_slug, event_slug, mailing_id, needs=Role.ORGANISER
    )
    with transaction():
        locked = service.lock(event.id, mailing_id)
        outcome, number = (
            service.send(locked, actor=access.actor(), now=now())
            if locked
            else (SendOutcome.ALREADY_SENT, 0)
        )
    if outcome is SendOutcome.SENT:
        flash(_what_left(mailing, number), "ok")
        return _to("show", event, mailing)
    flash(refusals()[outcome], "error")
    return _to("show" if outcome is SendOutcome.ALREADY_SENT else "confirm", event, mailing)


def _what_left(mailing: Mailing, number: int) -> str:
    said: str
    if mail_page.goes_to_folder():
        said = ngettext(
            "%(num)s email goes to the email log.", "%(num)s emails go to the email log.", number
        )
    elif mailing.audience is Audience.UNANSWERED:
        said = ngettext(
            "%(num)s reminder is on its way.", "%(num)s reminders are on their way.", number
        )
    else:
        said = ngettext(
            "%(num)s invitation is on its way.", "%(num)s invitations are on their way.", number
        )
    return said


def refusals() -> dict[SendOutcome, str]:
    """Say why a mailing was not sent."""
    return {
        SendOutcome.NOBODY: _("Nothing was sent: there is nobody to send it to."),
        SendOutcome.ALREADY_SENT: _("This mailing has already been sent. Nobody gets it twice."),
        SendOutcome.NOT_PUBLISHED: _("Nothing was sent: the event is not published."),
        SendOutcome.TOO_LATE: _("Nothing was sent: nobody can answer any more."),
    }


@blueprint.post(f"{ONE}/discard")
def discard(network_slug: str, event_slug: str, mailing_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    event, _mailing = _draft(network_slug, event_slug, mailing_id)
    with transaction():
        locked = service.lock(event.id, mailing_id)
        gone = locked is not None and service.discard(locked, actor=access.actor(), now=now())
    flash(_("The draft is discarded.") if gone else _("Nothing was changed."), "ok")
    return redirect(url_for(".list_", network_slug=network_slug, event_slug=event_slug), 303)


def _draft(network_slug: str, event_slug: str, mailing_id: int) -> tuple[Event, Mailing]:
    """Give a mailing that can still be changed; one that was sent shows itself instead."""
    event, mailing = access.member_mailing(
        network_slug, event_slug, mailing_id, needs=Role.ORGANISER
    )
    if mailing.state is not MailingState.DRAFT:
        abort(_to("show", event, mailing))
    return event, mailing


def _too_late(event: Event, mailing_id: int) -> ResponseReturnValue:
    """Say that somebody sent or threw away a draft while it was worked on."""
    flash(_("Nothing was changed: somebody sent this mailing or discarded it."), "warn")
    at: dict[str, Any] = {"network_slug": event.network.slug, "event_slug": event.slug}
    if queries.find(event.id, mailing_id) is None:
        return redirect(url_for(".list_", **at), 303)
    return redirect(url_for(".show", mailing_id=mailing_id, **at), 303)


def to_whom(mailing: Mailing) -> str:
    """Say whom a mailing is for, with the name of the label; nothing while nobody is chosen."""
    if mailing.audience is None:
        return ""
    label = queries.tag_of(mailing) if mailing.audience is Audience.TAG else None
    if label is not None:
        return str(_("Contacts with the label %(name)s", name=label.name))
    return str(AUDIENCES[mailing.audience])


def _page(name: str, event: Event, **values: object) -> str:
    counts = event_counts([event.id])[event.id]
    mailing = values.get("mailing")
    return render_template(
        f"desk/mailings/{name}.html",
        network=event.network,
        event=event,
        counts=counts,
        can_remind=reminds(event, counts),
        to_whom=to_whom(mailing) if isinstance(mailing, Mailing) else "",
        can_edit=access.may_edit(),
        to_folder=mail_page.goes_to_folder(),
        **values,
    )


def _to(view: str, event: Event, mailing: Mailing, **values: Any) -> Response:
    address = url_for(
        f".{view}",
        network_slug=event.network.slug,
        event_slug=event.slug,
        mailing_id=mailing.id,
        **values,
    )
    return make_response(redirect(address, 303))
