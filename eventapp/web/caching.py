"""Answers that need not travel twice: ETag, Last-Modified and 304."""

from collections.abc import Iterable
from datetime import datetime

from flask import Response, request


def conditional(response: Response, changed: Iterable[datetime]) -> Response:
    """Let a reader ask whether anything changed since; the newest moment is Last-Modified."""
    newest = max(changed, default=None)
    if newest is not None:
        response.last_modified = newest
    response.add_etag()
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def page(html: str, changed: Iterable[datetime]) -> Response:
    """Answer a page that everyone may see, in the reader's language."""
    response = Response(html, mimetype="text/html")
    response.vary.update(["Accept-Language", "Cookie"])
    response.cache_control.private = True
    return conditional(response, changed)


def calendar(content: bytes, filename: str, changed: Iterable[datetime]) -> Response:
    """Answer an iCalendar file."""
    response = Response(content, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return conditional(response, changed)
