"""Headers on every answer."""

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
SECRET_PATHS = ("/i/", "/u/", "/B/", "/door/pair/", "/account/reset/")


def init_app(app: Flask, config: Config) -> None:
    """Add the headers that keep pages and their addresses to ourselves."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        secret = request.path.startswith(SECRET_PATHS)
        headers.setdefault("Referrer-Policy", "no-referrer" if secret else "same-origin")
        if secret or request.path.startswith(("/desk/", "/account/", "/door/")):
            headers.setdefault("X-Robots-Tag", "noindex")
            headers.setdefault("Cache-Control", "no-store")
        if config.is_https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
