"""Pages for what went wrong: what happened, what was kept, what to do."""

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from eventapp.database import db


def init_app(app: Flask) -> None:
    """Answer every error with a page in the reader's language."""
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(Exception, show_failure)


def show_expired_form(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose CSRF token does not fit the cookie."""
    return page(
        400,
        _("This form no longer belongs to your session"),
        _(
            "You were logged out or logged in again in between. Nothing was saved. Go back, copy what you typed, open the page anew and send it again."
        ),
    )


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Answer an expected error."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error.get_response()
    title, text = words(code)
    return page(code, title, text)


def show_failure(error: Exception) -> ResponseReturnValue:
    """Answer an error nobody expected, and leave it in the log."""
    if current_app.testing:
        raise error
    current_app.logger.exception("unexpected error")
    db.session.rollback()
    return page(500, *words(500))


def words(code: int) -> tuple[str, str]:
    """Say what an error code means, and what to do."""
    texts = {
        401: (
            _("Log in first"),
            _("This page is for organisers. Log in and open the address again."),
        ),
        403: (
            _("You may not do this"),
            _("Nothing was changed. Ask an owner of the network to do it, or to give you more rights."),
        ),
        404: (
            _("This page does not exist"),
            _("The address is wrong, or what stood here is gone. Check the address, or start at the front page."),
        ),
        405: (_("This does not work here"), _("Nothing was changed. Go back and use the button.")),
        410: (
            _("This link no longer works"),
            _("Look in the newest mail from us for a link that works."),
        ),
        413: (
            _("This file is too large"),
            _("Nothing was saved. A file may be 10 MB at most."),
        ),
        429: (
            _("Too many tries"),
            _("Wait a few minutes and try again. Nothing was changed."),
        ),
        500: (
            _("Something went wrong on our side"),
            _("Nothing was half-saved. Try again in a minute. Does it stay? Tell the organisers what you did."),
        ),
    }
    return texts.get(
        code, (_("This did not work"), _("Nothing was changed. Go back and try again."))
    )


def page(code: int, title: str, text: str) -> ResponseReturnValue:
    """Render an error page, or JSON where a script asked."""
    if request.path.startswith("/door/api/"):
        return jsonify({"error": title}), code
    return render_template("public/error.html", title=title, text=text), code
