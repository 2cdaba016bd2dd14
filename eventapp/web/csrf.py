"""Protection against forms that another site submits."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFProtect

from config import Config

# These rely on the token in their address or header, not on a cookie.
EXEMPT_BLUEPRINTS = frozenset({"invitee_answer", "invitee_unsubscribe", "door_api"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


def init_app(app: Flask, config: Config) -> None:
    """Demand a CSRF token, and an Origin of our own, of every form that relies on a cookie."""
    app.config.update(
        WTF_CSRF_SSL_STRICT=False,  # our token pages send no Referer; the Origin is checked here
        WTF_CSRF_TIME_LIMIT=None,  # a form left open for a day still works
        WTF_CSRF_CHECK_DEFAULT=False,  # checked below, after the exemptions
    )
    csrf.init_app(app)

    @app.before_request
    def protect() -> None:
        if request.method in SAFE_METHODS or request.blueprint in EXEMPT_BLUEPRINTS:
            return
        if request.endpoint is None:
            return
        origin = request.headers.get("Origin")
        if origin is not None and not is_own(origin, config):
            abort(403)
        csrf.protect()


def is_own(origin: str, config: Config) -> bool:
    """Tell whether an Origin header names this installation; at home it has several names."""
    if origin == config.base_url:
        return True
    if config.is_production:
        return False
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:  # half an IPv6 address, for instance
        return False
