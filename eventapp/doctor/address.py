"""The address that guests come to, and its certificate."""

import json
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from config import Config
from eventapp.doctor.finding import Finding, good, note, wrong

PATIENCE = 10.0  # seconds
FEW_DAYS, TOO_FEW_DAYS = 14, 3


def examine(config: Config) -> Iterator[Finding]:
    """Ask for a page as a guest does, and look how long the certificate lasts."""
    yield _answers(config)
    if config.is_https:
        yield _certificate(config)


def _answers(config: Config) -> Finding:
    url = f"{config.base_url}/healthz"
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 (our own address)
            if json.load(answer).get("status") == "ok":
                return good(f"{config.base_url} answers.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return _away(config, str(reason))
    return _away(config, "another program answers")


def _away(config: Config, reason: str) -> Finding:
    seen = f"{config.base_url} does not answer ({reason})."
    if config.is_production:
        return wrong(seen, "Are web server, proxy and DNS in order?")
    return note(seen, "Start it with: flask --app wsgi serve")


def _certificate(config: Config) -> Finding:
    parts = urlsplit(config.base_url)
    host, port = parts.hostname or "", parts.port or 443
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            ends = ssl.cert_time_to_seconds(str((secure.getpeercert() or {})["notAfter"]))
    except (OSError, KeyError, ValueError) as error:
        return wrong(f"The certificate of {host} is not trusted ({error}).", "Check the proxy.")
    days = (datetime.fromtimestamp(ends, UTC) - datetime.now(UTC)).days
    seen = f"The certificate of {host} lasts {days} days."
    if days < TOO_FEW_DAYS:
        return wrong(seen, "Renew it now; a proxy such as Caddy does that by itself.")
    return note(seen, "It should renew itself soon.") if days < FEW_DAYS else good(seen)
