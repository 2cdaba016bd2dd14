"""Scans at the same time: one welcome, and the first answer for every repetition."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, direct, direct_transaction, transaction
from eventapp.models import Attendee, Event, Scan
from eventapp.rules.door import ScanRequest, ScanResult
from eventapp.rules.event import EventState
from eventapp.rules.rsvp import Place
from eventapp.services import badges, door, scans
from tests.factories import NOW, make_attendee, make_device, make_event


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


def check_in(attendee: Attendee, _event: Event) -> None:
    attendee.checked_in_at = NOW


def renew_badge(attendee: Attendee, _event: Event) -> None:
    attendee.badge_serial += 1


def lose_place(attendee: Attendee, _event: Event) -> None:
    attendee.place = Place.NONE


def cancel(_attendee: Attendee, event: Event) -> None:
    event.state = EventState.CANCELLED


@pytest.mark.parametrize("meanwhile", [check_in, renew_badge, lose_place, cancel])
def test_who_is_overtaken_between_reading_and_writing_is_not_let_in(
    app: Flask, database: None, meanwhile: Callable[[Attendee, Event], None]
) -> None:
    event = make_event()
    make_device(event)
    attendee = make_attendee(event)
    asked = ScanRequest("one", None, code=code_of(attendee))
    with direct() as through:
        found = scans.look(asked, door.digest("a-door-token"), through)
    assert found is not None
    device, facts = found
    verdict = scans.judge(asked, device, facts, now=NOW)
    with transaction() as session:
        meanwhile(session.get_one(Attendee, attendee.id), session.get_one(Event, event.id))
    before = session.get_one(Attendee, attendee.id).checked_in_at

    def write() -> None:
        with direct_transaction() as through:
            scans.write_down(verdict, asked, device, through, now=NOW)

    with pytest.raises(scans.Overtaken):
        write()

    assert verdict.answer.result is ScanResult.WELCOME
    assert db.session.scalars(select(Scan)).all() == []
    assert db.session.get_one(Attendee, attendee.id).checked_in_at == before
