"""A number for every request, and one log line about it."""

import logging
import re
from secrets import token_hex
from time import perf_counter

from flask import Flask, Response, g, request

from config import Config
from eventapp import logs

HEADER, ENVIRON = "X-Request-Id", "HTTP_X_REQUEST_ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
QUIET = {"public_health.alive", "public_health.ready"}
log = logging.getLogger("eventapp.requests")


def init_app(app: Flask, config: Config) -> None:
    """Number each request, answer the number and log what became of it.

    The line names the route, never the address: that may hold a personal link. A number from
    outside is kept only behind a proxy of ours.
    """

    @app.before_request
    def begin() -> None:
        g.request_id = number_of(request.environ.get(ENVIRON), bool(config.trusted_proxies))
        g.request_began = perf_counter()
        logs.request_id.set(g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        level = level_of(response.status_code)
        if log.isEnabledFor(level):
            route = request.url_rule.rule if request.url_rule else None
            write(level, request.method, route, response.status_code, g.request_began)
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        logs.request_id.set("")


def number_of(given: str | None, behind_proxy: bool) -> str:
    """Give a request its number: that of a proxy of ours, or a new one."""
    if behind_proxy and given and WELL_FORMED.fullmatch(given):
        return given
    return token_hex(16)


def level_of(status: int) -> int:
    """Choose how loud a line is: what failed on our side is an error."""
    if status >= 500:
        return logging.ERROR
    return logging.DEBUG if request.endpoint in QUIET else logging.INFO


def write_in_front(number: str, method: str, route: str, status: int, began: float) -> None:
    """Write the line of a request that was answered in front of Flask."""
    if log.isEnabledFor(logging.INFO):
        logs.request_id.set(number)
        write(logging.INFO, method, route, status, began)
        logs.request_id.set("")


def write(level: int, method: str, route: str | None, status: int, began: float) -> None:
    """Say what was asked and how it was answered."""
    facts = {
        "method": method,
        "route": route,
        "status": status,
        "ms": round((perf_counter() - began) * 1000, 1),
    }
    log.log(level, "request", extra={"facts": facts})
