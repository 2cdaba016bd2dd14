"""Every mail of a network: where it is, and what its reader sees."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape
from werkzeug.http import dump_options_header

from eventapp.database import transaction
from eventapp.formats import mail_parts
from eventapp.formats.mail_parts import MailParts
from eventapp.models.mailing import Message
from eventapp.queries import post as queries
from eventapp.rules.access import Role
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.names import clean_text
from eventapp.services import mailing as service
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk import mail_page
from eventapp.web.desk.mail_words import kind_word, state_sentence

blueprint = Blueprint("desk_post", __name__, url_prefix="/desk/<network_slug>/post")
LONGEST_SEARCH = 100
ONE = "/<int(max=2147483647):message_id>"


@blueprint.get("/")
def list_(network_slug: str) -> ResponseReturnValue:
    """Show the mails of a network or of one of its events, newest first."""
    network = access.member_network(network_slug)
    slug = request.args.get("event", "")
    event = access.member_event(network_slug, slug) if slug else None
    event_id = event.id if event else None
    state = request.args.get("state", "")
    before = request.args.get("before", "")
    search = clean_text(request.args.get("q", ""))[:LONGEST_SEARCH]
    found = queries.of_network(
        network.id,
        event_id=event_id,
        states=queries.FILTERS.get(state),
        before=int(before) if before.isdecimal() and len(before) < 10 else None,
        search=search,
    )
    counts = queries.counts(network.id, event_id, search)
    may_wait = search or counts["waiting"]
    waiting, said = queries.waiting_for_server(network.id) if may_wait else (0, "")
    return render_template(
        "desk/post/list.html",
        network=network,
        event=event,
        post=found,
        state=state if state in queries.FILTERS else "",
        search=search,
        counts=counts,
        waiting=waiting,
        said=said,
        kind_word=kind_word,
        state_sentence=state_sentence,
        readable=readable(),
        to_folder=mail_page.goes_to_folder(),
    )


@blueprint.get(f"{ONE}/")
def show(network_slug: str, message_id: int) -> ResponseReturnValue:
    """Show one mail as its reader sees it, and where it is."""
    message = access.member_message(network_slug, message_id)
    return render_template(
        "desk/post/show.html",
        network=access.member_network(network_slug),
        message=message,
        parts=mail_parts.read(message.mime) if message.mime and readable() else None,
        kind=kind_word(message),
        sentence=state_sentence(message),
        readable=readable(),
        to_folder=mail_page.goes_to_folder(),
        may_resend=access.may_edit() and message.state is MessageState.FAILED,
    )


@blueprint.get(f"{ONE}/body")
def body(network_slug: str, message_id: int) -> ResponseReturnValue:
    """Show the HTML of a mail in a frame that can do nothing but open links."""
    parts = _parts(access.member_message(network_slug, message_id))
    return mail_page.framed(parts.html or f"<pre>{escape(parts.text)}</pre>")


@blueprint.get(f"{ONE}/attachment-<int(max=99):number>")
def attachment(network_slug: str, message_id: int, number: int) -> ResponseReturnValue:
    """Give a file that hangs on a mail."""
    files = _parts(access.member_message(network_slug, message_id)).attachments
    if not 1 <= number <= len(files):
        abort(404)
    file = files[number - 1]
    response = Response(file.content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = dump_options_header(
        "attachment", {"filename": file.name}
    )
    return response


@blueprint.post(f"{ONE}/again")
def again(network_slug: str, message_id: int) -> ResponseReturnValue:
    """Send a refused mail once more."""
    message = access.member_message(network_slug, message_id, needs=Role.ORGANISER)
    with transaction():
        queued = service.send_again(message, actor=access.actor(), now=now())
    if queued:
        mail_page.nudge()
        flash(_("The email is on its way again."), "ok")
    else:
        flash(_("Nothing was sent: only a refused email can be sent again."), "error")
    return redirect(url_for(".show", network_slug=network_slug, message_id=message_id), 303)


def readable() -> bool:
    """Tell whether this visitor may read mails here: they hold personal links.

    Real ones nobody may; those in a folder whoever may answer for others too.
    """
    return mail_page.goes_to_folder() and access.may_edit()


def _parts(message: Message) -> MailParts:
    if not readable() or message.mime is None or message.kind is MessageKind.ACCOUNT:
        abort(404)
    return mail_parts.read(message.mime)
