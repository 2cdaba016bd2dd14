"""Which language a reader gets."""

from flask import Flask, g, request, session
from flask_babel import Babel
from flask_security import current_user

LANGUAGES = ("nl", "en")


def init_app(app: Flask) -> None:
    """Translate pages: Dutch unless the reader asks for English."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "nl")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "UTC")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=select_language)
    app.before_request(remember_choice)


def select_language() -> str:
    """Choose: asked for in the address or form, the reader's own, the browser's, Dutch."""
    asked = request.values.get("lang") if request else None
    if asked in LANGUAGES:
        return str(asked)
    own = g.get("reader_language")
    if own in LANGUAGES:
        return str(own)
    if getattr(current_user, "is_authenticated", False):
        return str(current_user.language)
    if session.get("lang") in LANGUAGES:
        return str(session["lang"])
    return request.accept_languages.best_match(LANGUAGES, default="nl") or "nl"


def remember_choice() -> None:
    """Keep the language a visitor of a public page chose; token pages keep no cookie."""
    asked = request.args.get("lang")
    if asked in LANGUAGES and request.blueprint and not request.blueprint.startswith("invitee"):
        session["lang"] = asked
