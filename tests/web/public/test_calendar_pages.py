"""What everyone may see: networks, a year, an event, and their calendars."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import Event, Network
from eventapp.rules.event import EventKind, EventState
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_item,
    make_network,
)
from tests.pages import Browser, Page
from tests.statements import count_statements

URL = "/west-brabant/kijkdag-2027/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def entries(page: Page) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(page.response.data)
    return list(calendar.walk("VEVENT"))


def test_without_a_network_the_front_page_leads_to_the_set_up(browser: Browser) -> None:
    page = browser.get("/")

    assert (page.status, page.location) == (303, "/setup")


def test_the_front_page_lists_every_network(browser: Browser, network: Network) -> None:
    make_network(name="Alblasserwaard")

    page = browser.get("/")

    assert page.texts(".//main//li//strong") == ["Alblasserwaard", "West-Brabant"]


def test_the_front_page_says_what_comes_first_and_offers_to_log_in(
    browser: Browser, event: Event
) -> None:
    soon = event.starts_at - timedelta(days=7)
    make_event(event.network, title="Concept", starts_at=soon, state=EventState.DRAFT)
    make_event(
        event.network,
        title="Later",
        ends_at=event.ends_at + timedelta(days=7),
        starts_at=event.ends_at,
    )
    make_network(name="Alblasserwaard")

    page = browser.get("/?lang=nl")

    assert page.texts(".//main//li//span[@class='rows__sub']") == [
        "Eerstvolgende: Kijkdag 2027, do 15 april 2027, Roosendaal"
    ]
    [button] = page.all(".//main//a[@class='button button--main']")
    assert (button.get("href"), "".join(button.itertext())) == ("/account/login", "Inloggen")


def test_the_front_page_costs_the_same_for_more_networks(browser: Browser, event: Event) -> None:
    few = count_statements(browser, "/")
    for _number in range(3):
        make_event(make_network())

    assert count_statements(browser, "/") == few


def test_the_year_shows_what_is_or_was_published(browser: Browser, event: Event) -> None:
    make_event(event.network, title="Concept", state=EventState.DRAFT)
    make_event(event.network, title="Van een ander")
    make_event(event.network, title="Afgelast", state=EventState.CANCELLED, published_at=NOW)
    make_event(make_network(), title="Elders")

    page = browser.get("/west-brabant/?year=2027")

    assert "Kijkdag 2027" in page.text
    assert "Afgelast" in page.text
    assert "Concept" not in page.text
    assert "Elders" not in page.text


def test_the_address_of_the_calendar_stands_there_as_text(browser: Browser, event: Event) -> None:
    page = browser.get("/west-brabant/")

    (field,) = page.all(".//input[@id='feed']")
    assert field.get("value") == "http://localhost/west-brabant/agenda.ics"
    assert field.get("readonly") is not None


def test_an_empty_year_says_so(browser: Browser, network: Network) -> None:
    assert browser.get("/west-brabant/?year=2031").status == 200
    assert browser.get("/west-brabant/?year=1").status == 404
    assert browser.get("/bestaat-niet/").status == 404


def test_an_event_shows_when_where_and_the_programme(browser: Browser, event: Event) -> None:
    make_item(event, title="Jobcarving", room="De Ketel", speakers=("Sanne Verhagen",))

    page = browser.get(URL)

    assert page.texts(".//h1") == ["Kijkdag 2027"]
    assert "donderdag 15 april 2027" in page.text
    assert "12.30 tot 18.00 uur" in page.text
    assert "De Ketel · Sanne Verhagen" in page.text
    assert page.texts(".//main//p/strong")[:1] == ["bedrijven"]
    assert "<script>alert" not in page.response.get_data(as_text=True)


def test_the_thank_you_evening_turns_the_poster_round(browser: Browser, network: Network) -> None:
    make_event(network, slug="bedankt-2027", kind=EventKind.THANK_YOU)

    page = browser.get("/west-brabant/bedankt-2027/")

    assert page.all(".//div[@class='poster poster--thank_you poster--public']")


@pytest.mark.parametrize("path", [URL, f"{URL}event.ics"])
def test_a_draft_is_not_found(browser: Browser, event: Event, path: str) -> None:
    with transaction():
        event.state = EventState.DRAFT

    assert browser.get(path).status == 404


def test_a_cancelled_event_keeps_its_page_and_says_so(browser: Browser, event: Event) -> None:
    with transaction():
        event.state = EventState.CANCELLED
        event.sequence = 3

    page = browser.get(URL)
    [entry] = entries(browser.get(f"{URL}event.ics"))

    assert page.status == 200
    assert page.all(".//div[@class='notice notice--error']")
    assert (entry["STATUS"], entry["SEQUENCE"], entry["UID"]) == ("CANCELLED", 3, event.uid)


def test_the_calendar_entry_holds_what_everyone_may_know(browser: Browser, event: Event) -> None:
    contact = make_contact(event.network, name="Saskia 't Hart", email="saskia@hart.example")
    make_attendee(event, make_invitation(event, contact), name="Saskia 't Hart")

    page = browser.get(f"{URL}event.ics")

    [entry] = entries(page)
    assert page.response.mimetype == "text/calendar"
    assert entry["UID"] == event.uid
    assert entry["SUMMARY"] == "Kijkdag 2027"
    assert entry["LOCATION"] == "De Gistfabriek, Kade 14, 4703 GD, Roosendaal"
    assert entry["URL"] == "http://localhost/west-brabant/kijkdag-2027/"
    assert entry["DTSTART"].dt == event.starts_at
    assert b"askia" not in page.response.data
    assert b"/i/" not in page.response.data


def test_the_feed_holds_recent_and_coming_public_events(browser: Browser, event: Event) -> None:
    make_event(event.network, state=EventState.DRAFT)
    make_event(
        event.network,
        starts_at=NOW - timedelta(days=900),
        ends_at=NOW - timedelta(days=899),
        answer_before=None,
    )
    make_event()

    page = browser.get("/west-brabant/agenda.ics")

    assert [entry["UID"] for entry in entries(page)] == [event.uid]
    assert b"BEGIN:VTIMEZONE" in page.response.data


@pytest.mark.parametrize("path", ["/west-brabant/", "/west-brabant/agenda.ics", URL])
def test_a_page_costs_the_same_for_one_row_and_for_many(
    browser: Browser, event: Event, path: str
) -> None:
    make_item(event, room="De Hal", speakers=("Sanne Verhagen",))
    path += "?year=2027"  # with a question nothing is kept

    one = count_statements(browser, path)
    for number in range(3):
        make_event(event.network)
        make_item(event, room=f"Zaal {number}", speakers=("Omar Idrissi", "Joke Smit"))

    assert count_statements(browser, path) == one
    assert one <= 6  # on SQLite with BEGIN


def test_english_is_another_page(browser: Browser, event: Event) -> None:
    dutch = browser.get(URL)
    english = browser.get(f"{URL}?lang=en")

    assert "Thursday 15 April 2027" in english.text
    assert dutch.response.headers["ETag"] != english.response.headers["ETag"]


def test_a_title_cannot_break_out_of_its_calendar(browser: Browser, event: Event) -> None:
    with transaction():
        event.title = "Kijk; dag\r\nATTENDEE:mailto:kwaad@example.nl"
        event.introduction = "Regel\nBEGIN:VEVENT"

    [entry] = entries(browser.get(f"{URL}event.ics"))

    assert "ATTENDEE" not in entry
    assert db.session.scalar(select(Event.title)) is not None


def test_an_event_over_two_days_names_both(browser: Browser, event: Event) -> None:
    with transaction():
        event.ends_at = datetime(2027, 4, 15, 23, 0, tzinfo=UTC)
    make_item(event, title="Opening")
    make_item(event, title="Uitloop", starts_at=datetime(2027, 4, 15, 22, 5, tzinfo=UTC))

    page = browser.get(URL)

    assert page.texts(".//h3[@class='programme__day']") == ["do 15 april", "vr 16 april"]
