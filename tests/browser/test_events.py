"""The year and a programme, in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp.database import db
from eventapp.models import Event, ProgrammeItem
from eventapp.rules.event import EventState
from tests.browser.chromium import check_accessibility
from tests.browser.live import Live
from tests.factories import make_event, make_network, make_user

pytestmark = pytest.mark.browser


def test_an_organiser_makes_an_event_and_publishes_it(live: Live, desk: Page) -> None:
    live.login(desk, make_user(make_network(slug="west-brabant")))

    desk.goto(live.url("/desk/west-brabant/"))
    desk.get_by_role("link", name="Plan de eerste bijeenkomst").click()
    desk.get_by_label("Netwerkbijeenkomst").check()
    desk.get_by_label("Titel").fill("Kijkdag")
    desk.get_by_label("Dag", exact=True).fill("2027-04-15")
    desk.get_by_label("Begin").fill("12:30")
    desk.get_by_label("Einde", exact=True).fill("01:00")
    expect(desk.get_by_label("Aantal plaatsen")).to_be_hidden()
    check_accessibility(desk)
    desk.get_by_role("button", name="Opslaan").click()
    expect(desk.get_by_label("Einde op een andere dag")).to_be_visible()  # to be mended there
    check_accessibility(desk)
    desk.get_by_label("Einde", exact=True).fill("18:00")
    desk.get_by_role("button", name="Opslaan").click()
    desk.get_by_role("button", name="Publiceren").click()
    expect(desk.get_by_role("link", name="Openbare pagina")).to_be_visible()

    db.session.rollback()
    assert db.session.scalars(select(Event.state)).all() == [EventState.PUBLISHED]


def test_a_row_can_be_added_to_the_programme(live: Live, desk: Page) -> None:
    event = make_event(make_network(slug="west-brabant"), slug="kijkdag-2027")
    live.login(desk, make_user(event.network))

    desk.goto(live.url("/desk/west-brabant/kijkdag-2027/programme"))
    desk.get_by_role("button", name="Rij erbij").click()
    desk.get_by_label("Titel, rij 4").fill("Ontvangst")
    desk.get_by_label("Van, rij 4").fill("12:30")
    desk.get_by_label("Tot, rij 4").fill("13:15")
    check_accessibility(desk)
    desk.get_by_role("button", name="Programma opslaan").click()
    expect(desk.get_by_label("Titel, rij 1")).to_have_value("Ontvangst")

    db.session.rollback()
    assert db.session.scalars(select(ProgrammeItem.title)).all() == ["Ontvangst"]


@pytest.mark.parametrize("path", ["/", "/west-brabant/", "/west-brabant/kijkdag-2027/"])
def test_public_pages_fit_a_phone(live: Live, phone: Page, path: str) -> None:
    make_event(make_network(slug="west-brabant"), slug="kijkdag-2027")

    phone.goto(live.url(path))

    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    check_accessibility(phone)


def test_the_address_of_the_calendar_is_copied(live: Live, phone: Page) -> None:
    make_event(make_network(slug="west-brabant"))
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.goto(live.url("/west-brabant/"))

    phone.get_by_role("button", name="Kopiëren").click()

    expect(phone.get_by_role("button", name="Gekopieerd")).to_be_visible()
    copied = phone.evaluate("navigator.clipboard.readText()")
    assert copied == live.url("/west-brabant/agenda.ics")


def test_without_script_the_address_of_the_calendar_can_be_selected(
    live: Live, scriptless: Page
) -> None:
    make_event(make_network(slug="west-brabant"))
    scriptless.goto(live.url("/west-brabant/"))

    field = scriptless.get_by_label("Of kopieer dit adres")

    expect(field).to_have_value(live.url("/west-brabant/agenda.ics"))
    expect(field).not_to_be_editable()
    expect(scriptless.get_by_role("button", name="Kopiëren")).to_be_hidden()


def test_the_way_in_for_organisers_stands_free_of_the_networks(live: Live, phone: Page) -> None:
    make_network()
    phone.goto(live.url("/"))

    networks, way_in = phone.locator(".rows"), phone.get_by_text("Ben je organisator?")
    above, below = networks.bounding_box(), way_in.bounding_box()

    assert above is not None
    assert below is not None
    assert below["y"] - above["y"] - above["height"] >= 24
