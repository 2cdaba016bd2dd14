"""Web processes killed while people answer and are scanned: what was said stays said."""

import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.commands.serve import YOUNG
from eventapp.database import db
from eventapp.formats.links import Links
from eventapp.models import Attendee, Event, Invitation, Message, Scan
from eventapp.rules.mailing import MessageKind
from eventapp.rules.rsvp import Partstat, Place
from eventapp.services import badges
from tests.factories import make_attendee, make_contact, make_device, make_employer, make_invitation
from tests.serving import Answer, Serving, environment, wait_until
from tests.test_jobs import future_event

PEOPLE = 150
KILL_AT = (30, 80, 130, 180, 230)  # of so many answers that came
CLIENTS = 8
PATIENCE = 60

pytestmark = [pytest.mark.drill, pytest.mark.timeout(180)]


@pytest.fixture
def serving(app: Flask, tmp_path: Path) -> Iterator[Serving]:
    environ = environment(app.extensions["config"], tmp_path, JOBS_URL="redis://127.0.0.1:9")
    with Serving(environ, tmp_path / "log.txt") as running:
        yield running


def test_web_processes_killed_under_load_lose_nothing_they_said(
    app: Flask, database: None, serving: Serving
):
    event = future_event(capacity=None)
    answering = [answer_of(serving, link) for link in invite(app, event)]
    scanning = [scan_of(serving, number, code) for number, code in enumerate(badge_codes(event))]
    asks = [ask for pair in zip(answering, scanning, strict=True) for ask in pair]
    load = Load(serving)
    wait_until(lambda: serving.age > YOUNG)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(load.ask, asks))

    db.session.rollback()
    assert load.asked_again > 0, "no request was hit"
    assert states(Invitation.answer) == {Partstat.ACCEPTED: PEOPLE}
    assert states(Attendee.place) == {Place.CONFIRMED: 2 * PEOPLE}
    assert states(Message.kind) == {MessageKind.CONFIRMATION: PEOPLE}
    assert states(Scan.result) == {"welcome": PEOPLE}
    assert db.session.scalar(select(func.count(Attendee.checked_in_at))) == PEOPLE
    wait_until(lambda: len(serving.web_processes) == 2)
    assert serving.answers("/")


def invite(app: Flask, event: Event) -> list[str]:
    """Invite people, and give their links."""
    links: Links = app.extensions["links"]
    employer = make_employer(event.network)
    contacts = [make_contact(event.network, employer) for _ in range(PEOPLE)]
    invitations = [make_invitation(event, contact) for contact in contacts]
    return [f"/i/{links.token('invitation', row.public_id)}/" for row in invitations]


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
    rows = db.session.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
    return Counter(dict(rows.tuples().all()))
