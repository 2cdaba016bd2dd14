"""One round of the worker: what is due goes from the outbox to the mail server, mail by mail."""

import logging
import os
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask

from config import Config
from eventapp.database import db, transaction, trouble_of
from eventapp.formats.links import Links
from eventapp.rules.delivery import (
    AWAY,
    CLAIM_LASTS,
    HAND_OVER_LASTS,
    LONGEST_PAUSE,
    PAUSE_OF_SERVER,
    Drop,
)
from eventapp.rules.mailing import MessageState
from eventapp.services import delivery, letters
from eventapp.services.letter_words import Known
from eventapp.transports import Transport, open_transport
from eventapp.transports.outcome import Away, HandOverError, Refused, Unreachable, Unsure

PATIENCE = HAND_OVER_LASTS * 0.8  # for a database that cannot be written
PAUSE = 0.5  # seconds
log = logging.getLogger(__name__)


@dataclass
class Tally:
    """What became of the mails of one round."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    unknown: int = 0
    dropped: int = 0


def hand_over_due(app: Flask, stopping: Callable[[], bool] = lambda: False) -> Tally:
    """Hand over what is due, batch by batch, until nothing is or the worker has to stop."""
    config: Config = app.extensions["config"]
    worker = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"[-80:]
    with app.app_context(), open_transport(config.mail_url) as transport:
        with transaction():
            delivery.recover(now())
        round_ = Round(worker, config, app.extensions["links"], transport, stopping)
        try:
            while not stopping() and round_.batch():
                pass
        finally:
            with transaction():
                delivery.release(worker)
                delivery.finish_mailings()
    return round_.tally


class Round:
    """One worker's way through what is due: at most one mail is between two marks."""

    def __init__(
        self,
        worker: str,
        config: Config,
        links: Links,
        transport: Transport,
        stopping: Callable[[], bool],
    ) -> None:
        self.worker = worker
        self.config = config
        self.links = links
        self.transport = transport
        self.stopping = stopping
        self.tally = Tally()
        self.reached = False
        self.known = Known()
        self.extended_at = now()
        self.taken: int | None = None  # by the server, and not yet written down

    def batch(self) -> bool:
        """Hand over one batch; False when there is nothing to do or no way to do it."""
        self.extended_at = now()
        with transaction():
            ids = delivery.claim(self.worker, now=self.extended_at)
        if not ids:
            return False
        try:
            self.transport.connect()
            for message_id in ids:
                if self.stopping():
                    return False
                self.one(message_id)
                if self.tally.sent and not self.reached:
                    self.hurry()
                    break
        except Unreachable as error:
            self.settle()
            self.put_off(ids, error)
            return False
        finally:
            self.settle()
        return True

    def settle(self) -> None:
        """Write down that the server took the last mail."""
        if self.taken is not None:
            taken, self.taken = self.taken, None
            self.insist(lambda: delivery.mark_sent(taken, self.worker, now=now()))

    def hurry(self) -> None:
        """Let what waited for the server go at once, oldest first, as it takes mail again."""
        self.reached = True
        self.settle()
        with transaction():
            delivery.release(self.worker)
            delivery.hurry()

    def one(self, message_id: int) -> None:
        """Check, write and hand over one mail, and mark what became of it."""
        letter = self.letter(message_id)
        if letter is None:
            return
        if not self.begin(message_id, letter):
            self.tally.dropped += 1
            return
        try:
            self.transport.send(
                letter.mime,
                sender=self.config.mail_from,
                recipient=letter.to_address,
                name=f"{now():%Y%m%dT%H%M%S}-{letter.message_id}",
            )
        except HandOverError as error:
            self.mark(message_id, error)
        else:
            self.taken = message_id
            self.tally.sent += 1

    def begin(self, message_id: int, letter: letters.Rendered) -> bool:
        """Write down that the last mail was taken and this one is handed over, both or neither."""
        moment = now()
        with transaction():
            if self.taken is not None:
                delivery.mark_sent(self.taken, self.worker, now=moment)
            if moment - self.extended_at > CLAIM_LASTS / 4:
                delivery.extend(self.worker, now=moment)
                self.extended_at = moment
            begun = delivery.begin(
                message_id, self.worker, mime=letter.mime, subject=letter.subject, now=moment
            )
        self.taken = None
        return begun

    def letter(self, message_id: int) -> letters.Rendered | None:
        """Write a mail as it is now; None when it is not wanted any more or cannot be written."""
        db.session.rollback()
        message = letters.to_write(message_id)
        if message.state is not MessageState.CLAIMED:
            return None
        reason = delivery.unwanted(message, now())
        if reason is not None:
            self.drop(message_id, reason)
            return None
        try:
            return letters.render(
                message,
                links=self.links,
                mail_from=self.config.mail_from,
                now=now(),
                known=self.known,
            )
        except Exception as error:
            if trouble_of(error) is not None:
                raise  # the database is away, and the mail is not to blame
            log.exception("mail %s cannot be written", message_id)
            db.session.rollback()
            with transaction():
                delivery.fail(message_id, self.worker, "unwritable")
            self.tally.failed += 1
            return None

    def drop(self, message_id: int, reason: Drop) -> None:
        """Leave out a mail that is not wanted any more."""
        with transaction():
            delivery.drop(message_id, self.worker, reason)
        self.tally.dropped += 1

    def mark(self, message_id: int, error: HandOverError) -> None:
        """Write down what a server that did not take a mail said."""
        sentence = said(error)
        if isinstance(error, Refused):
            self.insist(lambda: delivery.mark_refused(message_id, self.worker, sentence))
            self.tally.failed += 1
        elif isinstance(error, Unsure):
            self.insist(lambda: delivery.mark_unsure(message_id, self.worker, sentence))
            self.tally.unknown += 1
        else:
            longest = PAUSE_OF_SERVER if isinstance(error, Unreachable) else LONGEST_PAUSE
            self.insist(
                lambda: delivery.put_off(
                    message_id, self.worker, sentence, now=now(), longest=longest
                )
            )
            self.tally.put_off += 1
        if isinstance(error, Unreachable):
            raise error

    def insist(self, write: Callable[[], object]) -> None:
        """Write what became of a mail, also when nothing can be stored for some minutes.

        Given up too early, a mail that was sent would look as if nobody knows.
        """
        deadline = time.monotonic() + PATIENCE.total_seconds()
        while True:
            try:
                with transaction():
                    write()
                return
            except Exception as error:
                late = time.monotonic() > deadline
                if trouble_of(error) is None or late or self.stopping():
                    raise
                time.sleep(PAUSE)

    def put_off(self, ids: list[int], error: Unreachable) -> None:
        """Try a batch again later as the server takes nothing now, or all if it is not there."""
        moment = now()
        with transaction():
            for message_id in ids:
                self.tally.put_off += delivery.put_off(
                    message_id,
                    self.worker,
                    said(error),
                    now=moment,
                    longest=PAUSE_OF_SERVER,
                )
            if isinstance(error, Away):
                delivery.hold(ids, said(error), now=moment)


def said(error: HandOverError) -> str:
    """Give what the other side said, with a mark if there was no other side."""
    return f"{AWAY if isinstance(error, Away) else ''}{error}"


def now() -> datetime:
    """Give this moment, in UTC."""
    return datetime.now(UTC)
