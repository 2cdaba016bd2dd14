"""Scans at the same time: one welcome, and the first answer for every repetition."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import Attendee, Scan
from eventapp.services import badges
from tests.factories import make_attendee, make_device, make_event


def code_of(attendee: Attendee) -> str:
    with transaction():
        return badges.code_of(db.session.get_one(Attendee, attendee.id))


def scan_at_once(app: Flask, requests: list[tuple[str, dict[str, str]]], threads: int) -> Counter:
    """Send each (token, scan) from a thread of its own, all at the same moment."""
    barrier = Barrier(threads)

    def send(request: tuple[str, dict[str, str]]) -> str:
        token, item = request
        client = app.test_client()
        barrier.wait()
        response = client.post(
            "/door/api/scans",
            json={"scans": [item]},
            headers={"Authorization": f"Bearer {token}"},
        )
        assert response.status_code == 200, response.text
        return str(response.json["results"][0]["result"])

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(send, requests))


def test_one_badge_at_two_entrances_at_once_is_one_welcome(app, database):
    event = make_event()
    make_device(event, token="hoofdingang")
    make_device(event, token="zijingang", entrance="Zijingang")
    attendees = [make_attendee(event) for _ in range(10)]
    for attendee in attendees:
        code = code_of(attendee)
        requests = [
            (token, {"id": "1-" + code[:8], "code": code}) for token in ("hoofdingang", "zijingang")
        ]

        answers = scan_at_once(app, requests, threads=2)

        assert answers == {"welcome": 1, "already_in": 1}
    db.session.rollback()
    assert len(db.session.scalars(select(Scan)).all()) == 20


@pytest.mark.drill
def test_one_scan_sent_a_hundred_times_at_once_is_answered_alike(app, database):
    event = make_event()
    make_device(event)
    code = code_of(make_attendee(event))
    requests = [("a-door-token", {"id": "the-same", "code": code})] * 20

    answers = sum((scan_at_once(app, requests, threads=20) for _ in range(5)), Counter())

    db.session.rollback()
    assert answers == {"welcome": 100}
    assert len(db.session.scalars(select(Scan)).all()) == 1


def test_one_id_for_two_badges_at_once_lets_one_in(app, database):
    event = make_event()
    make_device(event)
    rounds = 20

    for number in range(rounds):
        codes = [code_of(make_attendee(event)) for _ in range(2)]
        requests = [("a-door-token", {"id": f"same-{number}", "code": code}) for code in codes]
        scan_at_once(app, requests, threads=2)

    db.session.rollback()
    inside = db.session.scalars(select(Attendee).where(Attendee.checked_in_at.is_not(None))).all()
    assert len(inside) == rounds
