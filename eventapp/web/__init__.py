"""Pages and forms, by audience."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from eventapp.formats.links import Links
from eventapp.web import (
    accounts,
    context,
    csrf,
    errors,
    headers,
    keeping,
    language,
    look,
    request_log,
    routes,
    sessions,
    static_files,
    templating,
    unchanged,
)
from eventapp.web.door import front


def init_app(app: Flask, config: Config) -> None:
    """Add everything that answers requests."""
    app.config.update(
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="olievlek",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_https,
        PREFERRED_URL_SCHEME="https" if config.is_https else "http",
    )
    app.jinja_environment = templating.Environment
    app.extensions["links"] = Links(
        base_url=config.base_url, keys=(config.secret_key, *config.secret_key_fallbacks)
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    request_log.init_app(app, config)
    sessions.init_app(app)
    language.init_app(app)
    csrf.init_app(app, config)
    accounts.init_app(app)
    context.init_app(app)
    templating.init_app(app)
    look.init_app(app)
    routes.init_app(app)
    errors.init_app(app)
    headers.init_app(app, config)
    keeping.init_app(app)
    front.init_app(app, config)
    unchanged.init_app(app, config)
    static_files.init_app(app)
