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
    desk.get_by_role("link", name="Nieuwe bijeenkomst").click()
    desk.get_by_label("Titel").fill("Kijkdag")
    desk.get_by_label("Dag", exact=True).fill("2027-04-15")
    desk.get_by_label("Begin").fill("12:30")
    desk.get_by_label("Einde", exact=True).fill("18:00")
    check_accessibility(desk)
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
