"""The settings, as far as they can be judged by themselves."""

from collections.abc import Iterator

from config import LOOPBACK, Config
from eventapp.doctor.finding import Finding, good, note, wrong

FEW_CHARACTERS, FEW_DIFFERENT = 32, 10
NOT_REAL = (".example", ".invalid", ".test", ".localhost")


def examine(config: Config) -> Iterator[Finding]:
    """Look at the address, the key, the sender and the proxy."""
    yield good(f"Guests come to {config.base_url}.")
    yield _key(config)
    yield _sender(config)
    yield _proxy(config)


def _key(config: Config) -> Finding:
    key = config.secret_key
    if len(key) >= FEW_CHARACTERS and len(set(key)) >= FEW_DIFFERENT:
        return good("SECRET_KEY is long enough.")
    return wrong(
        "SECRET_KEY is easy to guess.",
        'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))", '
        "and keep the old one in SECRET_KEY_FALLBACKS.",
    )


def _sender(config: Config) -> Finding:
    if config.is_production and config.mail_from.endswith(NOT_REAL):
        return wrong(
            f"MAIL_FROM is {config.mail_from}, which is no real address.",
            "Set it to an address your mail server may send from.",
        )
    return good(f"Mail comes from {config.mail_from}.")


def _proxy(config: Config) -> Finding:
    local = config.host in LOOPBACK
    if config.is_production and local and not config.trusted_proxies:
        return note(
            "Behind a proxy every visitor seems to have the proxy's address.",
            "Set TRUSTED_PROXIES=1, so that one visitor's tries do not shut out the others.",
        )
    if config.trusted_proxies and not local:
        return note(
            f"TRUSTED_PROXIES is {config.trusted_proxies}, while HOST is {config.host}: who "
            "reaches this port without the proxy can pretend to be any address.",
            "Set HOST=127.0.0.1, or close the port to others.",
        )
    return good(f"TRUSTED_PROXIES ({config.trusted_proxies}) fits HOST ({config.host}).")
