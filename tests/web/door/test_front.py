"""What is answered in front of Flask, and what is left to the API."""

import json
import logging
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, request_started
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp import create_app
from eventapp.database import base, db, transaction
from eventapp.logs import JsonLine
from eventapp.models import Attendee, DoorDevice, Event, Scan
from eventapp.rules.rsvp import AttendeeKind, Place
from eventapp.services import badges, scans
from eventapp.web.door.front import Front
from tests.conftest import empty, make_config
from tests.factories import make_attendee, make_device, make_event

SCANS = "/door/api/scans"
TOKEN = {"Authorization": "Bearer a-door-token"}
# What says nothing about the answer: its number, and that Flask looked for a cookie.
OWN = {"X-Request-Id", "Vary", "Content-Length"}


@pytest.fixture
def event(app: Flask, database: None) -> Event:
    event = make_event()
    make_device(event, last_seen_at=datetime.now(UTC))
    return event


def scan_of(attendee: Attendee, **values: Any) -> dict[str, Any]:
    with transaction():
        code = badges.code_of(db.session.get_one(Attendee, attendee.id))
    return {"id": str(uuid4()), "code": code, "at": None, **values}


def send(app: Flask, *items: Any, **options: Any) -> tuple[TestResponse, bool]:
    """Send scans; tell whether the application itself had no part in the answer."""
    options = {"json": {"scans": list(items)}, "headers": TOKEN, **options}
    started: list[object] = []
    with request_started.connected_to(lambda *_sender, **_more: started.append(1), app):
        answer = app.test_client().post(SCANS, **options)
    db.session.rollback()
    return answer, not started


def forget_when_seen() -> None:
    with transaction():
        for device in db.session.scalars(select(DoorDevice)):
            device.last_seen_at = datetime.now(UTC) - timedelta(minutes=2)


def test_a_welcome_is_answered_in_front_as_the_api_answers_it(app: Flask, event: Event) -> None:
    item = scan_of(make_attendee(event))

    front, was_in_front = send(app, item)
    forget_when_seen()
    api, was_in_api = send(app, item)

    assert (was_in_front, was_in_api) == (True, False)
    assert front.json == api.json
    assert front.json["results"][0]["result"] == "welcome"
    shown = [
        {name: value for name, value in answer.headers if name not in OWN}
        for answer in (front, api)
    ]
    assert shown[0] == shown[1]
    assert front.headers["Cache-Control"] == "no-store"
    assert len(front.headers["X-Request-Id"]) == 32


def test_somebody_inside_already_is_answered_in_front(app: Flask, event: Event) -> None:
    attendee = make_attendee(event)
    send(app, scan_of(attendee))

    answer, was_in_front = send(app, scan_of(attendee))

    assert (answer.json["results"][0]["result"], was_in_front) == ("already_in", True)


@pytest.mark.parametrize("changed", [{}, {"place": Place.NONE}, {"badge_serial": 7}])
def test_the_same_scan_again_gets_the_first_answer_whatever_became_of_the_guest(
    app: Flask, event: Event, changed: dict[str, Any]
) -> None:
    attendee = make_attendee(event)
    item = scan_of(attendee)
    send(app, item)
    with transaction():
        for name, value in changed.items():
            setattr(db.session.get_one(Attendee, attendee.id), name, value)

    again, was_in_front = send(app, item)

    assert (again.json["results"][0]["result"], was_in_front) == ("welcome", False)
    assert list(db.session.scalars(select(Scan.id))) == [item["id"]]


@pytest.mark.parametrize(
    ("values", "result", "note"),
    [
        ({"kind": AttendeeKind.SPEAKER}, "welcome", "Is spreker. Roep de gastheer of gastvrouw."),
        ({"place": Place.NONE}, "no_place", "Komt niet, voor zover wij weten. Laat niet binnen."),
    ],
)
def test_what_needs_words_gets_them_from_the_api_and_counts_once(
    app: Flask, event: Event, values: dict[str, Any], result: str, note: str
) -> None:
    attendee = make_attendee(event, **values)

    answer, was_in_front = send(app, scan_of(attendee, id="one"))

    [judged] = answer.json["results"]
    assert (judged["result"], judged["attendee"]["note"]) == (result, note)
    assert not was_in_front
    assert list(db.session.scalars(select(Scan.id))) == ["one"]


def test_an_unknown_code_is_left_to_the_api_and_noted_once(app: Flask, event: Event) -> None:
    answer, was_in_front = send(app, {"id": "one", "code": "garbage", "at": None})

    assert answer.json["results"][0]["result"] == "unknown"
    assert not was_in_front
    assert list(db.session.scalars(select(Scan.id))) == ["one"]


def test_a_phone_not_seen_for_a_minute_is_noted_by_the_api(app: Flask, event: Event) -> None:
    forget_when_seen()
    attendees = [make_attendee(event) for _ in range(2)]

    ways = [send(app, scan_of(attendee))[1] for attendee in attendees]

    assert ways == [False, True]


def test_a_phone_that_was_stopped_hears_why_and_lets_nobody_in(app: Flask, event: Event) -> None:
    with transaction():
        for device in db.session.scalars(select(DoorDevice)):
            device.revoked_at = datetime.now(UTC)
    attendee = make_attendee(event)

    answer, was_in_front = send(app, scan_of(attendee))

    assert (answer.status_code, answer.json["reason"], was_in_front) == (401, "revoked", False)
    assert db.session.get_one(Attendee, attendee.id).checked_in_at is None


@pytest.mark.parametrize("header", ["", "Bearer ", "Basic a-door-token", "a-door-token"])
def test_who_shows_no_token_is_refused(app: Flask, event: Event, header: str) -> None:
    item = scan_of(make_attendee(event))

    answer, _was_in_front = send(app, item, headers={"Authorization": header})

    assert (answer.status_code, answer.json["reason"]) == (401, "missing")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 1500, 400),
        (b"[]", 422),
        (b"7", 422),
        (b"{}", 422),
        (b'{"scans": 7}', 422),
        (b'{"scans": []}', 200),
        (b'{"scans": [7]}', 200),
        (b'{"scans": [{"id": 7}]}', 200),
        (b'{"scans": [{"id": "a", "code": "x"}], "now": 7}', 200),
    ],
)
def test_what_is_no_scan_is_left_to_the_api(
    app: Flask, event: Event, data: bytes, status: int
) -> None:
    answer, was_in_front = send(app, json=None, data=data, content_type="application/json")

    assert (answer.status_code, was_in_front) == (status, False)


def test_a_batch_is_left_to_the_api(app: Flask, event: Event) -> None:
    items = [scan_of(make_attendee(event)) for _ in range(2)]

    answer, was_in_front = send(app, *items)

    assert [judged["result"] for judged in answer.json["results"]] == ["welcome", "welcome"]
    assert not was_in_front


def test_a_long_scan_is_left_to_the_api(app: Flask, event: Event) -> None:
    item = scan_of(make_attendee(event), said="x" * 2000)

    answer, was_in_front = send(app, item)

    assert (answer.json["results"][0]["result"], was_in_front) == ("welcome", False)


def test_a_database_that_cannot_be_written_is_told_by_the_api_after_one_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, applications: Any
) -> None:
    app = applications.on("sqlite")
    monkeypatch.setattr(base, "BUSY_SECONDS", 1.0)
    with app.app_context():
        empty()
        event = make_event()
        make_device(event, last_seen_at=datetime.now(UTC))
        item = scan_of(make_attendee(event))
        db.session.rollback()
        db.engine.dispose()
        other = sqlite3.connect(db.engine.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        began = monotonic()

        answer, was_in_front = send(app, item)

        seconds = monotonic() - began
        other.execute("ROLLBACK")
        other.close()
        db.engine.dispose()
    assert (answer.status_code, was_in_front) == (503, False)
    assert answer.json["error"]
    assert answer.headers["Retry-After"]
    assert seconds < 1.8


@contextmanager
def all_waiting_for_the_lock(app: Flask, items: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """Send scans at once while another process writes; the lock is free once all of them wait."""
    front = app.wsgi_app
    while not isinstance(front, Front):
        front = getattr(front, "application", None) or front.inside
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(len(items)) as pool:
        post = app.test_client().post
        sent = [pool.submit(post, SCANS, json={"scans": [item]}, headers=TOKEN) for item in items]
        deadline = monotonic() + 10
        while len(front.together.waiting) < len(items) and monotonic() < deadline:
            sleep(0.005)
        assert len(front.together.waiting) == len(items)
        yield sent
        other.execute("ROLLBACK")
    other.close()


def test_a_scan_that_fails_takes_none_along_that_waited_with_it(
    applications: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = applications.on("sqlite")
    with app.app_context():
        empty()
        event = make_event()
        make_device(event, last_seen_at=datetime.now(UTC))
        items = [scan_of(make_attendee(event)) for _ in range(3)]
        db.session.rollback()
        write_down = scans.write_down

        def fail_for_one(verdict: Any, asked: Any, *rest: Any, **named: Any) -> None:
            if asked.id == items[1]["id"]:
                raise ZeroDivisionError
            write_down(verdict, asked, *rest, **named)

        monkeypatch.setattr(scans, "write_down", fail_for_one)
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        with all_waiting_for_the_lock(app, items) as answers:
            pass

    assert [answer.result().status_code for answer in answers] == [200, 500, 200]


def test_presence_is_dated_when_it_is_written_so_that_other_phones_see_it(
    applications: Any,
) -> None:
    app = applications.on("sqlite")
    with app.app_context():
        empty()
        event = make_event()
        make_device(event, last_seen_at=datetime.now(UTC))
        attendee = make_attendee(event)
        item = scan_of(attendee)
        with all_waiting_for_the_lock(app, [item]) as [answer]:
            free_at = datetime.now(UTC)
        db.session.rollback()

        assert answer.result().json["results"][0]["result"] == "welcome"
        changed_at = db.session.get_one(Attendee, attendee.id).presence_changed_at
        assert changed_at is not None
        assert changed_at >= free_at


def test_a_server_that_is_away_is_told_by_the_api(tmp_path: Path) -> None:
    app = create_app(make_config(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:1/x"))

    answer = app.test_client().post(
        SCANS, json={"scans": [{"id": "a", "code": "x", "at": None}]}, headers=TOKEN
    )

    assert answer.status_code == 503
    assert answer.json["error"]
    assert answer.headers["Retry-After"]
    assert answer.headers["X-Request-Id"]


def test_its_line_in_the_log_is_that_of_any_request_and_names_nobody(
    app: Flask, event: Event, caplog: pytest.LogCaptureFixture
) -> None:
    item = scan_of(make_attendee(event, name="Fatima el Amrani"))

    with caplog.at_level(logging.INFO, "eventapp.requests"):
        _answer, was_in_front = send(app, item)

    assert was_in_front
    [record] = [record for record in caplog.records if record.name == "eventapp.requests"]
    line = json.loads(JsonLine().format(record))
    assert (line["method"], line["route"], line["status"]) == ("POST", SCANS, 200)
    assert "Fatima" not in str(line)
    assert item["code"] not in str(line)
