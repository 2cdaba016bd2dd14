from datetime import datetime
from io import BytesIO
from typing import Any

import icalendar
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select
from time_machine import travel

from eventapp.database import db
from eventapp.formats.links import Links
from eventapp.models import Attendee, Badge, Invitation
from eventapp.rules import badge_code
from tests.factories import NOW, make_contact, make_event, make_invitation, make_network


@pytest.fixture(autouse=True)
def _in_march():
    with travel(NOW, tick=False):
        yield


def make_jan(**values: Any) -> Invitation:
    event = make_event(make_network(), **values)
    return make_invitation(event, make_contact(event.network, name="Jan van der Berg"))


def path(app, invitation, rest=""):
    links: Links = app.extensions["links"]
    return f"/i/{links.token('invitation', invitation.public_id)}/{rest}"


def decoded(png: bytes) -> str:
    """Read a QR as a scanner does."""
    with Image.open(BytesIO(png)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"))
    assert len(found) == 1
    return str(found[0].text)


def person_of(text: str) -> str:
    """Find whose badge a QR is."""
    code = badge_code.read(text)
    assert code is not None
    return db.session.scalars(
        select(Attendee.name)
        .join(Badge)
        .where(Badge.code_digest == badge_code.digest(code), Badge.serial == Attendee.badge_serial)
    ).one()


def test_each_person_has_a_badge_that_a_scanner_reads(app, browser):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED", "companions-0": "Anna Bos"})

    own = browser.client.get(path(app, invitation, "badge.png"))
    companion = browser.client.get(path(app, invitation, "badge-2.png"))

    assert own.mimetype == "image/png"
    assert own.headers["Cache-Control"].startswith("private")
    assert decoded(own.data).startswith("HTTP://LOCALHOST/B/")
    assert person_of(decoded(own.data)) == "Jan van der Berg"
    assert person_of(decoded(companion.data)) == "Anna Bos"


def test_the_page_names_each_picture(app, browser):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED", "companions-0": "Anna Bos"})

    page = browser.get(path(app, invitation, "badge"))

    assert [image.get("alt") for image in page.all(".//main//img")] == [
        "QR-code van de badge van Jan van der Berg",
        "QR-code van de badge van Anna Bos",
    ]
    for image in page.all(".//main//img"):
        assert browser.client.get(image.get("src")).status_code == 200


def test_each_code_stands_there_to_be_read_aloud_and_typed(app, browser):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED", "companions-0": "Anna Bos"})

    page = browser.get(path(app, invitation, "badge"))

    typed = [span.text for span in page.all(".//*[@class='badge-card__code']/span")]
    assert [person_of(code) for code in typed] == ["Jan van der Berg", "Anna Bos"]


@pytest.mark.parametrize("data", [None, {"answer": "TENTATIVE"}])
def test_without_a_place_there_is_no_badge(app, browser, data):
    invitation = make_jan()
    if data:
        browser.post(path(app, invitation), data)

    page = browser.get(path(app, invitation, "badge"))

    assert page.status == 302
    assert page.location == path(app, invitation)
    assert browser.get(path(app, invitation, "badge.png")).status == 404
    assert browser.get(path(app, invitation, "badge-2.png")).status == 404


def test_the_badge_goes_with_the_place(app, browser):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED"})
    browser.post(path(app, invitation), {"answer": "DECLINED"})

    assert browser.get(path(app, invitation, "badge.png")).status == 404


def test_the_calendar_holds_the_event_and_no_personal_data(app, browser):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED", "diet": "halal"})

    answer = browser.client.get(path(app, invitation, "event.ics"))

    assert answer.mimetype == "text/calendar"
    event = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")[0]
    assert str(event["UID"]) == invitation.event.uid
    assert event["DTSTART"].dt.isoformat() == "2027-04-15T12:30:00+02:00"
    text = answer.get_data(as_text=True).replace("\r\n ", "")
    for secret in ("Berg", "werkgever.example", "halal", "/i/", invitation.public_id, "ATTENDEE"):
        assert secret not in text


def test_a_numbered_badge_of_nobody_is_nowhere(app, browser):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED"})

    for rest in ("badge-2.png", "badge-0.png", "badge-999999999999.png", "badge--1.png"):
        assert browser.get(path(app, invitation, rest)).status == 404


def test_the_badge_stays_to_be_seen_after_the_closing_moment(app, browser):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED"})

    with travel(datetime.fromisoformat("2027-04-15T10:00+00:00"), tick=False):
        page = browser.get(path(app, invitation, "badge"))

    assert page.status == 200
    assert "Wijzig uw antwoord" not in page.text
