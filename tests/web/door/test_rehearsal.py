"""Before the day volunteers try their phones with real badges, and nobody goes in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from eventapp.database import db, transaction
from eventapp.models import Attendee, Event, Scan
from eventapp.rules.rsvp import AttendeeKind, Place
from eventapp.services import badges
from tests.factories import NOW, make_attendee, make_device, make_event, make_invitation

TOKEN = {"Authorization": "Bearer a-door-token"}
DAYS_BEFORE, AN_HOUR_BEFORE = timedelta(days=13), timedelta(hours=1)


@pytest.fixture
def event(database: None) -> Iterator[Event]:
    """Give an event that is 13 days away, with a paired phone."""
    starts_at = NOW + DAYS_BEFORE
    made = make_event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=4),
                      answer_before=None)  # fmt: skip
    make_device(made, paired_at=NOW - timedelta(hours=1))
    with time_machine.travel(NOW, tick=False):
        yield made


def scan(
    app: Flask, whom: Attendee, phones_now: datetime | None = None, **values: Any
) -> dict[str, Any]:
    """Scan somebody's badge, with what a phone says of the scan and of its own clock."""
    with transaction():
        code = badges.code_of(db.session.get_one(Attendee, whom.id))
    item = {"id": "one", "code": code, "at": NOW.isoformat(), **values}
    body: dict[str, Any] = {"scans": [item]}
    if phones_now is not None:
        body["now"] = phones_now.isoformat()
    answer = app.test_client().post("/door/api/scans", json=body, headers=TOKEN)
    db.session.rollback()
    found: dict[str, Any] = answer.json["results"][0]
    return found


def written(attendee: Attendee) -> tuple[bool, int | None]:
    """Tell whether somebody is inside, and how many scans are kept."""
    inside = db.session.get_one(Attendee, attendee.id).checked_in_at is not None
    return inside, db.session.scalar(select(func.count()).select_from(Scan))


def test_a_rehearsal_answers_like_the_day_and_writes_nothing(app, event):
    invitation = make_invitation(event)
    fatima = make_attendee(event, invitation)
    make_attendee(event, invitation, position=2, kind=AttendeeKind.COMPANION)

    first, second = (scan(app, fatima, rehearsal=True) for _ in range(2))

    assert first == second
    assert (first["result"], first["rehearsal"]) == ("welcome", True)
    assert len(first["attendee"]["party"]) == 1
    assert written(fatima) == (False, 0)


@pytest.mark.parametrize("place", [Place.WAITLISTED, Place.NONE])
def test_who_has_no_place_is_stopped_in_a_rehearsal_too(app, event, place):
    attendee = make_attendee(event, place=place)

    assert scan(app, attendee, rehearsal=True)["result"] != "welcome"
    assert written(attendee) == (False, 0)


def test_somebody_found_by_name_is_rehearsed_too(app, event):
    fatima = make_attendee(event)

    answer = scan(app, fatima, code=None, attendee=fatima.public_id, rehearsal=True)

    assert (answer["result"], answer["rehearsal"]) == ("welcome", True)
    assert written(fatima) == (False, 0)


@pytest.mark.parametrize("values", [{}, {"rehearsal": False}, {"rehearsal": "yes"}])
def test_only_who_asks_for_a_rehearsal_gets_one(app, event, values):
    fatima = make_attendee(event)

    assert "rehearsal" not in scan(app, fatima, **values)
    assert written(fatima) == (True, 1)


def test_on_the_day_every_scan_counts_whatever_the_phone_believes(app, event):
    fatima = make_attendee(event)

    with time_machine.travel(event.starts_at - AN_HOUR_BEFORE, tick=False):
        moment = (event.starts_at - AN_HOUR_BEFORE).isoformat()
        answer = scan(app, fatima, rehearsal=True, at=moment)

    assert (answer["result"], "rehearsal" in answer) == ("welcome", False)
    assert written(fatima) == (True, 1)


def test_a_scan_of_a_rehearsal_that_was_saved_lets_nobody_in_on_the_day(app, event):
    fatima = make_attendee(event)

    with time_machine.travel(event.starts_at, tick=False):
        answer = scan(app, fatima, rehearsal=True)

    assert answer["rehearsal"]
    assert written(fatima) == (False, 0)


def test_a_saved_scan_of_the_day_counts_from_a_phone_whose_clock_is_days_behind(app, event):
    fatima, late = make_attendee(event), event.starts_at + timedelta(minutes=10)
    two_days = timedelta(days=2)

    with time_machine.travel(late, tick=False):
        answer = scan(
            app,
            fatima,
            phones_now=late - two_days,
            at=(event.starts_at - two_days).isoformat(),
            rehearsal=True,
        )

    assert "rehearsal" not in answer
    assert written(fatima) == (True, 1)
    assert db.session.get_one(Attendee, fatima.id).checked_in_at == event.starts_at


def test_a_saved_rehearsal_stays_one_from_a_phone_whose_clock_is_days_ahead(app, event):
    fatima, ahead = make_attendee(event), timedelta(days=14)

    with time_machine.travel(event.starts_at, tick=False):
        answer = scan(
            app,
            fatima,
            phones_now=event.starts_at + ahead,
            at=(NOW + ahead).isoformat(),
            rehearsal=True,
        )

    assert answer["rehearsal"]
    assert written(fatima) == (False, 0)


def test_the_phone_hears_whether_its_scans_count(app, event):
    def rehearses() -> bool:
        answer = app.test_client().get("/door/api/snapshot", headers=TOKEN)
        return bool(answer.json["device"]["rehearsal"])

    before = rehearses()
    with time_machine.travel(event.starts_at - AN_HOUR_BEFORE, tick=False):
        on_the_day = rehearses()

    assert (before, on_the_day) == (True, False)
