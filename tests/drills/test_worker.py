"""The worker against bad luck: killed, doubled, told to stop; each mail goes out once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventapp.database import db, transaction
from eventapp.models import Mailing, Message
from eventapp.rules.mailing import UNDER_WAY, MailingState, MessageState
from tests.mailings import future_event, make_mailing, send
from tests.serving import ROOT, command, environment, wait_until
from tests.smtp_server import smtp_server

MAILS = 500
KILLS = 20
EVERY = 24  # mails; after each so many a worker dies
DELAYS = (0, 0.003, 0, 0.02)  # at once: before it hears that the mail was taken

MOTHER = """
import os, signal, sys
from wsgi import app
from eventapp.worker import work
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in sys.stdin:
    worker = os.fork()
    if worker == 0:
        work(app)
        os._exit(0)
    print(worker, flush=True)
"""

pytestmark = pytest.mark.drill


class Workers:
    """Starts workers as an installation does, and ends those that are left."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
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


class Brood:
    """Workers forked from a process that has started already: twenty starts take no time."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.mother = subprocess.Popen(
            [sys.executable, "-c", MOTHER],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.youngest = 0

    def hatch(self) -> int:
        """Start a worker, and give its process."""
        assert self.mother.stdin is not None
        assert self.mother.stdout is not None
        self.mother.stdin.write("\n")
        self.mother.stdin.flush()
        self.youngest = int(self.mother.stdout.readline())
        return self.youngest

    def kill(self, *, after: float = 0) -> None:
        """Kill the youngest worker, now or some seconds from now."""
        if after:
            threading.Timer(after, self.kill).start()
        else:
            os.kill(self.youngest, signal.SIGKILL)

    def end(self) -> None:
        """Kill what is left."""
        self.kill()
        self.mother.communicate()


@pytest.fixture
def start_workers(app: Flask, tmp_path: Path) -> Iterator[Callable[[str], Workers]]:
    made: list[Workers] = []

    def make(mail_url: str) -> Workers:
        environ = environment(app.extensions["config"], tmp_path, MAIL_URL=mail_url)
        made.append(Workers(environ))
        return made[-1]

    yield make
    for workers in made:
        workers.end()


def is_finished(mailing_id: int) -> bool:
    """Tell whether a worker noticed that a whole mailing is out."""
    db.session.rollback()
    return db.session.get_one(Mailing, mailing_id).state is MailingState.SENT


def under_way() -> int:
    db.session.rollback()
    counting = select(func.count()).where(Message.state.in_(UNDER_WAY))
    return db.session.scalar(counting) or 0


def let_leases_run_out(pid: int) -> None:
    """Do as if the minutes passed that a dead worker's claims last."""
    with transaction() as session:
        session.execute(
            update(Message)
            .where(Message.lease_until.is_not(None), Message.claimed_by.contains(f":{pid}:"))
            .values(lease_until=datetime.now(UTC) - timedelta(seconds=1))
        )


@pytest.mark.timeout(180)
def test_worker_killed_twenty_times_amid_500_mails_sends_nobody_two_and_loses_nobody(
    app: Flask, database: None, tmp_path: Path
):
    mailing = make_mailing(future_event(), MAILS)
    send(mailing)
    with smtp_server() as (inbox, url):
        brood = Brood(environment(app.extensions["config"], tmp_path, MAIL_URL=url))
        inbox.on_mail = lambda number: (
            number % EVERY == 0 and brood.kill(after=DELAYS[number // EVERY % len(DELAYS)])
        )
        for number in range(KILLS):
            pid = brood.hatch()
            wait_until(lambda pid=pid: command(pid) == "", 30)  # type: ignore[misc]
            assert len(inbox.mails) >= EVERY * (number + 1)
            let_leases_run_out(pid)
        inbox.on_mail = None
        brood.hatch()
        wait_until(lambda: under_way() == 0 and is_finished(mailing.id))
        brood.end()

    delivered = Counter(inbox.addresses)
    db.session.rollback()
    messages = db.session.scalars(select(Message)).all()
    states = {message.to_address: message.state for message in messages}
    unknown = {address for address in states if states[address] is MessageState.UNKNOWN}
    assert len(states) == MAILS
    assert delivered.most_common(1)[0][1] == 1
    assert 1 <= len(unknown) <= KILLS  # one a killed worker, at most
    assert set(delivered) | unknown == set(states)
    assert {states[address] for address in set(states) - unknown} == {MessageState.SENT}


@pytest.mark.timeout(120)
def test_two_workers_send_each_mail_once(
    app: Flask, database: None, start_workers: Callable[[str], Workers]
):
    send(make_mailing(future_event(), 120))
    with smtp_server() as (inbox, url):
        inbox.pause = 0.02
        workers = start_workers(url)
        workers.start()
        workers.start()
        wait_until(lambda: under_way() == 0)

    assert len(inbox.addresses) == len(set(inbox.addresses)) == 120
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
        wait_until(lambda: len(inbox.mails) >= 3)
        worker.send_signal(number)
        output, _ = worker.communicate(timeout=20)

    assert (worker.returncode, output) == (0, b"")
    db.session.rollback()
    states = Counter(db.session.scalars(select(Message.state)))
    assert set(states) == {MessageState.SENT, MessageState.QUEUED}
    assert states[MessageState.SENT] == len(inbox.mails) < 60


@pytest.mark.timeout(60)
def test_worker_told_to_stop_while_it_starts_ends_quietly(
    app: Flask, database: None, start_workers: Callable[[str], Workers]
):
    workers = start_workers("smtp://127.0.0.1:9")
    started = [workers.start() for _ in range(3)]
    ended = []
    for worker, pause in zip(started, (0.5, 1, 1.5), strict=True):
        time.sleep(pause)
        worker.send_signal(signal.SIGTERM)
        ended.append((worker.communicate(timeout=20)[0], worker.returncode))

    assert {output for output, _ in ended} == {b""}
    assert {code for _, code in ended} <= {0, -signal.SIGTERM}
