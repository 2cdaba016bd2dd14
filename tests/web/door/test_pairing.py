"""Pairing a phone, and what a badge shows to whom."""

from datetime import UTC, datetime, timedelta

import pytest

from eventapp.database import db, transaction
from eventapp.models import DoorDevice
from eventapp.rules.door import device_expires_at
from eventapp.rules.event import EventState
from eventapp.services import badges, door
from eventapp.services.audit import Actor
from tests.factories import make_attendee, make_event

MINUTE = timedelta(minutes=1)


def pairing_code(event, *, now=None):
    with transaction():
        device, code = door.invite_device(
            event, "Hoofdingang", actor=Actor("Annelies"), now=now or datetime.now(UTC)
        )
        return device.id, code


@pytest.fixture
def event(database):
    now = datetime.now(UTC)
    return make_event(starts_at=now - 60 * MINUTE, ends_at=now + 60 * MINUTE)


def test_get_shows_event_and_entrance_and_changes_nothing(browser, event):
    device_id, code = pairing_code(event)

    page = browser.get(f"/door/pair/{code}")
    browser.get(f"/door/pair/{code}")

    assert "Kijkdag 2027" in page.text
    assert "Hoofdingang" in page.text
    assert db.session.get_one(DoorDevice, device_id).paired_at is None


def test_post_gives_a_token_that_works_once(browser, event):
    _device_id, code = pairing_code(event)

    paired = browser.get(f"/door/pair/{code}").submit("/door/pair/")
    again = browser.get(f"/door/pair/{code}")
    [place] = paired.all(".//section[@data-door-token]")
    token = place.get("data-door-token")
    answer = browser.client.get("/door/api/snapshot", headers={"Authorization": f"Bearer {token}"})

    assert paired.status == 200
    assert again.status == 410
    assert "al gebruikt" in again.text
    assert answer.status_code == 200


def test_script_gets_the_token_as_json(browser, event):
    _device_id, code = pairing_code(event)
    data = browser.get(f"/door/pair/{code}").fields("/door/pair/")

    first, second = (
        browser.client.post(f"/door/pair/{code}", data=data, headers={"Accept": "application/json"})
        for _ in range(2)
    )

    assert len(first.json["token"]) >= 43
    assert (second.status_code, "token" in second.json) == (410, False)


def test_link_lapses_after_fifteen_minutes(browser, event):
    _device_id, code = pairing_code(event, now=datetime.now(UTC) - 15 * MINUTE)

    page = browser.get(f"/door/pair/{code}")

    assert page.status == 410
    assert "kwartier" in page.text


@pytest.mark.parametrize("code", ["x", "A" * 22, "</script>", "%F0%9F%8E%89"])
def test_unknown_link_is_not_found(browser, database, code):
    assert browser.get(f"/door/pair/{code}").status == 404


def test_trying_codes_is_throttled(browser, event):
    _device_id, code = pairing_code(event)
    data = browser.get(f"/door/pair/{code}").fields("/door/pair/")

    statuses = [browser.post(f"/door/pair/guess-{n}", data).status for n in range(61)]

    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_scanner_page_holds_no_data(browser, event):
    make_attendee(event, name="Fatima el Amrani")

    page = browser.get("/door/")

    assert page.status == 200
    assert "nog niet gekoppeld" in page.text
    assert "Fatima" not in page.text


def test_badge_tells_the_event_and_no_person(browser, event):
    attendee = make_attendee(event, name="Fatima el Amrani")
    with transaction():
        code = badges.code_of(db.session.merge(attendee))

    page = browser.get(f"/B/{code}")

    assert "Kijkdag 2027" in page.text
    assert "Fatima" not in page.text
    assert "Korenbloem" not in page.text


def test_unknown_badge_and_badge_of_a_draft_are_not_found(browser, database):
    draft = make_event(state=EventState.DRAFT)
    attendee = make_attendee(draft)
    with transaction():
        code = badges.code_of(db.session.merge(attendee))

    assert browser.get(f"/B/{code}").status == 404
    assert browser.get(f"/B/{'A' * 26}").status == 404
    assert browser.get("/B/x").status == 404


def test_command_prints_a_link_or_a_token(app, event):
    slugs = ["--network", event.network.slug, "--event", event.slug]
    runner = app.test_cli_runner()

    link = runner.invoke(args=["door", "pair", *slugs, "--entrance", "Hoofdingang"])
    token = runner.invoke(args=["door", "pair", *slugs, "--entrance", "Zijingang", "--token"])
    wrong = runner.invoke(
        args=["door", "pair", "--network", "nergens", "--event", "x", "--entrance", "Deur"]
    )

    client = app.test_client()
    headers = {"Authorization": f"Bearer {token.output.strip()}"}
    assert client.get(link.output.strip().removeprefix("http://localhost")).status_code == 200
    assert client.get("/door/api/snapshot", headers=headers).status_code == 200
    assert wrong.exit_code == 1
    assert "no event" in wrong.output


def test_device_lasts_as_long_as_a_moved_event(event):
    device_id, _code = pairing_code(event)
    with transaction():
        moved = db.session.merge(event)
        moved.ends_at += 60 * MINUTE
        door.follow_event(moved)

    device = db.session.get_one(DoorDevice, device_id)
    assert device.expires_at == device_expires_at(device.event.ends_at)
