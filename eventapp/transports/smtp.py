"""Mails to an SMTP server, many over one connection."""

import contextlib
import smtplib
import ssl
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import parse_qs, unquote, urlsplit

from eventapp.transports.outcome import Away, Later, Refused, Unreachable, Unsure

TIMEOUT = 30.0  # seconds, for each answer of the server
OFFER_LASTS = 5.0  # seconds; a server that is pressed for time waits ten
READY_FOR_DATA = 354
CLOSING = 421
CONNECTION_ERRORS = (OSError, smtplib.SMTPServerDisconnected)


@dataclass(frozen=True)
class Server:
    """Where the mail server is and how to log in."""

    host: str
    port: int
    tls: bool = False
    starttls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def parse_server(url: str) -> Server:
    """Read ``smtp://user:pass@host:587?starttls=1`` or ``smtps://…``."""
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    starttls = parse_qs(parts.query).get("starttls", ["0"])[-1] not in {"0", "no", "false"}
    return Server(
        host=parts.hostname or "localhost",
        port=parts.port or (465 if tls else 587 if starttls else 25),
        tls=tls,
        starttls=starttls and not tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


@dataclass(frozen=True)
class Envelope:
    """What a server is told before a mail, line by line."""

    mail: str
    recipient: str
    data: str = "DATA"


class SmtpTransport:
    """Hands mails over one by one; connects when needed and keeps the connection."""

    def __init__(self, server: Server, timeout: float = TIMEOUT) -> None:
        self.server = server
        self.timeout = timeout
        self.smtp: smtplib.SMTP | None = None
        self.unanswered: deque[str] = deque()  # lines of the envelope that is open
        self.opened: Envelope | None = None
        self.opened_at = 0.0

    def __enter__(self) -> "SmtpTransport":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.smtp is not None and not self.unanswered:
            with contextlib.suppress(*CONNECTION_ERRORS, smtplib.SMTPException):
                self.smtp.quit()
        self.hang_up()

    def connect(self) -> None:
        """Open the connection and log in; raise Away with the reason."""
        if self.smtp is not None:
            return
        try:
            self.smtp = self._open()
            if self.server.starttls:
                self.smtp.starttls(context=ssl.create_default_context())
            self.smtp.ehlo_or_helo_if_needed()
            if self.server.user is not None:
                self.smtp.login(self.server.user, self.server.password or "")
        except smtplib.SMTPResponseException as error:
            self.hang_up()
            raise Away(_sentence(error.smtp_code, error.smtp_error)) from error
        except (*CONNECTION_ERRORS, smtplib.SMTPException) as error:
            self.hang_up()
            raise Away(f"{self.server.host}: {error}") from error

    def _open(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=self.timeout, context=context)
        return smtplib.SMTP(host, port, timeout=self.timeout)

    def hang_up(self) -> None:
        """Let go of a connection that is no use any more."""
        self.unanswered.clear()
        if self.smtp is not None:
            self.smtp.close()
            self.smtp = None

    def offer(self, *, sender: str, recipient: str) -> None:
        """Open the envelope of a mail and wait for no answer; `send` or `withdraw` comes next.

        What cannot be opened now is left to `send`, which tells why.
        """
        if self.unanswered:
            self.hang_up()
        if self.smtp is None:
            return
        try:
            self._open_envelope(self._envelope(sender, recipient))
        except CONNECTION_ERRORS:
            self.hang_up()
        except Refused:
            pass

    def withdraw(self) -> None:
        """Send no mail in the envelope that was opened."""
        self.hang_up()

    def send(
        self,
        mime: bytes,
        *,
        sender: str,
        recipient: str,
        name: str,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """Hand one mail over; raise Refused, Later, Unreachable or Unsure.

        ``meanwhile`` is called while the server thinks about the mail.
        """
        envelope = self._begin(sender, recipient)
        self._recipient(envelope)
        self._data(envelope, mime, meanwhile)

    def _begin(self, sender: str, recipient: str) -> Envelope:
        """Open the envelope; a connection that the server closed meanwhile is made anew once."""
        kept = self.smtp is not None
        self.connect()
        envelope = self._envelope(sender, recipient)
        if self.unanswered and (self.opened != envelope or self._is_stale):
            self.hang_up()
            self.connect()
        try:
            if not self.unanswered:
                self._open_envelope(envelope)
            code, reply = self._ask(envelope.mail)
        except CONNECTION_ERRORS as error:
            code, reply = CLOSING, str(error).encode()
        if code == CLOSING:
            self.hang_up()
            if kept:
                return self._begin(sender, recipient)
        if code != 250:
            # A refused sender is a wrong setting, not this reader's fault: it can be mended.
            self._reset()
            raise Unreachable(_sentence(code, reply))
        return envelope

    def _envelope(self, sender: str, recipient: str) -> Envelope:
        smtp = self._smtp
        is_ascii = _local(sender).isascii() and _local(recipient).isascii()
        if not is_ascii and not smtp.has_extn("smtputf8"):
            raise Refused("The mail server cannot write to an address with these letters.")
        smtp.command_encoding = "ascii" if is_ascii else "utf-8"
        return Envelope(
            mail=f"MAIL FROM:{_path(_with_ascii_domain(sender))}{'' if is_ascii else ' SMTPUTF8'}",
            recipient=f"RCPT TO:{_path(_with_ascii_domain(recipient))}",
        )

    def _open_envelope(self, envelope: Envelope) -> None:
        """Write as much as a server takes before its first answer (RFC 2920, 3.1)."""
        self.opened, self.opened_at = envelope, time.monotonic()
        if self._smtp.has_extn("pipelining"):
            self._write(envelope.mail, envelope.recipient, envelope.data)
        else:
            self._write(envelope.mail)

    def _write(self, *lines: str) -> None:
        self.unanswered.extend(lines)
        self._smtp.send("".join(f"{line}\r\n" for line in lines))

    def _ask(self, line: str) -> tuple[int, bytes]:
        """Give the answer to a line, which may have been written before."""
        if not self.unanswered:
            self._write(line)
        self.unanswered.popleft()
        return self._smtp.getreply()

    def _recipient(self, envelope: Envelope) -> None:
        try:
            code, reply = self._ask(envelope.recipient)
        except CONNECTION_ERRORS as error:
            self.hang_up()
            raise Later(str(error)) from error
        if code not in {250, 251, 252}:
            self._reset()
            raise _error(code, reply)

    def _data(self, envelope: Envelope, mime: bytes, meanwhile: Callable[[], object]) -> None:
        """Send the mail itself; once it is under way only an answer tells the outcome."""
        smtp = self._smtp
        try:
            code, reply = self._ask(envelope.data)
        except CONNECTION_ERRORS as error:
            self.hang_up()
            raise Later(str(error)) from error
        if code != READY_FOR_DATA:
            self._reset()
            raise _error(code, reply)
        try:
            smtp.send(_stuffed(mime))
            meanwhile()
            code, reply = smtp.getreply()
        except CONNECTION_ERRORS as error:
            self.hang_up()
            raise Unsure(str(error)) from error
        if not 200 <= code < 600:
            self.hang_up()
            raise Unsure(_sentence(code, reply))
        if code >= 300:
            raise _error(code, reply)

    @property
    def _is_stale(self) -> bool:
        """Tell whether the server may have given up on the mail that was offered."""
        return time.monotonic() - self.opened_at > OFFER_LASTS

    @property
    def _smtp(self) -> smtplib.SMTP:
        if self.smtp is None:
            raise Later("the connection was closed")
        return self.smtp

    def _reset(self) -> None:
        """Take the envelope back, with what was written of it; hang up if the mail is awaited."""
        try:
            while self.unanswered and self.smtp is not None:
                self.unanswered.popleft()
                code, _reply = self.smtp.getreply()
                if code == READY_FOR_DATA:
                    self.hang_up()
            if self.smtp is not None:
                self.smtp.rset()
        except CONNECTION_ERRORS:
            self.hang_up()


def _error(code: int, reply: bytes) -> Refused | Later:
    sentence = _sentence(code, reply)
    return Refused(sentence) if 500 <= code < 600 else Later(sentence)


def _sentence(code: int, reply: bytes | str) -> str:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"


def _stuffed(mime: bytes) -> bytes:
    body = (b"." if mime.startswith(b".") else b"") + mime.replace(b"\n.", b"\n..")
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def _path(address: str) -> str:
    """Write an address for a command, which must not end in it."""
    is_plain = address.isprintable() and not set(address) & set("<> ")
    if not is_plain or not address.rpartition("@")[2].isascii():
        raise Refused("The address holds characters that no mail server takes.")
    return f"<{address}>"


def _local(address: str) -> str:
    return address.rpartition("@")[0]


def _with_ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
