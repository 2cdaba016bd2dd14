"""Another program keeps the database to itself: reading goes on, writing waits, nothing is lost."""

import json
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from eventapp import create_app
from eventapp import database as storage
from eventapp.database import Base, db
from eventapp.models import Attendee, Invitation, Message, Scan
from eventapp.rules.mailing import MessageState
from eventapp.rules.rsvp import Partstat
from eventapp.services import badges
from tests.conftest import make_config
from tests.factories import make_attendee, make_device, make_invitation
from tests.pages import Browser
from tests.serving import Serving, environment, wait_until
from tests.test_jobs import future_event

LOCKED_FOR = {"sqlite": 20, "postgresql": 8}
SHORT = 2  # seconds after which an application of this drill gives up waiting

pytestmark = [pytest.mark.drill, pytest.mark.timeout(120)]


@pytest.fixture
def impatient(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Give an application on the same database that waits less long for it."""
    monkeypatch.setattr(storage, "BUSY_SECONDS", SHORT)
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
    app: Flask, backend: str, database: None, impatient: Flask, tmp_path: Path
):
    url = app.extensions["config"].database_url
    event = future_event()
    make_device(event)
    code = badges.code_of(make_attendee(event))
    first, second = (link_of(app, make_invitation(event)) for _ in range(2))
    with (
        Serving(environment(app.extensions["config"], tmp_path), tmp_path / "log.txt") as serving,
        ThreadPoolExecutor() as threads,
    ):
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
        wait_until(lambda: list(states()) == [MessageState.SENT] * 2)
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
    return f"/i/{app.extensions['links'].token('invitation', invitation.public_id)}/"


def scan(serving: Serving, code: str) -> str:
    body = json.dumps({"scans": [{"id": "a-scan", "code": code}]})
    answer = serving.ask("POST", "/door/api/scans", body, Authorization="Bearer a-door-token")
    return str(json.loads(answer.text)["results"][0]["result"])


def states() -> list[MessageState]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.state)))
