"""The mail server and the mailbox: logged in to, without a mail."""

import imaplib
import os
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config import Config
from eventapp.doctor.finding import Finding, good, note, wrong
from eventapp.transports import open_transport
from eventapp.transports.outcome import Unreachable

PATIENCE = 10.0  # seconds


def examine(config: Config) -> Iterator[Finding]:
    """Look at the way out, and at the way in if there is one."""
    yield _out(config)
    if config.is_production and config.mail_folder is not None:
        yield note(
            f"Emails are saved in the folder {config.mail_folder}; nobody receives them.",
            "Set MAIL_URL to your mail server.",
        )
    if config.mailbox_url:
        yield _mailbox(config.mailbox_url)


def _out(config: Config) -> Finding:
    if config.mail_folder is not None:
        return _folder(config.mail_folder)
    try:
        with open_transport(config.mail_url) as transport:
            transport.connect()
    except Unreachable as error:
        return wrong(f"Mail cannot be handed over: {error}", "Check MAIL_URL.")
    return good(f"Mail can be handed over to {urlsplit(config.mail_url).hostname}.")


def _folder(folder: Path) -> Finding:
    """Look whether mail can be written; the folder itself is made with the first mail."""
    standing = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not (standing.is_dir() and os.access(standing, os.W_OK | os.X_OK)):
        return wrong(
            f"Mail cannot be handed over: {folder} cannot be made or written.",
            f"Look at {standing}, or MAIL_URL.",
        )
    return good(f"Mail can be written to {folder}.")


def _mailbox(url: str) -> Finding:
    parts = urlsplit(url)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        with _open(parts.scheme, parts.hostname or "", parts.port) as box:
            box.login(unquote(parts.username or ""), unquote(parts.password or ""))
            answer, _ = box.select(f'"{folder}"', readonly=True)
    except (OSError, imaplib.IMAP4.error) as error:
        return wrong(f"The mailbox cannot be read ({type(error).__name__}).", "Check MAILBOX_URL.")
    if answer != "OK":
        return wrong(f"The mailbox has no folder {folder}.", "Check the path in MAILBOX_URL.")
    return good(f"The mailbox at {parts.hostname} can be read.")


def _open(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=PATIENCE)
    return imaplib.IMAP4(host, port or 143, timeout=PATIENCE)
