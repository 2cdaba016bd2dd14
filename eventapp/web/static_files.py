"""Style sheets, scripts and typefaces, served by WhiteNoise with an address per version."""

import hashlib
import mimetypes
from collections.abc import Callable
from functools import cache
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from flask_compress import Compress
from whitenoise import WhiteNoise

DAY = 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Serve the static folder and compress what gains by it."""
    mimetypes.add_type("text/javascript", ".js")
    mimetypes.add_type("text/javascript", ".mjs")
    folder = Path(app.static_folder or "")

    @cache
    def version(name: str) -> str:
        path = folder / name
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static" and "filename" in values:
            values.setdefault("v", version(str(values["filename"])))

    app.jinja_env.globals["url_for"] = with_known_files(app.url_for)
    app.config.setdefault("COMPRESS_STREAMS", False)
    Compress(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=DAY,
        add_headers_function=_add_headers,
    )


def with_known_files(url_for: Callable[..., str]) -> Callable[..., str]:
    """Build the address of a file once: a page names twenty of them."""

    @cache
    def file_url(**values: object) -> str:
        return url_for("static", **values)

    def found(endpoint: str, **values: object) -> str:
        return file_url(**values) if endpoint == "static" else url_for(endpoint, **values)

    return found


def _add_headers(headers: Headers, path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if path.endswith(".js"):
        # Modules name each other without a version: a door phone must not mix old and new ones.
        headers["Cache-Control"] = "public, no-cache"
