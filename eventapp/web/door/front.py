"""Letting somebody in, in front of Flask: a queue waits for that.

Only what reads alike in every language is answered here, for a phone that may scan and was seen
within the minute. Anything else goes on to the API before anything is written.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from io import BytesIO
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from config import Config
from eventapp.database import Direct, NotDone, Together, db, direct
from eventapp.queries.door import Device
from eventapp.rules.door import (
    DeviceState,
    ScanRequest,
    clock_error,
    is_seldom_seen,
    read_moment,
    read_request,
)
from eventapp.services import door, scans
from eventapp.services.scans import Verdict
from eventapp.web import headers, request_log
from eventapp.web.clock import now
from eventapp.web.door.answers import Json, answer_json, is_wordless
from eventapp.web.door.api import FRONT_ERROR
from eventapp.web.door.device import state_of, token_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/door/api/scans"
LONGEST = 2000  # bytes of a batch of one


def init_app(app: Flask, config: Config) -> None:
    """Stand in front of the application."""
    app.wsgi_app = Front(app, config)  # type: ignore[method-assign]


class Front:
    """The WSGI application in front of ours."""

    def __init__(self, app: Flask, config: Config) -> None:
        self.app = app
        self.inside: WSGIApplication = app.wsgi_app
        self.together = Together()
        self.behind_proxy = bool(config.trusted_proxies)
        self.headers = [
            ("Content-Type", "application/json"),
            *headers.headers_of(PATH, config).items(),
        ]

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one scan that needs no words; else let the application answer."""
        token = token_of(environ.get("HTTP_AUTHORIZATION", ""))
        if environ["PATH_INFO"] != PATH or not token:  # nobody else's body is waited for here
            return self.inside(environ, start_response)
        began, asked = perf_counter(), the_scan(environ)
        try:
            answer = None if asked is None else self.judged(asked, token)
        except Exception as error:
            environ[FRONT_ERROR] = error  # told inside, and not waited for twice
            answer = None
        if answer is None:
            return self.inside(environ, start_response)
        content = json.dumps({"results": [answer]}).encode()
        number = request_log.number_of(environ.get(request_log.ENVIRON), self.behind_proxy)
        length = ("Content-Length", str(len(content)))
        start_response("200 OK", [*self.headers, length, (request_log.HEADER, number)])
        request_log.write_in_front(number, "POST", PATH, 200, began)
        return [content]

    def judged(self, asked: ScanRequest, token: str) -> Json | None:
        """Judge a scan; None when the API has to say something about it."""
        moment = now()
        try:
            with direct(self.engine) as connection:
                found = scans.look(asked, door.digest(token), connection)
                if found is None:
                    return None
                device, facts = found
                if not is_at_work(device, moment):
                    return None
                verdict = scans.judge(asked, device, facts, now=moment)
                if not is_wordless(verdict.answer):
                    return None
                if verdict.is_news:
                    self.write_down(verdict, asked, device, connection)
        except (IntegrityError, scans.Overtaken, NotDone):  # at once: the API does it again
            return None
        return answer_json(verdict.answer, device)

    def write_down(
        self, verdict: Verdict, asked: ScanRequest, device: Device, connection: Direct
    ) -> None:
        """Write a verdict down, at the moment at which that can be done."""

        def write(through: Direct) -> None:
            scans.write_down(verdict, asked, device, through, now=now())

        if connection.can_write_two:
            write(connection)
        else:
            self.together.write(write, connection)

    @cached_property
    def engine(self) -> Engine:
        with self.app.app_context():
            return db.engine


def is_at_work(device: Device, moment: datetime) -> bool:
    """Tell whether a phone may scan and was seen within the minute."""
    seldom_seen = is_seldom_seen(device.last_seen_at, moment)
    return not seldom_seen and state_of(device) is DeviceState.PAIRED


def the_scan(environ: "WSGIEnvironment") -> ScanRequest | None:
    """Read a batch of one; what was read can be read again by the application."""
    length = environ.get("CONTENT_LENGTH") or ""
    if environ["REQUEST_METHOD"] != "POST" or not length.isdecimal() or int(length) > LONGEST:
        return None
    sent = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(sent)
    try:
        body = json.loads(sent)
        [item] = body["scans"]
        return read_request(item, clock_error(read_moment(body.get("now")), now()))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
