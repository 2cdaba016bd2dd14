"""The door's API, as a phone with a token sees it."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import Attendee, Scan
from eventapp.rules.event import EventState
from eventapp.rules.rsvp import AttendeeKind, Place
from eventapp.services import badges
from tests.factories import (
    NOW,
    make_attendee,
    make_device,
    make_event,
    make_invitation,
    make_network,
)
from tests.statements import statements

TOKEN = {"Authorization": "Bearer a-door-token"}


class Phone:
    """A phone that talks to the API; one that was ``seen`` just now is answered in front of it."""

    def __init__(self, app: Flask, token: str = "a-door-token", *, seen: bool = False) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"}
        self.seen = seen

    def scan(self, *items: Any) -> list[dict[str, Any]]:
        if self.seen:
            self.get("snapshot")
        response = self.client.post(
            "/door/api/scans", json={"scans": list(items)}, headers=self.headers
        )
        assert response.status_code == 200, response.text
        db.session.rollback()
        results: list[dict[str, Any]] = response.json["results"]
        return results

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(f"/door/api/{path}", headers=self.headers, **options)

    def post(self, path: str, **options: Any) -> Any:
        return self.client.post(f"/door/api/{path}", headers=self.headers, **options)


@pytest.fixture(params=[False, True], ids=["api", "front"])
def phone(app: Flask, database: None, request: pytest.FixtureRequest) -> Phone:
    return Phone(app, seen=request.param)


def scan_of(attendee: Attendee, **values: Any) -> dict[str, Any]:
    with transaction():
        code = badges.code_of(db.session.get_one(Attendee, attendee.id))
    return {"id": str(uuid4()), "code": code, "at": "2026-11-23T12:00:00+00:00", **values}


def results(answers: list[dict[str, Any]]) -> list[str]:
    return [answer["result"] for answer in answers]


def test_first_scan_welcomes_with_what_the_door_needs(phone):
    event = make_event()
    make_device(event)
    invitation = make_invitation(event)
    fatima = make_attendee(event, invitation, name="Fatima el Amrani")
    jan = make_attendee(
        event, invitation, name="Jan van der Berg", position=2, kind=AttendeeKind.COMPANION
    )

    [answer] = phone.scan(scan_of(fatima, id="one"))

    attendee = answer["attendee"]
    assert attendee.pop("checked_in_at") is not None
    assert answer == {
        "id": "one",
        "result": "welcome",
        "attendee": {
            "id": fatima.public_id,
            "name": "Fatima el Amrani",
            "employer": "Bakkerij De Korenbloem",
            "role": "invitee",
            "place": "confirmed",
            "note": "",
            "party": [
                {
                    "id": jan.public_id,
                    "name": "Jan van der Berg",
                    "role": "companion",
                    "checked_in_at": None,
                }
            ],
            "entrance": "Hoofdingang",
        },
    }


def test_second_scan_says_already_in_with_time_and_entrance(phone):
    event = make_event()
    make_device(event)
    make_device(event, token="other", entrance="Zijingang")
    fatima = make_attendee(event)

    first = phone.scan(scan_of(fatima))
    second = Phone(phone.client.application, "other").scan(scan_of(fatima))

    assert results(first + second) == ["welcome", "already_in"]
    assert second[0]["attendee"]["entrance"] == "Hoofdingang"
    assert second[0]["attendee"]["checked_in_at"] == first[0]["attendee"]["checked_in_at"]


@pytest.mark.parametrize(
    ("place", "result"),
    [
        (Place.WAITLISTED, "waitlisted"),
        (Place.NONE, "no_place"),
        (Place.OFFERED, "no_place"),
    ],
)
def test_nobody_without_a_place_gets_in(phone, place, result):
    event = make_event()
    make_device(event)
    attendee = make_attendee(event, place=place)

    [answer] = phone.scan(scan_of(attendee))

    assert answer["result"] == result
    assert answer["attendee"]["note"] != ""
    assert db.session.get_one(Attendee, attendee.id).checked_in_at is None


def test_waiting_person_hears_the_number_on_the_list(phone):
    event = make_event()
    make_device(event)
    make_attendee(event, place=Place.WAITLISTED)
    second = make_attendee(event, place=Place.WAITLISTED)

    [answer] = phone.scan(scan_of(second))

    assert "2" in answer["attendee"]["note"]


def test_badge_of_another_event_names_the_event_and_no_person(phone):
    event = make_event()
    make_device(event)
    other = make_event(event.network, title="Bedankt voor die banen")
    attendee = make_attendee(other, name="Omar Idrissi")

    [answer] = phone.scan(scan_of(attendee))

    assert (answer["result"], answer["attendee"]) == ("other_event", None)
    assert answer["event"]["title"] == "Bedankt voor die banen"
    assert "Omar" not in json.dumps(answer)


def test_badge_of_another_network_names_neither_event_nor_person(phone):
    make_device(make_event())
    attendee = make_attendee(make_event(make_network(), title="Geheim"), name="Omar Idrissi")

    [answer] = phone.scan(scan_of(attendee, id="foreign"))

    assert answer == {"id": "foreign", "result": "other_event", "attendee": None}


def test_replaced_badge_is_revoked(phone):
    event = make_event()
    make_device(event)
    attendee = make_attendee(event)
    old = scan_of(attendee)
    with transaction():
        badges.renew(db.session.get_one(Attendee, attendee.id))

    answers = phone.scan(old, scan_of(attendee))

    assert results(answers) == ["revoked", "welcome"]


@pytest.mark.parametrize(
    "code",
    ["", "A", "A" * 26, "A" * 5000, "https://olievlek.example/B/", "x\x00y", "</script>", "🎉" * 9],
)
def test_garbage_is_unknown_and_wedges_nothing(phone, code):
    event = make_event()
    make_device(event)
    attendee = make_attendee(event)

    answers = phone.scan({"id": "bad", "code": code, "at": ""}, scan_of(attendee))

    assert results(answers) == ["unknown", "welcome"]


@pytest.mark.parametrize(
    "item",
    [
        None,
        7,
        "text",
        [],
        {},
        {"id": "a"},
        {"code": "b"},
        {"id": 5, "code": "x"},
        {"id": "x" * 37, "code": "x"},
        {"id": "", "code": "x"},
        {"id": "a\x00", "code": "x"},
        {"id": "\ud800", "code": "x"},
        {"id": "a", "code": {"$ne": 1}},
        {"id": "~" + "0" * 32, "code": "x"},
    ],
)
def test_malformed_scan_spoils_no_other(phone, item):
    event = make_event()
    make_device(event)
    attendee = make_attendee(event)

    answers = phone.scan(item, scan_of(attendee))

    assert results(answers) == ["unknown", "welcome"]


@pytest.mark.parametrize(
    "at",
    [
        None,
        "",
        "gisteren",
        "2027-01-01",
        12,
        "9999-12-31T23:59:59+00:00",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_wrong_clock_of_a_phone_harms_nobody(phone, at):
    event = make_event()
    make_device(event)
    attendee = make_attendee(event)

    [answer] = phone.scan(scan_of(attendee, at=at))

    assert answer["result"] == "welcome"
    assert answer["attendee"]["checked_in_at"] < "2100"


def test_same_scan_replayed_gets_the_first_answer(phone):
    event = make_event()
    make_device(event)
    item = scan_of(make_attendee(event))

    answers = phone.scan(*[item] * 100)

    assert results(answers) == ["welcome"] * 100
    assert len(db.session.scalars(select(Scan)).all()) == 1


def test_address_of_any_host_and_lower_case_read_alike(phone):
    event = make_event()
    make_device(event)
    item = scan_of(make_attendee(event))

    answers = phone.scan(
        {**item, "id": "1", "code": f"HTTPS://ELDERS.EXAMPLE/B/{item['code']}"},
        {**item, "id": "2", "code": item["code"].lower()},
    )

    assert results(answers) == ["welcome", "already_in"]


def test_person_found_by_name_is_let_in_by_id(phone):
    event = make_event()
    make_device(event)
    inside, foreign = make_attendee(event), make_attendee(make_event(event.network))

    answers = phone.scan(
        {"id": "1", "attendee": inside.public_id},
        {"id": "2", "attendee": foreign.public_id},
        {"id": "3", "attendee": "nobody"},
    )

    assert results(answers) == ["welcome", "unknown", "unknown"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"scans": {}}', 422),
        (json.dumps({"scans": [{}] * 101}).encode(), 422),
        (b" " * 600_000, 413),
    ],
)
def test_bad_body_is_refused_in_json(phone, body, status):
    make_device(make_event())

    response = phone.post("scans", data=body, content_type="application/json")

    assert response.status_code == status
    assert response.json["error"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic a-door-token", "Bearer café", "Bearer nope"]
)
def test_unknown_token_is_refused(app, database, header):
    make_device(make_event())

    response = app.test_client().post(
        "/door/api/scans", json={"scans": []}, headers={"Authorization": header}
    )

    assert response.status_code == 401
    assert response.json["reason"] in {"missing", "unknown"}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"revoked_at": NOW}, "revoked"),
        ({"expires_at": NOW.replace(year=2020)}, "expired"),
    ],
)
def test_stopped_device_hears_why(phone, values, reason):
    event = make_event()
    make_device(event, **values)
    item = scan_of(make_attendee(event))

    response = phone.post("scans", json={"scans": [item]})

    assert (response.status_code, response.json["reason"]) == (401, reason)
    for path in ("attendees?q=fatima", "snapshot"):
        assert phone.get(path).status_code == 401


@pytest.mark.parametrize(
    ("beside", "costs"),
    [([], {"sqlite": 3, "postgresql": 2}), ([7], {"sqlite": 4, "postgresql": 3})],
    ids=["front", "api"],  # a batch is left to the API
)
def test_first_scan_costs_few_statements(app, database, beside, costs):
    event = make_event()
    make_device(event, last_seen_at=datetime.now(UTC))
    item = scan_of(make_attendee(event))

    with statements() as asked:
        answers = Phone(app).scan(item, *beside)

    writing = [statement for statement in asked if not statement.startswith("BEGIN")]
    assert results(answers)[0] == "welcome"
    assert len(writing) == costs[db.engine.dialect.name], asked


def test_search_finds_parts_of_names_and_employers(phone):
    event = make_event()
    make_device(event)
    make_attendee(event, name="Łukasz Çelik", employer_name="Aydin Metaal")
    make_attendee(event, name="Jan van der Berg")
    make_attendee(make_event(event.network), name="Łukasz Elders")

    found = phone.get("attendees", query_string={"q": "lukasz"}).json

    assert [person["name"] for person in found["attendees"]] == ["Łukasz Çelik"]
    assert found["more"] is False
    assert "@" not in json.dumps(found)


@pytest.mark.parametrize("question", ["", "a", " a ", "%%", "__", "!!"])
def test_no_list_without_two_letters(phone, question):
    event = make_event()
    make_device(event)
    make_attendee(event)

    response = phone.get("attendees", query_string={"q": question})

    assert response.status_code == 422
    assert response.json["attendees"] == []


def test_search_shows_twenty_and_says_there_are_more(phone):
    event = make_event()
    make_device(event)
    for _ in range(21):
        make_attendee(event)

    found = phone.get("attendees?q=fatima").json

    assert (len(found["attendees"]), found["more"]) == (20, True)


def test_badge_can_be_looked_up_without_checking_in(phone):
    event = make_event()
    make_device(event)
    fatima = make_attendee(event, name="Fatima el Amrani")
    foreign = make_attendee(make_event(event.network))

    found = phone.get("attendees", query_string={"code": scan_of(fatima)["code"]}).json
    other = phone.get("attendees", query_string={"code": scan_of(foreign)["code"]}).json

    assert [person["name"] for person in found["attendees"]] == ["Fatima el Amrani"]
    assert other["attendees"] == []
    assert db.session.get_one(Attendee, fatima.id).checked_in_at is None


def test_snapshot_counts_and_names_nobody(phone):
    event = make_event()
    make_device(event)
    fatima, _jan = make_attendee(event), make_attendee(event)
    phone.scan(scan_of(fatima))

    response = phone.get("snapshot")

    assert (response.json["inside"], response.json["expected"]) == (1, 2)
    assert [person["id"] for person in response.json["attendees"]] == [fatima.public_id]
    assert "Fatima" not in response.text
    again = phone.client.get(
        "/door/api/snapshot", headers={**TOKEN, "If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


def test_snapshot_since_holds_only_what_changed(phone):
    event = make_event()
    make_device(event)
    make_attendee(
        event, checked_in_at=NOW.replace(year=2020), presence_changed_at=NOW.replace(year=2020)
    )
    fatima = make_attendee(event)
    [answer] = phone.scan(scan_of(fatima, id="x"))
    phone.post("undo", json={"id": answer["id"]})

    found = phone.get("snapshot", query_string={"since": "2021-01-01T00:00:00+00:00"}).json

    assert found["inside"] == 1
    assert found["attendees"] == [{"id": fatima.public_id, "checked_in_at": None, "entrance": ""}]


def test_undo_takes_a_welcome_back_once(phone):
    event = make_event()
    make_device(event)
    fatima = make_attendee(event)
    phone.scan(scan_of(fatima, id="first"))

    undone = phone.post("undo", json={"id": "first"})
    again = phone.post("undo", json={"id": "first"})
    later = phone.scan(scan_of(fatima, id="second"))
    stale = phone.post("undo", json={"id": "first"})

    assert [r.status_code for r in (undone, again, stale)] == [200, 200, 200]
    assert results(later) == ["welcome"]
    db.session.rollback()
    assert db.session.get_one(Attendee, fatima.id).checked_in_at is not None


def test_undo_of_another_phone_is_refused(phone):
    event = make_event()
    make_device(event)
    make_device(event, token="other")
    fatima = make_attendee(event)
    phone.scan(scan_of(fatima, id="first"))

    response = Phone(phone.client.application, "other").post("undo", json={"id": "first"})

    assert response.status_code == 409
    db.session.rollback()
    assert db.session.get_one(Attendee, fatima.id).checked_in_at is not None


def test_scan_at_a_cancelled_event_lets_nobody_in(phone: Phone):
    event = make_event(state=EventState.CANCELLED)
    make_device(event)
    attendee = make_attendee(event)

    answer = phone.scan(scan_of(attendee))[0]

    assert answer["result"] == "no_place"
    assert answer["attendee"]["note"] == "De bijeenkomst is afgelast. Laat niet binnen."
    assert db.session.get_one(Attendee, attendee.id).checked_in_at is None
