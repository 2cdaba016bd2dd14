"""Stops those who try too often; counted per account and per client address."""

from math import ceil
from unicodedata import normalize

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from eventapp.database import transaction
from eventapp.rules.throttle import PER_ACCOUNT, PER_ADDRESS, Attempt, Limit, neighbourhood
from eventapp.services import throttle
from eventapp.web.clock import now


def check(attempt: Attempt, *accounts: str) -> None:
    """Count a try by this client and on these accounts or codes; too many answer 429.

    Call it before anything is read or changed: it opens and ends a transaction of its own.
    """
    limits: list[tuple[str, Limit]] = [
        (account_key(attempt, account), PER_ACCOUNT[attempt]) for account in accounts if account
    ]
    limits.append((_key(attempt, "address", client()), PER_ADDRESS[attempt]))
    moment = now()
    try:
        with transaction():
            throttle.count(limits, now=moment)
    except throttle.TooManyTries as refusal:
        seconds = ceil((refusal.at - moment).total_seconds())
        raise TooManyRequests(retry_after=max(seconds, 1)) from None


def forget(attempt: Attempt, account: str) -> None:
    """Forget the tries on an account: its owner came in."""
    with transaction():
        throttle.forget(account_key(attempt, account))


def client() -> str:
    """Name the client's address, behind the trusted proxies."""
    return neighbourhood(request.remote_addr or "")


def account_key(attempt: Attempt, account: str) -> str:
    """Make the key of an account; case, outer spaces and wide letters make no difference."""
    return _key(attempt, "account", normalize("NFKC", account).strip().casefold())


def _key(attempt: Attempt, kind: str, value: str) -> str:
    return throttle.digest(current_app.config["SECRET_KEY"], attempt, kind, value)
