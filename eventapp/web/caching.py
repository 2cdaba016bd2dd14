"""Answers that need not travel twice: ETag and 304.

No Last-Modified: what a page shows changes with more than one row has a moment of, and an event
that is taken away leaves none.
"""

from flask import Response, request

from eventapp.web.keeping import Kept


def conditional(response: Response, kept: Kept) -> Response:
    """Let a reader ask whether anything changed since."""
    response.set_etag(kept.etag)
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def page(kept: Kept) -> Response:
    """Answer a page that everyone may see, in the reader's language."""
    response = Response(kept.content, mimetype="text/html")
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.cache_control.private = True
    return conditional(response, kept)


def calendar(kept: Kept, filename: str) -> Response:
    """Answer an iCalendar file."""
    response = Response(kept.content, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return conditional(response, kept)
