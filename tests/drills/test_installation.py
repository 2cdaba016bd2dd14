"""A real installation in bad luck: its database locked by another program, its processes killed.

Reading goes on, writing waits, and what was acknowledged stays.
"""

import http.client
import json
import os
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp import create_app
from eventapp.commands.serve import YOUNG
from eventapp.database import Base, base, db
from eventapp.formats.links import Links
from eventapp.models import Attendee, Event, Invitation, Message, Scan
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import Partstat, Place
from eventapp.services import badges
from tests.conftest import make_config
from tests.factories import make_attendee, make_device, make_invitation, make_invitations
from tests.mailings import future_event
from tests.pages import Browser
from tests.serving import Answer, Serving, environment, wait_until

LOCKED_FOR = {"sqlite": 20, "postgresql": 8}
SHORT = 2  # seconds after which an application of this drill gives up waiting
PEOPLE = 60
KILL_AT = (12, 32, 52, 72, 92)  # of so many answers that came
CLIENTS = 8
PATIENCE = 60

pytestmark = [pytest.mark.drill, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def servings() -> Iterator[Callable[[str, Callable[[], Serving]], Serving]]:
    """Keep the installation of each database for all drills of this module."""
    made: dict[str, Serving] = {}
    with ExitStack() as stack:

        def on(backend: str, make: Callable[[], Serving]) -> Serving:
            if backend not in made:
                made[backend] = stack.enter_context(make())
            return made[backend]

        yield on


@pytest.fixture
def serving(
    app: Flask,
    backend: str,
    servings: Callable[[str, Callable[[], Serving]], Serving],
    tmp_path_factory: pytest.TempPathFactory,
) -> Serving:
    """Give `flask serve` with two web processes and a worker, on the database of the test."""

    def make() -> Serving:
        folder = tmp_path_factory.mktemp("serving")
        return Serving(environment(app.extensions["config"], folder), folder / "log.txt")

    return servings(backend, make)


@pytest.fixture
def impatient(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Give an application on the same database that waits less long for it."""
    monkeypatch.setattr(base, "BUSY_SECONDS", SHORT)
    made = create_app(make_config(tmp_path, app.extensions["config"].database_url))
    made.testing = True
    yield made
    with made.app_context():
        db.engine.dispose()


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Keep a database to ourselves; only reading is left to others."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")
        connection.close()
    else:
        tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        with psycopg.connect(url.replace("+psycopg", "")) as server:
            server.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
            yield
            server.rollback()


def test_locked_for_a_while_everything_waits_and_then_happens_once(
    app: Flask, backend: str, database: None, serving: Serving, impatient: Flask
):
    url = app.extensions["config"].database_url
    event = future_event()
    make_device(event)
    code = badges.code_of(make_attendee(event))
    first, second = (link_of(app, make_invitation(event)) for _ in range(2))
    with ThreadPoolExecutor() as threads:
        worker = serving.worker
        with locked(url):
            begun = time.monotonic()
            answering = threads.submit(serving.post, first, answer="ACCEPTED")
            scanning = threads.submit(scan, serving, code)
            page = Browser(impatient).post(second, {"answer": "ACCEPTED", "remark": "Tot dan"})
            read = [serving.ask("GET", path, timeout=5).status for path in ("/", first, second)]
            too_early = answering.done() or scanning.done()
            time.sleep(LOCKED_FOR[backend] - (time.monotonic() - begun))
        answered, scanned = answering.result(), scanning.result()
        again = page.submit(second)
        wait_until(lambda: states(Message.state) == {MessageState.SENT: 2})
        survived = serving.worker == worker
        noise = serving.output

    assert page.status == 503
    assert "Het is nu te druk om dit te bewaren" in page.text
    assert again.status == 303
    assert read == [200, 200, 200]
    assert not too_early
    assert (answered.status, scanned) == (303, "welcome")
    assert survived
    assert "Traceback" not in noise
    assert len(db.session.scalars(select(Scan)).all()) == 1
    assert len(db.session.scalars(select(Attendee)).all()) == 3
    assert set(db.session.scalars(select(Invitation.answer))) == {Partstat.ACCEPTED}
    assert "Tot dan" in db.session.scalars(select(Invitation.remark)).all()


def link_of(app: Flask, invitation: Invitation) -> str:
    links: Links = app.extensions["links"]
    return f"/i/{links.token('invitation', invitation.public_id)}/"


def scan(serving: Serving, code: str) -> str:
    body = json.dumps({"scans": [{"id": "a-scan", "code": code}]})
    answer = serving.ask("POST", "/door/api/scans", body, Authorization="Bearer a-door-token")
    return str(json.loads(answer.text)["results"][0]["result"])


def test_web_processes_killed_under_load_lose_nothing_they_said(
    app: Flask, database: None, serving: Serving
):
    event = future_event(capacity=None)
    answering = [answer_of(serving, link_of(app, one)) for one in make_invitations(event, PEOPLE)]
    scanning = [scan_of(serving, number, code) for number, code in enumerate(badge_codes(event))]
    asks = [ask for pair in zip(answering, scanning, strict=True) for ask in pair]
    load = Load(serving)
    wait_until(lambda: serving.served_for > YOUNG)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(load.ask, asks))

    db.session.rollback()
    assert load.asked_again > 0, "no request was hit"
    assert states(Invitation.answer) == {Partstat.ACCEPTED: PEOPLE}
    assert states(Attendee.place) == {Place.CONFIRMED: 2 * PEOPLE}
    assert states(Message.kind) == {MessageKind.CONFIRMATION: PEOPLE}
    assert states(Scan.result) == {"welcome": PEOPLE}
    assert db.session.scalar(select(func.count(Attendee.checked_in_at))) == PEOPLE
    wait_until(lambda: len(serving.web_processes) == 2 and serving.worker is not None)
    assert serving.answers("/")


def badge_codes(event: Event) -> list[str]:
    """Give a door a phone, and the codes of people it may scan."""
    make_device(event)
    return [badges.code_of(make_attendee(event)) for _ in range(PEOPLE)]


def answer_of(serving: Serving, link: str) -> Callable[[], None]:
    """Make a visitor who says yes and is told that this was noted."""

    def ask() -> None:
        answer = serving.post(link, timeout=10, answer="ACCEPTED")
        assert answer.status == 303, answer.status

    return ask


def scan_of(serving: Serving, number: int, code: str) -> Callable[[], None]:
    """Make a phone that scans a badge; the same scan again must get the same answer."""
    body = json.dumps({"scans": [{"id": f"scan-{number}", "code": code}]})

    def ask() -> None:
        answer = serving.ask(
            "POST", "/door/api/scans", body, timeout=10, Authorization="Bearer a-door-token"
        )
        assert result_of(answer) == "welcome", answer.text

    return ask


def result_of(answer: Answer) -> str:
    assert answer.status == 200, answer.text
    return str(json.loads(answer.text)["results"][0]["result"])


@dataclass
class Load:
    """Asks until answers come, and kills processes as the answers come in."""

    serving: Serving
    answered: int = 0
    asked_again: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, ask: Callable[[], None]) -> None:
        """Ask again as long as no answer comes."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                ask()
                break
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < deadline, "nobody serves any more"
                with self.lock:
                    self.asked_again += 1
                time.sleep(0.1)
        with self.lock:
            self.answered += 1
            if self.answered in KILL_AT:
                self.kill()

    def kill(self) -> None:
        """Kill a web process, now and then the one that keeps them, and the worker."""
        victims = self.serving.web_processes[:1]
        if self.answered == KILL_AT[2]:
            victims = [pid for pid in (self.serving.web, self.serving.worker) if pid]
        for victim in victims:
            os.kill(victim, signal.SIGKILL)


def states(column: object) -> Counter[object]:
    """Count the rows by what stands in a column."""
    db.session.rollback()
    rows = db.session.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
    return Counter(dict(rows.tuples().all()))
