"""Saying that nothing changed before anything else wakes up: calendars ask every hour.

A view that everyone sees alike names what tells whether it changed (`watch`). The next time its
address is asked for with a tag, the rows of that are read first and the view is asked all the
same; does it say "not modified", then the rows are those of this tag. From then on reading them is
all: nothing is routed, no session opened, no user looked for. Each web process keeps its own.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from config import Config
from eventapp.database import Peephole
from eventapp.queries.public import Rows, Watch
from eventapp.web import request_log
from eventapp.web.clock import now
from eventapp.web.keeping import Shelf

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY = "eventapp.watched"
ASKED_BY = ("PATH_INFO", "HTTP_IF_NONE_MATCH", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING")
SAID_AGAIN = {"ETag", "Cache-Control", "Vary"}
NOT_MODIFIED = "304 NOT MODIFIED"
LONGEST = 500  # characters of what is kept of a question; browsers and calendars send less

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Watched:
    """What an answer depends on, until when, and the route of the log."""

    watch: Watch
    until: datetime | None
    route: str


@dataclass(frozen=True)
class Known:
    """The rows that belong to a tag, until when they tell all, and the headers of the answer."""

    watched: Watched
    rows: Rows
    headers: Headers


def init_app(app: Flask, config: Config) -> None:
    """Stand in front of the application."""
    through = app.extensions["peephole"]
    unchanged = Unchanged(app.wsgi_app, through, behind_proxy=bool(config.trusted_proxies))
    app.extensions["unchanged"] = unchanged
    app.wsgi_app = unchanged  # type: ignore[method-assign]


def watch(what: Watch, *, until: datetime | None) -> None:
    """Name what this answer depends on, and the moment at which time itself changes it."""
    route = request.url_rule.rule if request.url_rule else ""
    request.environ[KEY] = Watched(what, until, route)


class Unchanged:
    """The WSGI application in front of ours."""

    def __init__(self, inside: "WSGIApplication", through: Peephole, *, behind_proxy: bool) -> None:
        self.inside = inside
        self.through = through
        self.behind_proxy = behind_proxy
        self.watched: Shelf[str, Watched] = Shelf()
        self.known: Shelf[Hashable, Known] = Shelf()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer 304 when that is certain; else let the application answer, and learn of it."""
        if not may_be_known(environ):
            return self.inside(environ, start_response)
        began, path = perf_counter(), environ["PATH_INFO"]
        asked = tuple(environ.get(name, "") for name in ASKED_BY)
        watched = self.watched.get(path)
        rows = self.rows(watched)
        known = self.known.get(asked)
        if known is not None and (known.watched, known.rows) == (watched, rows):
            number = request_log.number_of(environ.get(request_log.ENVIRON), self.behind_proxy)
            start_response(NOT_MODIFIED, [*known.headers, (request_log.HEADER, number)])
            request_log.write_in_front(number, "GET", known.watched.route, 304, began)
            return []

        def learn(status: str, headers: Headers, *rest: Any) -> Callable[[bytes], object]:
            found: Watched | None = environ.get(KEY)
            if found is not None:
                self.watched.set(path, found)
                if status == NOT_MODIFIED and found == watched and rows is not None:
                    self.known.set(asked, Known(found, rows, kept_headers(headers)))
            return start_response(status, headers, *rest)

        return self.inside(environ, learn)

    def rows(self, watched: Watched | None) -> Rows | None:
        """Read what an answer depends on; None when it cannot be known or time has passed."""
        if watched is None or (watched.until is not None and now() >= watched.until):
            return None
        return watched.watch.rows(self.through)


def may_be_known(environ: "WSGIEnvironment") -> bool:
    """Tell whether everybody who asks so gets the same: without a cookie or a query."""
    return (
        "HTTP_IF_NONE_MATCH" in environ
        and environ["REQUEST_METHOD"] == "GET"
        and "HTTP_COOKIE" not in environ
        and not environ.get("QUERY_STRING")
        and sum(len(environ.get(name, "")) for name in ASKED_BY) <= LONGEST
    )


def kept_headers(headers: Headers) -> Headers:
    """Give what a 304 must say again (RFC 9110, section 15.4.5)."""
    return [(name, value) for name, value in headers if name in SAID_AGAIN]
