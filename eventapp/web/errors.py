"""Pages for what went wrong: what happened, what was kept, what to do."""

from time import monotonic

from flask import Flask, abort, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from eventapp.database import db, trouble_of
from eventapp.rules.trouble import Trouble
from eventapp.web.error_words import TROUBLES, words, words_of

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
READ_ON = 64 * 1024 * 1024  # bytes of what is too large
READ_AT_ONCE = 1024  # bytes: the server waits for all of them, and a slow sender must not hold it
READ_ON_FOR = 20  # seconds


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
            "You were logged out or logged in again in the meantime. Nothing was saved. Go back, "
            "copy what you typed, reload the page and send it again."
        ),
    )


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Answer an expected error, with the headers that belong to it."""
    code = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        read_on()
    if error.response is not None or code < 400:
        return error.get_response()
    title, text = words_of(error)
    response = make_response(page(code, title, text))
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def read_on() -> None:
    """Let a sender finish: closed halfway, browser and proxy see a broken line and no answer.

    One who takes too long is not waited for.
    """
    left, until = min(request.content_length or READ_ON, READ_ON), monotonic() + READ_ON_FOR
    while left > 0 and monotonic() < until:
        part = request.environ["wsgi.input"].read(min(READ_AT_ONCE, left))
        if not part:
            break
        left -= len(part)


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
        answer: Response = make_response(page(code, *TROUBLES[trouble], again=True, kept=kept()))
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


def page(code: int, title: object, text: object, **values: object) -> ResponseReturnValue:
    """Render an error page, or JSON where a script asked."""
    if request.path.startswith("/door/api/"):
        return jsonify({"error": str(title)}), code
    context = {"code": code, "title": title, "text": text, "again": False, "kept": None}
    number = g.get("request_id", "")
    html = render_template("public/error.html", **{**context, "number": number, **values})
    return html, code
