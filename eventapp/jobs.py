"""The worker: which service runs when.

Rows in the outbox are the truth. A task only says "look now"; what a lost task was about is
found by the sweep, every few seconds.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from config import SQLITE, Config
from eventapp import post
from eventapp.database import transaction, trouble_of
from eventapp.models.mailing import Message
from eventapp.services import imports, rsvp

NAME = "olievlek"
SWEEP_SECONDS = 10
FORGET_AT_MINUTE = 7  # of every hour
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
            tally = asdict(post.hand_over_due(self.app, stopping=self.stopping.is_set))
            if any(tally.values()):
                log.info("mails", extra={"facts": tally})

    def forget(self) -> None:
        """Wipe what is kept no longer than an event needs it."""
        with quiet_trouble(), self.app.app_context(), transaction():
            rsvp.forget_needs(post.now())
            imports.forget_old(post.now())


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
