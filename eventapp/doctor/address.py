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
# Parts of a certificate's life, which is hours or months; proxies renew it with a third left.
LITTLE_LEFT, TOO_LITTLE_LEFT = 0.25, 0.1


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
            certificate = secure.getpeercert() or {}
            begins, ends = (
                datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate[edge])), UTC)
                for edge in ("notBefore", "notAfter")
            )
    except (OSError, KeyError, ValueError) as error:
        return wrong(f"The certificate of {host} is not trusted ({error}).", "Check the proxy.")
    left = (ends - datetime.now(UTC)) / (ends - begins)
    seen = f"The certificate of {host} lasts until {ends:%Y-%m-%d %H:%M} UTC."
    if left < TOO_LITTLE_LEFT:
        return wrong(seen, "Renew it now; a proxy such as Caddy does that by itself.")
    return note(seen, "It should have been renewed.") if left < LITTLE_LEFT else good(seen)
