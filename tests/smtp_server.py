"""A real SMTP server for tests: it keeps what it accepted and does as it is told."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller


class Inbox:
    """Takes mails; ``answers`` gives another answer for an address, at RCPT or after the mail.

    ``on_mail`` is told the number of each mail that came, before the sender hears of it.
    """

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.rcpt_answers: dict[str, str] = {}
        self.data_answers: dict[str, str] = {}
        self.pause = 0.0
        self.on_mail: Callable[[int], object] | None = None
        self.connections = 0
        self.extensions = ["PIPELINING"]  # as nearly every server says
        self.lock = threading.Lock()

    @property
    def addresses(self) -> list[str]:
        with self.lock:
            return [address for address, _ in self.mails]

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return [*responses[:-1], *(f"250-{name}" for name in self.extensions), *responses[-1:]]

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.rcpt_answers:
            return self.rcpt_answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        address = envelope.rcpt_tos[0]
        if address in self.data_answers:
            return self.data_answers[address]
        if self.pause:
            await asyncio.sleep(self.pause)
        with self.lock:
            self.mails.append((address, envelope.original_content))
        if self.on_mail is not None:
            self.on_mail(len(self.mails))
        return "250 OK"


@contextmanager
def smtp_server() -> Iterator[tuple[Inbox, str]]:
    """Run a server on a free port; give its inbox and its MAIL_URL."""
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, enable_SMTPUTF8=False)
    controller.start()
    try:
        yield inbox, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
