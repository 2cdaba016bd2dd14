"""The worker against bad luck: killed, doubled, told to stop; each mail goes out once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from config import Config
from eventapp.database import db, transaction
from eventapp.models import Message
from eventapp.rules.mailing import UNDER_WAY, MessageState
from tests.smtp_server import smtp_server
from tests.test_jobs import future_event, make_mailing, send

ROOT = Path(__file__).parent.parent
MAILS = 200

pytestmark = pytest.mark.drill


class Workers:
    """Starts workers as an installation does, and ends those that are left."""

    def __init__(self, config: Config, mail_url: str, folder: Path) -> None:
        self.environ = {
            **os.environ,
            "DATABASE_URL": config.database_url,
            "SECRET_KEY": config.secret_key,
            "JOBS_URL": f"sqlite:///{folder / 'jobs.db'}",
            "MAIL_URL": mail_url,
            "MAIL_FROM": "post@olievlek.example",
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        worker = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "worker"],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.running.append(worker)
        return worker

    def end(self) -> None:
        for worker in self.running:
            if worker.poll() is None:
                worker.kill()
            worker.communicate()


@pytest.fixture
def start_workers(app: Flask, tmp_path: Path) -> Iterator[Callable[[str], Workers]]:
    made: list[Workers] = []

    def make(mail_url: str) -> Workers:
        made.append(Workers(app.extensions["config"], mail_url, tmp_path))
        return made[-1]

    yield make
    for workers in made:
        workers.end()


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def under_way() -> int:
    db.session.rollback()
    counting = select(func.count()).where(Message.state.in_(UNDER_WAY))
    return db.session.scalar(counting) or 0


def let_leases_run_out() -> None:
    """Do as if the minutes passed that a dead worker's claims last."""
    with transaction() as session:
        session.execute(
            update(Message)
            .where(Message.lease_until.is_not(None))
            .values(lease_until=datetime.now(UTC) - timedelta(seconds=1))
        )


@pytest.mark.timeout(180)
def test_worker_killed_amid_200_mails_sends_nobody_two_and_loses_nobody(
    app: Flask, database: None, start_workers: Callable[[str], Workers]
):
    send(make_mailing(future_event(), MAILS))
    with smtp_server() as (inbox, url):
        inbox.pause = 0.01
        workers = start_workers(url)
        for killed_after in (40, 100):
            worker = workers.start()
            wait_for(lambda after=killed_after: len(inbox.mails) >= after)  # type: ignore[misc]
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            let_leases_run_out()
        workers.start()
        wait_for(lambda: under_way() == 0)

    delivered = Counter(inbox.addresses)
    db.session.rollback()
    messages = db.session.scalars(select(Message)).all()
    unknown = {m.to_address for m in messages if m.state is MessageState.UNKNOWN}
    assert delivered.most_common(1)[0][1] == 1
    assert len(unknown) <= 2  # one a killed worker
    assert set(delivered) | unknown == {message.to_address for message in messages}
    assert len(messages) == MAILS


@pytest.mark.timeout(120)
def test_two_workers_send_each_mail_once(
    app: Flask, database: None, start_workers: Callable[[str], Workers]
):
    send(make_mailing(future_event(), MAILS))
    with smtp_server() as (inbox, url):
        inbox.pause = 0.01
        workers = start_workers(url)
        workers.start()
        workers.start()
        wait_for(lambda: under_way() == 0)

    assert len(inbox.addresses) == len(set(inbox.addresses)) == MAILS
    assert inbox.connections >= 2
    assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_told_to_stop_finishes_the_mail_in_hand(
    app: Flask, database: None, start_workers: Callable[[str], Workers], number: signal.Signals
):
    send(make_mailing(future_event(), 60))
    with smtp_server() as (inbox, url):
        inbox.pause = 0.05
        worker = start_workers(url).start()
        wait_for(lambda: len(inbox.mails) >= 3)
        worker.send_signal(number)
        output, _ = worker.communicate(timeout=20)

    assert (worker.returncode, output) == (0, b"")
    db.session.rollback()
    states = Counter(db.session.scalars(select(Message.state)))
    assert set(states) == {MessageState.SENT, MessageState.QUEUED}
    assert states[MessageState.SENT] == len(inbox.mails) < 60


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seconds", [0.5, 1.5, 3])
def test_worker_told_to_stop_while_it_starts_ends_quietly(
    app: Flask, database: None, start_workers: Callable[[str], Workers], seconds: float
):
    worker = start_workers("smtp://127.0.0.1:9").start()
    time.sleep(seconds)
    worker.send_signal(signal.SIGTERM)
    output, _ = worker.communicate(timeout=20)

    assert worker.returncode in {0, -signal.SIGTERM}
    assert output == b""
