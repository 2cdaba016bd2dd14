"""Which language a reader gets."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request, session
from flask_babel import Babel, get_translations
from flask_security import current_user
from werkzeug.exceptions import HTTPException

from eventapp.web.numbers import Texts, in_text

LANGUAGES = ("nl", "en")


def init_app(app: Flask) -> None:
    """Translate pages: Dutch unless the reader asks for English."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "nl")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "UTC")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=select_language).domain_instance = Texts()
    app.before_request(remember_choice)
    app.jinja_env.globals.update(same_page_in=same_page_in)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: texts().ugettext(text),
        ngettext=lambda one, many, number: in_text(texts().ungettext(one, many, number), number),
        newstyle=True,
    )
    words = app.jinja_env.globals
    words["_"] = words["gettext"]  # else each word is looked up by two calls


def texts() -> Any:
    """Give the translations of the language a page is in.

    Flask-Babel finds them anew for every word, and a list has a thousand; kept beside the
    language that it notes for the request, they change with it.
    """
    noted = g.get("_flask_babel")
    language = getattr(noted, "babel_locale", None)
    if noted is None or language is None:
        return get_translations()
    found = getattr(noted, "texts", None)
    if found is None or found[0] is not language:
        found = noted.texts = (language, get_translations())
    return found[1]


def select_language() -> str:
    """Choose: asked for in the address or form, an invitee's own, chosen before, the
    user's own, the browser's, Dutch."""
    if not request:
        return "nl"
    for language in (asked(), g.get("reader_language"), session.get("lang")):
        if language in LANGUAGES:
            return str(language)
    if getattr(current_user, "is_authenticated", False):
        return str(current_user.language)
    return request.accept_languages.best_match(LANGUAGES, default="nl") or "nl"


def asked() -> str | None:
    """Read what a link or form asks for; a form too large to read asks for nothing."""
    if "lang" in request.args:
        return request.args["lang"]
    try:
        return request.form.get("lang")
    except HTTPException:
        return None


def same_page_in(language: str) -> str:
    """Give the address of this page in a language, with what was asked of it, such as a filter."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"?{urlencode([*kept, ('lang', language)])}"


def remember_choice() -> None:
    """Keep the language a visitor of a page with a cookie chose; token pages keep none."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and request.blueprint and not request.blueprint.startswith("invitee"):
        session["lang"] = chosen


def forget_choice() -> None:
    """Follow the user's own language again."""
    session.pop("lang", None)
