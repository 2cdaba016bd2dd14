"""The year page, and the way to it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from eventapp.database import transaction
from eventapp.models import Event, Membership, Network
from eventapp.rules.access import Role
from eventapp.rules.event import EventState
from eventapp.rules.mailing import MessageState
from eventapp.rules.rsvp import AttendeeKind, Partstat, Place
from tests.factories import (
    NOW,
    make_attendee,
    make_event,
    make_invitation,
    make_message,
    make_network,
    make_user,
    save,
)
from tests.pages import Browser, Page
from tests.statements import count_statements

URL = "/desk/west-brabant/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def network(database: None) -> Network:
    return make_network(slug="west-brabant", name="West-Brabant")


@pytest.fixture
def organiser(browser: Browser, network: Network) -> Browser:
    return browser.login(make_user(network))


def on(network: Network, month: int, title: str, **values: object) -> Event:
    return make_event(
        network,
        title=title,
        starts_at=datetime(2027, month, 10, 12, 0, tzinfo=UTC),
        ends_at=datetime(2027, month, 10, 16, 0, tzinfo=UTC),
        answer_before=None,
        **values,
    )


def test_the_desk_sends_a_member_of_one_network_there(organiser: Browser) -> None:
    assert organiser.get("/desk/").location == URL


def test_the_desk_lists_the_networks_of_a_member_of_several(
    browser: Browser, network: Network
) -> None:
    user = make_user(network)
    other = make_network(slug="zeeland", name="Zeeland")
    save(Membership(user_id=user.id, network_id=other.id, role=Role.VIEWER))
    make_network(slug="utrecht", name="Utrecht")

    page = browser.login(user).get("/desk/")

    assert page.texts(".//main//li//strong") == ["West-Brabant", "Zeeland"]


def test_the_desk_of_somebody_without_a_network_explains_itself(
    browser: Browser, database: None
) -> None:
    page = browser.login(make_user()).get("/desk/")

    assert page.status == 200
    assert not page.all(".//main//li")


def ways_to_a_new_event(page: Page) -> list[str]:
    return page.texts(".//a[@href='/desk/west-brabant/new-event']")


def test_an_empty_year_explains_itself(organiser: Browser) -> None:
    page = organiser.get(URL)

    assert page.texts(".//h1") == ["2027"]
    assert page.all(".//div[@class='empty']")
    assert ways_to_a_new_event(page) == ["Plan de eerste bijeenkomst"]


def test_a_year_with_an_event_has_one_way_to_the_next(organiser: Browser, network: Network) -> None:
    on(network, 6, "Zomer")

    assert ways_to_a_new_event(organiser.get(URL)) == ["Nieuwe bijeenkomst"]


def test_the_year_shows_its_own_events_in_order(organiser: Browser, network: Network) -> None:
    on(network, 6, "Zomerbijeenkomst", state=EventState.DRAFT)
    on(network, 1, "Nieuwjaarsontmoeting")
    make_event(make_network(), title="Van een ander")
    make_event(
        network,
        title="Oudjaar",
        starts_at=datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
        ends_at=datetime(2027, 1, 1, 1, 0, tzinfo=UTC),
        answer_before=None,
    )

    titles = organiser.get(URL).texts(".//*[@class='year-line__title']")
    before = organiser.get(f"{URL}?year=2026").texts(".//*[@class='year-line__title']")

    assert titles == ["Nieuwjaarsontmoeting", "Zomerbijeenkomst"]
    assert before == ["Oudjaar"]


def test_the_line_of_today_ends_at_the_rings_of_todays_event(
    organiser: Browser, network: Network
) -> None:
    on(network, 6, "Zomer")
    without = stub_of_today(organiser.get(URL))
    make_event(network, starts_at=NOW, ends_at=NOW + timedelta(hours=3), answer_before=None)

    assert without == ("42", "120")
    assert stub_of_today(organiser.get(URL)) == ("24", "41")


def stub_of_today(page: Page) -> tuple[str | None, str | None]:
    [line] = page.all(".//*[@class='year-line__today']")
    return line.get("y1"), line.get("y2")


def test_the_sentence_and_the_numbers_are_about_the_next_event(
    organiser: Browser, network: Network
) -> None:
    on(network, 3, "Geweest")
    event = on(network, 4, "Kijkdag", capacity=90)
    on(network, 6, "Later")
    make_invitation(event)
    coming = make_invitation(event, answer=Partstat.ACCEPTED)
    make_attendee(event, coming)

    page = organiser.get(URL)

    assert "25" in page.texts(".//p[@class='page-head__sub']")[0]
    assert "Kijkdag" in page.texts(".//p[@class='page-head__sub']")[0]
    assert page.texts(".//p[@class='stat__number']")[0].startswith("1")


def test_the_year_tells_people_with_a_place_from_answers(
    organiser: Browser, network: Network
) -> None:
    event = on(network, 4, "Kijkdag", capacity=90)
    make_invitation(event)
    coming, waiting = (make_invitation(event, answer=Partstat.ACCEPTED) for _ in range(2))
    make_attendee(event, coming)
    make_attendee(event, coming, position=2, kind=AttendeeKind.COMPANION)
    make_attendee(event, waiting, place=Place.WAITLISTED)

    page = organiser.get(URL)

    assert page.texts(".//p[@class='stat__number']") == ["2van 90 plaatsen"]
    assert page.texts(".//p[@class='stat__note']") == [
        "Mensen met een plaats. Wie met een genodigde meekomt, telt ook mee. "
        "1 persoon wacht op een plaats."
    ]
    assert "Antwoorden van 3 genodigden" in page.texts(".//main//h3")
    assert page.texts(".//section/ul/li")[-4:] == ["Ja2", "Misschien0", "Nee0", "Geen antwoord1"]


def test_while_it_is_on_the_year_tells_who_is_inside(organiser: Browser, network: Network) -> None:
    event = on(network, 4, "Kijkdag", capacity=90)
    make_invitation(event)
    coming = make_invitation(event, answer=Partstat.ACCEPTED)
    make_attendee(event, coming, checked_in_at=event.starts_at)
    make_attendee(event, coming, position=2, kind=AttendeeKind.COMPANION)

    with time_machine.travel(event.starts_at + timedelta(minutes=5), tick=False):
        page = organiser.get(URL)

    said = page.texts(".//p[@class='page-head__sub']")[0]
    assert said == "Kijkdag is nu bezig. 1 van de 2 mensen zijn binnen."
    assert page.texts(".//p[@class='stat__number']") == ["1van 2 binnen"]
    assert "geantwoord" not in page.text


def test_what_closes_soon_is_listed_by_the_last_day_to_answer(
    organiser: Browser, network: Network
) -> None:
    event = on(network, 4, "Kijkdag")
    with transaction():
        event.answer_before = NOW + timedelta(days=3)
    make_invitation(event)

    page = organiser.get(URL)

    assert page.texts(".//ul[@class='rows rows--dated rows--to-do']//*[@class='rows__when']") == [
        "vr 19 maart14.00 uur"
    ]


def test_a_cancelled_event_is_not_the_next_one(organiser: Browser, network: Network) -> None:
    on(network, 4, "Afgelast", state=EventState.CANCELLED, cancelled_at=NOW, published_at=NOW)
    on(network, 6, "Zomer")

    assert "Zomer" in organiser.get(URL).texts(".//p[@class='page-head__sub']")[0]


@pytest.mark.parametrize("year", ["0", "1999", "2100", "99999999999"])
def test_a_year_outside_the_century_is_not_found(organiser: Browser, year: str) -> None:
    assert organiser.get(f"{URL}?year={year}").status == 404


def test_a_viewer_gets_no_button(browser: Browser, network: Network) -> None:
    on(network, 4, "Kijkdag")

    page = browser.login(make_user(network, Role.VIEWER)).get(URL)

    assert page.status == 200
    assert not ways_to_a_new_event(page)


def test_the_page_costs_the_same_for_one_event_and_for_many(
    organiser: Browser, network: Network
) -> None:
    make_attendee(on(network, 4, '<b>Eerste</b> & "laatste"'))
    organiser.get(URL)

    one = count_statements(organiser, URL)
    for month in (5, 6, 7):
        event = on(network, month, f"Nummer {month}")
        make_attendee(event, make_invitation(event, answer=Partstat.ACCEPTED))

    assert '<b>Eerste</b> & "laatste"' in organiser.get(URL).text
    assert count_statements(organiser, URL) == one
    assert one <= 11


def test_another_network_is_not_found(organiser: Browser, app: Flask) -> None:
    make_network(slug="zeeland")

    assert organiser.get("/desk/zeeland/").status == 404
    assert Browser(app).get(URL).status == 302


def test_the_year_says_first_what_there_is_to_do(browser: Browser) -> None:
    network = make_network(slug="west-brabant")
    make_invitation(make_event(network, title="Kijkdag", slug="kijkdag-2027"))
    draft = {"slug": "zomer", "title": "Zomerbijeenkomst", "state": EventState.DRAFT}
    make_event(network, starts_at=NOW + timedelta(90), ends_at=NOW + timedelta(91), **draft)
    browser.login(make_user(network))

    page = browser.get(URL)

    [section] = [
        one for one in page.all(".//section") if one.findtext(".//h2") == "Dit is nu te doen"
    ]
    rows = [
        " ".join("".join(row.itertext()).replace("\u00ad", "").split())
        for row in section.iter("li")
    ]
    assert len(rows) == 2
    assert "Zomerbijeenkomst Nog niet zichtbaar voor anderen. Ga ermee verder" in rows[0]
    assert "Kijkdag 1 heeft nog niet geantwoord. Naar antwoorden" in rows[1]
    links = [link.get("href") for link in section.iter("a")]
    assert links == [f"{URL}zomer/", f"{URL}kijkdag-2027/answers?filter=unanswered"]


def test_the_year_names_mails_that_did_not_arrive_and_leads_to_them(
    organiser: Browser, network: Network
) -> None:
    event = on(network, 4, "Kijkdag", slug="kijkdag-2027")
    for state in (MessageState.FAILED, MessageState.FAILED, MessageState.UNKNOWN):
        make_message(event, make_invitation(event, answer=Partstat.DECLINED), state=state)
    make_message(on(network, 2, "Geweest"), state=MessageState.FAILED)

    page = organiser.get(URL)

    [section] = [
        one for one in page.all(".//section") if one.findtext(".//h2") == "Dit is nu te doen"
    ]
    rows = [" ".join("".join(row.itertext()).split()) for row in section.iter("li")]
    assert [row.split("Kijkdag ")[1] for row in rows] == [
        "2 mails zijn geweigerd en kwamen niet aan. Bekijk de geweigerde mails",
        "1 mail kwam misschien aan. Die gaat niet vanzelf nog eens weg. Bekijk deze mails",
    ]
    links = [link.get("href") for link in section.iter("a")]
    assert links == [
        f"{URL}post/?state={state}&event=kijkdag-2027" for state in ("failed", "unknown")
    ]
    shown = organiser.get(links[0] or "")
    assert len(shown.all(".//tbody/tr")) == 2


def test_a_year_without_events_still_says_what_there_is_to_do(
    organiser: Browser, network: Network
) -> None:
    make_invitation(on(network, 4, "Kijkdag"))

    headings = organiser.get(f"{URL}?year=2028").texts(".//h2")

    assert "Dit is nu te doen" in headings
    assert "Bijeenkomsten van 2028" not in headings


def test_a_year_that_was_tells_what_was_and_nothing_to_do(
    organiser: Browser, network: Network
) -> None:
    held = make_event(
        network,
        slug="toen",
        title="Toen",
        starts_at=NOW - timedelta(days=400),
        ends_at=NOW - timedelta(days=399),
        state=EventState.PUBLISHED,
        venue_name="De Suikerloods",
        venue_town="Breda",
    )
    make_attendee(held, make_invitation(held), checked_in_at=held.starts_at)
    coming = on(network, 12, "Straks", state=EventState.DRAFT)

    was = organiser.get(f"{URL}?year={held.starts_at.year}").text
    this = organiser.get(URL).text

    assert "1 bijeenkomst is gehouden. 1 persoon is geweest." in was
    assert "1 persoon is geweest · De Suikerloods" in " ".join(was.split())
    assert "Straks" not in was
    assert "nu te doen" not in was
    assert coming.title in this
    assert "nu te doen" in this


def test_a_year_to_come_is_about_its_own_first_event(organiser: Browser, network: Network) -> None:
    on(network, 12, "Straks", state=EventState.PUBLISHED)
    make_event(
        network,
        slug="later",
        title="Later",
        starts_at=NOW + timedelta(days=400),
        ends_at=NOW + timedelta(days=401),
        state=EventState.PUBLISHED,
    )

    page = organiser.get(f"{URL}?year={(NOW + timedelta(days=400)).year}").text

    assert "Over 400 dagen is Later." in page
    assert "Straks" not in page
