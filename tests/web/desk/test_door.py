"""The door at the desk: pairing links, scanners and the arrivals as they happen."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import Attendee, AuditEntry, DoorDevice
from eventapp.rules.access import Role
from eventapp.rules.rsvp import AttendeeKind, Place
from tests.factories import (
    make_attendee,
    make_contact,
    make_device,
    make_event,
    make_invitation,
    make_network,
    make_user,
)
from tests.statements import statements

HOUR = timedelta(hours=1)
SOON = 3 * HOUR


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def event(database, now):
    network = make_network()
    return make_event(network, starts_at=now - SOON, ends_at=now + SOON)


@pytest.fixture
def organiser(event, browser):
    return browser.login(make_user(event.network))


def url(event, rest=""):
    return f"/desk/{event.network.slug}/{event.slug}/door{rest}"


def pairing_link(organiser, event, entrance="Hoofdingang"):
    page = organiser.get(url(event)).submit("/devices", entrance=entrance)
    assert page.status == 303, page.text
    shown = organiser.follow(page)
    [field] = shown.all(".//input[@id='link']")
    return shown, field.get("value")


def test_door_counts_who_is_inside(organiser, event, now):
    make_attendee(event, name="Fatima el Amrani", checked_in_at=now, entrance="Hoofdingang")
    make_attendee(event, name="Jan van der Berg")
    make_attendee(event, name="Ricardo Mensah", place=Place.WAITLISTED)

    page = organiser.get(url(event))

    assert page.texts(".//p[@class='poster__number']") == ["1"]
    assert page.texts(".//p[@class='poster__of']") == ["van 2 verwacht"]
    assert "Fatima el Amrani" in page.text
    assert "Jan van der Berg" in page.text
    assert "Ricardo Mensah" not in page.text


def test_empty_door_says_how_to_begin(organiser, event):
    page = organiser.get(url(event))

    assert "Nog niemand is binnen" in page.text
    assert "Er is nog geen scanner" in page.text


def test_before_the_day_the_door_says_who_was_let_in_for_real(organiser, event, now):
    coming = make_event(
        event.network, starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=3)
    )
    before = organiser.get(url(coming))
    for entrance in ("Zijingang", "Hoofdingang", "Zijingang"):
        make_attendee(coming, checked_in_at=now, entrance=entrance)

    page = organiser.get(url(coming))

    assert "tenzij iemand op een telefoon" in before.text
    assert "echt binnengelaten" not in before.text
    assert "3 mensen echt binnengelaten: 2 via Zijingang, 1 via Hoofdingang." in page.text
    assert "gaat echt naar binnen" not in page.text


def test_on_the_day_nobody_is_let_in_too_early(organiser, event, now):
    make_attendee(event, checked_in_at=now, entrance="Hoofdingang")

    page = organiser.get(url(event))

    assert "echt binnengelaten" not in page.text


def test_a_scanner_is_added_in_the_same_place_before_and_after_the_first(organiser, event):
    before = organiser.get(url(event))
    make_device(event)

    after = organiser.get(url(event))

    for page in (before, after):
        assert page.texts(".//h2")[-1] == "Scanner toevoegen"
        assert len(page.all(".//a[@id='another-scanner'][@href='#new-scanner']")) == 1
    assert len(before.all(".//a[@id='first-scanner']")) == 1


def test_search_narrows_both_lists(organiser, event, now):
    make_attendee(event, name="Fatima el Amrani", checked_in_at=now)
    make_attendee(event, name="Eline de Groot", checked_in_at=now)
    make_attendee(event, name="Fátima Yilmaz")

    page = organiser.get(url(event, "?q=fatima"))

    assert "Fatima el Amrani" in page.text
    assert "Fátima Yilmaz" in page.text
    assert "Eline" not in page.text


def test_those_awaited_stand_by_family_name_with_their_companions(organiser, event):
    for name, companion in (("Zoë Adriaansen", "Hans Zuid"), ("Anna Vos", None)):
        contact = make_contact(event.network, name=name)
        invitation = make_invitation(event, contact)
        make_attendee(event, name=name, invitation=invitation)
        if companion:
            make_attendee(event, name=companion, invitation=invitation, position=2)

    page = organiser.get(url(event))

    text = " ".join(page.text.split())
    assert text.index("Adriaansen") < text.index("Zuid") < text.index("Vos")


@pytest.mark.parametrize(
    ("begins_in", "end_of_row"),
    [(timedelta(days=7), "verwacht"), (-HOUR, "Bellen"), (-4 * HOUR, "niet gescand")],
    ids=["a week ahead", "on now", "over"],
)
def test_who_is_not_inside_can_be_called_while_it_is_of_use(
    browser, database, now, begins_in, end_of_row
):
    event = make_event(make_network(), starts_at=now + begins_in, ends_at=now + begins_in + SOON)
    jan = make_contact(event.network, name="Jan van der Berg", phone="06 1234 5678")
    make_attendee(event, make_invitation(event, jan), name=jan.name)
    browser.login(make_user(event.network))

    [row] = browser.get(url(event)).texts(".//ul[@class='rows']/li")

    assert row.split()[-len(end_of_row.split()) :] == end_of_row.split()


def test_a_companion_stands_with_whose_guest_it_is(organiser, event, now):
    invitation = make_invitation(event)
    make_attendee(event, invitation, name="Zoë Adriaansen")
    for position, inside in ((2, now), (3, None)):
        companion = {"kind": AttendeeKind.COMPANION, "position": position, "checked_in_at": inside}
        make_attendee(event, invitation, employer_name="Aydin Metaal", **companion)

    page = organiser.get(url(event))

    assert page.text.count("Gast van Zoë Adriaansen · Aydin Metaal") == 2


def test_arrivals_answer_304_until_something_changes(organiser, event, now):
    attendee = make_attendee(event)
    first = organiser.client.get(url(event, "/arrivals"))
    headers = {"If-None-Match": first.headers["ETag"]}

    same = organiser.client.get(url(event, "/arrivals"), headers=headers)
    with transaction():
        db.session.get_one(Attendee, attendee.id).checked_in_at = now
    changed = organiser.client.get(url(event, "/arrivals"), headers=headers)

    assert [first.status_code, same.status_code, changed.status_code] == [200, 304, 200]
    assert same.data == b""
    assert (changed.json["inside"], changed.json["expected"]) == (1, 1)
    assert 'data-inside="1"' in changed.json["html"]


def test_pairing_link_is_shown_once(organiser, event):
    shown, link = pairing_link(organiser, event)
    again = organiser.get(shown.url)

    assert re.fullmatch(r"http://localhost/door/pair/[\w-]{22}", link)
    assert "<svg" in shown.response.text
    assert "/door/pair/" not in again.text
    assert again.all(".//input[@id='link']") == []


@pytest.mark.parametrize(
    ("base_url", "label", "explained"),
    [
        ("http://127.0.0.1:8000", "De link, voor een andere browser op deze computer", True),
        ("https://olievlek.example", "Of stuur deze link", False),
    ],
)
def test_a_link_is_to_be_sent_only_when_a_phone_can_open_it(
    organiser, event, app, monkeypatch, base_url, label, explained
):
    config = replace(app.extensions["config"], base_url=base_url)
    monkeypatch.setitem(app.extensions, "config", config)

    shown, _link = pairing_link(organiser, event)

    assert shown.texts(".//label[@for='link']") == [label]
    assert ("make phones" in shown.text, "BASE_URL" in shown.text) == (explained, explained)


def test_only_digests_of_a_link_are_stored(organiser, event):
    _shown, link = pairing_link(organiser, event)

    device = db.session.scalars(select(DoorDevice)).one()

    assert link.rsplit("/", 1)[1] not in str(vars(device))
    assert device.token_digest is None


@pytest.mark.parametrize("entrance", ["", "   ", "x" * 61, "\x07\n"])
def test_entrance_without_a_good_name_is_refused(organiser, event, entrance):
    page = organiser.get(url(event)).submit("/devices", entrance=entrance)

    assert page.status == 422
    assert db.session.scalars(select(DoorDevice)).all() == []


def test_this_device_becomes_a_scanner_at_once(organiser, event, app):
    page = organiser.get(url(event)).submit("/devices", entrance="Zijingang", device="this")

    [place] = page.all(".//*[@data-door-token]")
    answer = app.test_client().get(
        "/door/api/snapshot", headers={"Authorization": f"Bearer {place.get('data-door-token')}"}
    )
    [device] = db.session.scalars(select(DoorDevice)).all()
    assert (page.status, answer.status_code) == (200, 200)
    assert (device.entrance, device.pairing_digest) == ("Zijingang", None)


def test_the_first_scanner_is_proposed_a_name_in_the_language_of_the_network(browser, event):
    english = browser.login(make_user(event.network, language="en"))
    first = english.get(url(event))
    make_device(event)
    second = english.get(url(event))

    [proposed], [left_open] = (page.all(".//input[@id='entrance']") for page in (first, second))
    assert "Scan on this device" in first.text
    assert (proposed.get("value"), left_open.get("value")) == ("Hoofdingang", "")


def test_this_device_needs_an_entrance_too(organiser, event):
    page = organiser.get(url(event)).submit("/devices", entrance=" ", device="this")

    assert page.status == 422
    assert db.session.scalars(select(DoorDevice)).all() == []


def test_hostile_entrance_is_plain_text(organiser, event):
    shown, _link = pairing_link(organiser, event, "</script><b>'\"🎉")

    assert "</script><b>'\"🎉" in shown.text


def test_event_that_is_over_pairs_nobody(browser, database, now):
    event = make_event(starts_at=now - timedelta(hours=10), ends_at=now - timedelta(hours=7))
    organiser = browser.login(make_user(event.network))
    page = organiser.get(url(event))

    refused = organiser.post(
        url(event, "/devices"),
        {"entrance": "Deur", "csrf_token": page.fields("logout")["csrf_token"]},
    )

    assert "voorbij" in page.text
    assert refused.status == 422


def test_stopped_scanner_is_out_at_once(organiser, event, app, now):
    device = make_device(event, paired_at=now - SOON)

    page = organiser.get(url(event)).submit(f"/devices/{device.id}/revoke")
    answer = app.test_client().get(
        "/door/api/snapshot", headers={"Authorization": "Bearer a-door-token"}
    )

    assert page.status == 303
    assert (answer.status_code, answer.json["reason"]) == (401, "revoked")


def test_check_in_is_taken_back_and_remembered(organiser, event, now):
    attendee = make_attendee(event, name="Fatima el Amrani", checked_in_at=now, entrance="Deur")

    page = organiser.get(url(event)).submit("/check-out")

    db.session.rollback()
    assert page.status == 303
    assert db.session.get_one(Attendee, attendee.id).checked_in_at is None
    entries = db.session.scalars(select(AuditEntry.action)).all()
    assert "door.checked_out" in entries


def test_viewer_sees_but_changes_nothing(browser, event, now):
    attendee = make_attendee(event, checked_in_at=now)
    device = make_device(event, paired_at=now - SOON)
    viewer = browser.login(make_user(event.network, Role.VIEWER))
    page = viewer.get(url(event))
    token = {"csrf_token": page.fields("logout")["csrf_token"]}

    statuses = [
        viewer.post(url(event, path), {**token, "entrance": "Deur"}).status
        for path in (
            "/devices",
            f"/devices/{device.id}/revoke",
            f"/attendees/{attendee.public_id}/check-out",
        )
    ]

    assert page.status == 200
    assert page.all(".//main//form[@method='post']") == []
    assert statuses == [403, 403, 403]
    assert viewer.get(url(event, f"/devices/{device.id}")).status == 403


def test_other_network_and_other_event_are_not_found(organiser, event, now):
    foreign = make_event(make_network())
    sister = make_event(event.network)
    device, attendee = make_device(sister), make_attendee(sister, checked_in_at=now)
    token = {"csrf_token": organiser.get(url(event)).fields("logout")["csrf_token"]}

    assert organiser.get(url(foreign)).status == 404
    assert organiser.get(url(foreign, "/arrivals")).status == 404
    for path in (f"/devices/{device.id}/revoke", f"/attendees/{attendee.public_id}/check-out"):
        assert organiser.post(url(event, path), token).status == 404


def test_page_costs_the_same_for_more_people_and_scanners(organiser, event, now):
    organiser.get(url(event))
    asked = []
    for number in range(3):
        make_attendee(event, checked_in_at=now, invitation=make_invitation(event))
        make_attendee(event, invitation=make_invitation(event))
        make_device(event, token=f"token-{number}", paired_at=now - SOON)
        with statements() as seen:
            organiser.get(url(event))
        asked.append(seen)

    assert len(asked[-1]) <= len(asked[0]) <= 16, [one for one in asked[-1] if one not in asked[0]]
