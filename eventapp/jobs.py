"""The worker: which service runs when.

Rows in the outbox are the truth. A task only says "look now"; what a lost task was about is
found by the sweep, every few seconds.
"""

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from config import SQLITE, Config
from eventapp.database import db, transaction, trouble_of
from eventapp.formats.links import Links
from eventapp.models.mailing import Message
from eventapp.rules.delivery import (
    AWAY,
    CLAIM_LASTS,
    HAND_OVER_LASTS,
    LONGEST_PAUSE,
    PAUSE_OF_SERVER,
    Drop,
)
from eventapp.rules.mailing import MessageState
from eventapp.services import delivery, imports, letters, rsvp
from eventapp.services.letter_words import Known
from eventapp.transports import Transport, open_transport
from eventapp.transports.outcome import Away, HandOverError, Refused, Unreachable, Unsure

NAME = "olievlek"
SWEEP_SECONDS = 10
FORGET_AT_MINUTE = 7  # of every hour
PATIENCE = HAND_OVER_LASTS * 0.8  # for a database that cannot be written
PAUSE = 0.5  # seconds
log = logging.getLogger(__name__)


def make_huey(config: Config) -> Any:
    """Open the queue of tasks behind JOBS_URL; tasks are signed and carry no data."""
    # A web process opens it when it first queues a mail, not at its start.
    from huey import PostgresHuey, RedisHuey, SqliteHuey
    from huey.serializer import SignedSerializer

    options = {"results": False, "serializer": SignedSerializer(config.secret_key, salt=NAME)}
    url = config.jobs_url
    if url.startswith(SQLITE):
        path = Path(url.removeprefix(SQLITE))
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(NAME, filename=str(path), fsync=False, timeout=10, **options)
    if url.startswith("postgresql"):
        return PostgresHuey(NAME, dsn=url.replace("+psycopg", "", 1), **options)
    return RedisHuey(NAME, url=url, **options)


class Jobs:
    """The tasks of one application."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.config: Config = app.extensions["config"]
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.opened: Any = None

    @property
    def huey(self) -> Any:
        """Open the queue when it is first needed, not at the start of a web process."""
        with self.lock:
            if self.opened is None:
                self.opened = make_huey(self.config)
                self.post = self.opened.task(name="post")(self.hand_over)
                self.opened.periodic_task(
                    lambda _moment: True, name="sweep", expires=SWEEP_SECONDS
                )(self.hand_over)
                self.opened.periodic_task(
                    lambda moment: moment.minute == FORGET_AT_MINUTE,
                    name="forget",
                    expires=SWEEP_SECONDS,
                )(self.forget)
            return self.opened

    def nudge(self) -> None:
        """Tell a worker that there is post; if this fails the sweep finds it a little later."""
        try:
            if self.huey.storage.queue_size() == 0:
                self.post()
        except Exception as error:
            unknown = trouble_of(error) is None
            log.error(
                "the worker could not be told that there is post: %s", error, exc_info=unknown
            )

    def hand_over(self) -> None:
        """Hand over everything that is due."""
        with quiet_trouble():
            tally = asdict(hand_over_due(self.app, stopping=self.stopping.is_set))
            if any(tally.values()):
                log.info("mails", extra={"facts": tally})

    def forget(self) -> None:
        """Wipe what is kept no longer than an event needs it."""
        with quiet_trouble(), self.app.app_context(), transaction():
            rsvp.forget_needs(now())
            imports.forget_old(now())


@contextmanager
def quiet_trouble() -> Iterator[None]:
    """Note in one line that nothing can be stored now; the next sweep tries again."""
    try:
        yield
    except Exception as error:
        if trouble_of(error) is None:
            raise
        log.error("nothing can be stored: %s", getattr(error, "orig", None) or error)


def init_app(app: Flask) -> None:
    """Make every transaction that queues a mail nudge a worker afterwards."""
    app.extensions["jobs"] = Jobs(app)


@event.listens_for(Session, "after_flush")
def _notice_post(session: Session, _context: object) -> None:
    if any(isinstance(row, Message) for row in session.new):
        session.info["post"] = True


@event.listens_for(Session, "after_rollback")
def _forget_post(session: Session) -> None:
    session.info.pop("post", None)


@event.listens_for(Session, "after_commit")
def _nudge(session: Session) -> None:
    if session.info.pop("post", False) and "jobs" in current_app.extensions:
        current_app.extensions["jobs"].nudge()


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
