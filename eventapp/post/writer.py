"""Writing mails one ahead: while the server thinks about one, the next is written."""

import logging
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from flask.ctx import AppContext

from config import Config
from eventapp.database import db, pack, trouble_of
from eventapp.models.mailing import Message
from eventapp.post.clock import now
from eventapp.rules.delivery import Drop
from eventapp.rules.mailing import MessageState
from eventapp.services import delivery, letters
from eventapp.services.letter_words import Known

FRESH = 2.0  # seconds in which what was read, and what was written of it, is believed
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WrittenMail:
    """A mail, or why there is none; all empty for one that is somebody else's by now."""

    letter: letters.Rendered | None = None
    kept: bytes = b""  # what is stored of it
    unwanted: Drop | None = None
    failed: bool = False
    at: float = field(default_factory=time.monotonic)

    @property
    def is_old(self) -> bool:
        """Tell whether it waited long: for the server, on the mail before it."""
        return time.monotonic() - self.at > FRESH


class Writer:
    """A thread that writes mails in a session of its own, and changes nothing."""

    def __init__(self, app: Flask, thread: ThreadPoolExecutor) -> None:
        config: Config = app.extensions["config"]
        self.mail_from = config.mail_from
        self.links = app.extensions["links"]
        self.thread = thread
        self.known = Known()
        self.messages: dict[int, Message] = {}
        self.read_at = 0.0
        self.to_come: deque[int] = deque()
        self.ahead: deque[Future[WrittenMail]] = deque()

    def read(self, ids: Sequence[int]) -> None:
        """Read the mails of a batch, to be taken in this order."""
        self.thread.submit(self._read, ids).result()
        self.to_come = deque(ids)
        self.ahead.clear()

    def go_on(self) -> None:
        """Begin to write the next mail of the batch, while there is time for it."""
        if self.to_come and not self.ahead:
            self.ahead.append(self.thread.submit(self._write, self.to_come.popleft()))

    def take(self) -> WrittenMail:
        """Give the next mail of the batch."""
        self.go_on()
        return self.ahead.popleft().result()

    def anew(self, message_id: int) -> WrittenMail:
        """Give a mail as it is now, whatever was read before."""
        self.thread.submit(self._forget).result()
        return self.thread.submit(self._write, message_id).result()

    def _read(self, ids: Sequence[int]) -> None:
        self._forget()
        self.messages = letters.to_write(ids)

    def _forget(self) -> None:
        """Read anew from here on; between two statements no transaction of a server stays open."""
        db.session.rollback()
        if db.engine.dialect.name == "postgresql":
            db.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        self.read_at = time.monotonic()

    def _write(self, message_id: int) -> WrittenMail:
        """Write a mail as it is now; one that cannot be written harms no other."""
        if time.monotonic() - self.read_at > FRESH:
            self._forget()
        try:
            return self._written(message_id)
        except Exception as error:
            if trouble_of(error) is not None:
                raise  # the database is away, and the mail is not to blame
            log.exception("mail %s cannot be written", message_id)
            self._forget()
            return WrittenMail(failed=True)

    def _written(self, message_id: int) -> WrittenMail:
        message = self.messages.get(message_id)
        if message is None or message.state is not MessageState.CLAIMED:
            return WrittenMail()
        unwanted = delivery.unwanted(message, now())
        if unwanted is not None:
            return WrittenMail(unwanted=unwanted)
        letter = letters.render(
            message, links=self.links, mail_from=self.mail_from, now=now(), known=self.known
        )
        return WrittenMail(letter, pack(letter.mime))


@contextmanager
def writing(app: Flask) -> Iterator[Writer]:
    """Keep a writer at work meanwhile."""
    context: AppContext = app.app_context()
    with ThreadPoolExecutor(1, "writer", initializer=context.push) as thread:
        try:
            yield Writer(app, thread)
        finally:
            thread.submit(context.pop).result()
