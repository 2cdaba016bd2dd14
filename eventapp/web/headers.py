"""Headers on every answer."""

from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, request

from config import Config

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
SECRET_PATHS = ("/i/", "/u/", "/B/")
UNLISTED_PATHS = (*SECRET_PATHS, "/desk/", "/account/", "/door/")
# Secret too, but their forms rely on a cookie: under no-referrer a browser says "Origin: null",
# and the check in csrf.py would refuse it.
SECRET_FORMS = ("/door/pair/", "/account/reset/")


def init_app(app: Flask, config: Config) -> None:
    """Add the headers that keep pages and their addresses to ourselves."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        if "Location" in headers:
            headers["Location"] = within_this_site(headers["Location"])
        wanted = headers_of(request.path, config)
        present = {name.lower() for name, _value in headers}
        headers.extend({n: value for n, value in wanted.items() if n.lower() not in present})
        return response


def headers_of(path: str, config: Config) -> dict[str, str]:
    """Give the headers that every answer at an address has."""
    wanted = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
        "Referrer-Policy": referrer_policy(path),
    }
    if config.is_https:
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    if path.startswith(UNLISTED_PATHS):
        wanted |= {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
    return wanted


def within_this_site(location: str) -> str:
    """Leave out the host of a redirect: werkzeug adds a missing slash with the Host header's."""
    _scheme, host, path, query, fragment = urlsplit(location)
    if not host:
        return location
    return urlunsplit(("", "", f"/{path.lstrip('/')}", query, fragment))


def referrer_policy(path: str) -> str:
    """Choose how much of a page's address may travel on: of a secret one, never its path."""
    if path.startswith(SECRET_PATHS):
        return "no-referrer"
    return "strict-origin" if path.startswith(SECRET_FORMS) else "same-origin"
