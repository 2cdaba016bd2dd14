"""Pages for what went wrong: what happened, what was kept, what to do."""

from math import ceil

from flask import Flask, abort, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.wrappers import Response

from eventapp.database import db, trouble_of
from eventapp.rules.trouble import Trouble

NUL = "\x00"  # PostgreSQL cannot store it, and no page may hold it
LONGEST_FIELD_NAME = 100  # a list of fields numbers its names, and Python reads no endless number
NEVER_REPEATED = "password"  # part of the names of fields that no page may hold
LAST_RESORT = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Olievlek</title></head><body>
<h1>Er ging bij ons iets mis</h1>
<p>Er is niets half bewaard. Probeer het over een minuut opnieuw.</p>
<p lang="en">Something went wrong on our side. Nothing was half-saved. Try again in a minute.</p>
</body></html>
"""
CODES = {Trouble.FULL: 507, Trouble.BUSY: 503, Trouble.AWAY: 503}
RETRY_AFTER = "30"  # seconds


def init_app(app: Flask) -> None:
    """Answer every error with a page in the reader's language."""
    app.before_request(refuse_what_is_no_text)
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(Exception, show_failure)


def refuse_what_is_no_text() -> None:
    """Answer 400 to a NUL in an address or form, and to a field no form of ours can have."""
    sent = [request.path, *request.args.values()]
    if request.method in {"POST", "PUT", "PATCH"} and not request.is_json:
        sent += [text for texts in request.form.listvalues() for text in texts]
        sent += [NUL for name in request.form if len(name) > LONGEST_FIELD_NAME]
    if any(NUL in text for text in sent):
        abort(400)


def show_expired_form(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose CSRF token does not fit the cookie."""
    return page(
        400,
        _("This form no longer belongs to your session"),
        _(
            "You were logged out or logged in again in between. Nothing was saved. "
            "Go back, copy what you typed, open the page anew and send it again."
        ),
    )


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Answer an expected error, with the headers that belong to it."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error.get_response()
    title, text = words_of(error)
    response = make_response(page(code, title, text))
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def show_failure(error: Exception) -> ResponseReturnValue:
    """Answer an error nobody expected, and leave it in the log."""
    trouble = trouble_of(error)
    if trouble is not None:
        return show_trouble(trouble, error)
    if current_app.testing:
        raise error
    current_app.logger.exception("unexpected error")
    db.session.rollback()
    try:
        return page(500, *words(500))
    except Exception:  # the database is gone, perhaps: the frame of a page needs it
        current_app.logger.exception("the error page failed too")
        return Response(LAST_RESORT, 500, mimetype="text/html")


def show_trouble(trouble: Trouble, error: Exception) -> ResponseReturnValue:
    """Answer that nothing can be stored now, with all that was filled in and a button."""
    cause = getattr(error, "orig", None) or error
    current_app.logger.error("nothing can be stored (%s): %s", trouble.value, cause)
    code = CODES[trouble]
    try:
        db.session.rollback()
        answer: Response = make_response(
            page(code, *trouble_words(trouble), again=True, kept=kept())
        )
    except Exception:  # a database that cannot be read cannot frame a page either
        db.session.remove()
        answer = Response(LAST_RESORT, code, mimetype="text/html")
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def kept() -> list[tuple[str, str]] | None:
    """Give what was filled in, to send again; None for what should not stand in a page."""
    if request.method != "POST" or request.files:
        return None
    if any(NEVER_REPEATED in name for name in request.form):
        return None
    return list(request.form.items(multi=True))


def trouble_words(trouble: Trouble) -> tuple[str, str]:
    """Say what is the matter, what was kept and what to do."""
    texts = {
        Trouble.FULL: (
            _("Our disk is full"),
            _(
                "Nothing is saved now, and nothing was half-saved. "
                "All that was saved before is still there. Try again in a few minutes. "
                "Does it stay? Tell whoever looks after this server that it cannot write any more."
            ),
        ),
        Trouble.BUSY: (
            _("It is too busy to save this now"),
            _(
                "Nothing is saved now, and nothing was half-saved. "
                "All that was saved before is still there. Wait half a minute and try again."
            ),
        ),
        Trouble.AWAY: (
            _("Our database does not answer"),
            _(
                "Nothing was half-saved. "
                "Wait a minute, look whether this was saved, and try again if it was not."
            ),
        ),
    }
    return texts[trouble]


def words_of(error: HTTPException) -> tuple[str, str]:
    """Say what an error means; for too many tries also how long to wait."""
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        minutes = ceil(error.retry_after / 60)
        return _("Too many tries"), ngettext(
            "Wait %(num)d minute and try again. Nothing was changed.",
            "Wait %(num)d minutes and try again. Nothing was changed.",
            minutes,
        )
    return words(error.code or 500)


def words(code: int) -> tuple[str, str]:
    """Say what an error code means, and what to do."""
    texts = {
        400: (
            _("Part of what you sent cannot be stored"),
            _("It holds a character that is no text. Nothing was saved. Go back and type it anew."),
        ),
        401: (
            _("Log in first"),
            _("This page is for organisers. Log in and open the address again."),
        ),
        403: (
            _("You may not do this"),
            _(
                "Nothing was changed. "
                "Ask an owner of the network to do it, or to give you more rights."
            ),
        ),
        404: (
            _("This page does not exist"),
            _(
                "The address is wrong, or what stood here is gone. "
                "Check the address, or start at the front page."
            ),
        ),
        405: (_("This does not work here"), _("Nothing was changed. Go back and use the button.")),
        410: (
            _("This link no longer works"),
            _("Look in the newest mail from us for a link that works."),
        ),
        413: (
            _("This file is too large"),
            _("Nothing was saved. A file may be 10 MB at most. Go back and choose a smaller one."),
        ),
        429: (
            _("Too many tries"),
            _("Wait a few minutes and try again. Nothing was changed."),
        ),
        500: (
            _("Something went wrong on our side"),
            _(
                "Nothing was half-saved. Try again in a minute. "
                "Does it stay? Tell the organisers what you did."
            ),
        ),
    }
    return texts.get(
        code, (_("This did not work"), _("Nothing was changed. Go back and try again."))
    )


def page(code: int, title: str, text: str, **values: object) -> ResponseReturnValue:
    """Render an error page, or JSON where a script asked."""
    if request.path.startswith("/door/api/"):
        return jsonify({"error": title}), code
    context = {"code": code, "title": title, "text": text, "again": False, "kept": None}
    number = g.get("request_id", "")
    html = render_template("public/error.html", **{**context, "number": number, **values})
    return html, code
