"""What people do from beginning to end, on a phone that runs no script."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp import post
from eventapp.database import db
from eventapp.formats.sheet import write_xlsx
from eventapp.models import Contact, Event, Invitation, Message, Network, ProgrammeItem
from eventapp.rules.event import EventState
from eventapp.rules.mailing import MessageState
from eventapp.rules.rsvp import Partstat, Place
from eventapp.services import badges, door
from tests.browser.chromium import check_fits, press
from tests.browser.live import Live
from tests.factories import (
    PASSWORD,
    make_attendee,
    make_contact,
    make_device,
    make_event,
    make_invitation,
    make_network,
    make_user,
)

pytestmark = pytest.mark.browser

HEADER = ["Naam", "Bedrijf", "Plaats", "E-mail"]
ROWS = [
    ["Jan van der Berg", "De Korenbloem", "Breda", "jan@korenbloem.example"],
    ["Bram Oomen", "Oomen Transport", "Breda", "b.oomen@@oomen.example"],
]


@pytest.fixture
def network(live: Live) -> Network:
    return make_network(slug="west-brabant", name="West-Brabant")


def make_coming(network: Network, **values: object) -> Event:
    """Make an event of next month."""
    starts_at = datetime.now(UTC) + timedelta(days=30)
    moments = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=4)}
    return make_event(network, answer_before=None, **{**moments, **values})


def stored(look: Callable[[], Any]) -> Any:
    """Read what the server has written since."""
    db.session.rollback()
    return look()


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()
    check_fits(page)


def test_a_list_is_read_and_everybody_in_it_invited(
    live: Live, network: Network, scriptless: Page, tmp_path: Path
):
    event = make_coming(network)
    spreadsheet = tmp_path / "leden.xlsx"
    spreadsheet.write_bytes(write_xlsx("Leden", HEADER, ROWS))
    live.login(scriptless, make_user(network))

    follow(scriptless, "Contacten")
    follow(scriptless, "Lijst inlezen")
    scriptless.get_by_label("Je lijst").set_input_files(spreadsheet)
    press(scriptless, "Bekijk wat er verandert")
    expect(scriptless.get_by_text("Er is nog niets opgeslagen.")).to_be_visible()
    press(scriptless, "1 contact opslaan")
    expect(scriptless.get_by_text("1 contact erbij. 1 rij geweigerd.")).to_be_visible()

    scriptless.goto(live.url(f"/desk/{network.slug}/{event.slug}/mailings"))
    press(scriptless, "Mensen uitnodigen")
    scriptless.get_by_role("radio", name="Alle contacten").check()
    press(scriptless, "Verder")
    scriptless.get_by_label("Onderwerp").fill("{{voornaam}}, komt u ook?")
    press(scriptless, "Opslaan en bekijken")
    expect(scriptless.frame_locator("iframe").get_by_text("Beste Jan")).to_be_visible()
    check_fits(scriptless)
    press(scriptless, "Verder naar versturen")
    press(scriptless, "Verstuur 1 uitnodiging")
    assert post.hand_over_due(live.app).sent == 1
    scriptless.reload()

    expect(scriptless.get_by_role("heading", level=1)).to_be_visible()
    sent = stored(lambda: db.session.execute(select(Message.to_address, Message.state)).all())
    assert sent == [("jan@korenbloem.example", MessageState.SENT)]


def test_a_yes_a_badge_a_no_and_no_more_invitations(live: Live, network: Network, scriptless: Page):
    jan = make_contact(network, name="Jan van der Berg")
    invitation = make_invitation(make_coming(network), jan)
    links = live.app.extensions["links"]
    scriptless.goto(str(links.invitation(invitation.public_id, "?answer=ACCEPTED")))

    scriptless.get_by_label("Naam van gast 1").fill("Fatima el Amrani")
    press(scriptless, "Antwoord versturen")
    expect(scriptless.get_by_text("U komt met Fatima el Amrani.")).to_be_visible()
    expect(scriptless.get_by_role("img", name="QR-code van de badge van Fatima")).to_be_visible()
    check_fits(scriptless)
    follow(scriptless, "Wijzig uw antwoord")
    scriptless.get_by_role("radio", name="Nee, ik kan niet").check()
    press(scriptless, "Antwoord versturen")
    answer = stored(lambda: db.session.get_one(Invitation, invitation.id).answer)
    assert answer is Partstat.DECLINED

    scriptless.goto(live.url(f"/u/{links.token('unsubscribe', jan.public_id)}"))
    press(scriptless, "Stuur mij geen uitnodigingen meer")
    gone = stored(lambda: db.session.get_one(Contact, jan.id).unsubscribed_at)
    press(scriptless, "Stuur mij weer uitnodigingen")
    back = stored(lambda: db.session.get_one(Contact, jan.id).unsubscribed_at)

    assert gone is not None
    assert back is None


def test_an_event_is_made_filled_and_published(live: Live, network: Network, scriptless: Page):
    user = make_user(network)
    scriptless.goto(live.url("/desk/"))
    scriptless.get_by_label("E-mailadres").fill(user.email)
    scriptless.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    press(scriptless, "Inloggen")

    follow(scriptless, "Plan de eerste bijeenkomst")
    scriptless.get_by_label("B2B-dag").check()
    scriptless.get_by_label("Titel").fill("Kijkdag")
    press(scriptless, "Opslaan")
    expect(scriptless.get_by_role("alert")).to_contain_text("Dit is nog niet opgeslagen")
    expect(scriptless.get_by_label("Titel")).to_have_value("Kijkdag")
    scriptless.get_by_label("Dag", exact=True).fill("2027-04-15")
    scriptless.get_by_label("Begin").fill("12:30")
    scriptless.get_by_label("Einde", exact=True).fill("18:00")
    press(scriptless, "Opslaan")
    follow(scriptless, "Programma")
    scriptless.get_by_label("Titel, rij 1").fill("Ontvangst")
    scriptless.get_by_label("Van, rij 1").fill("12:30")
    scriptless.get_by_label("Tot, rij 1").fill("13:15")
    press(scriptless, "Programma opslaan")
    follow(scriptless, "Overzicht")
    press(scriptless, "Publiceren")

    follow(scriptless, "Openbare pagina")
    expect(scriptless.get_by_text("Ontvangst")).to_be_visible()
    made = stored(lambda: db.session.scalars(select(Event.state)).all())
    assert made == [EventState.PUBLISHED]
    assert db.session.scalars(select(ProgrammeItem.title)).all() == ["Ontvangst"]


def test_the_door_says_what_it_needs_before_a_link_is_used_up(
    live: Live, network: Network, scriptless: Page
):
    now = datetime.now(UTC)
    event = make_coming(network, starts_at=now, ends_at=now + timedelta(hours=4))
    badge = badges.code_of(make_attendee(event, name="Fatima el Amrani", place=Place.CONFIRMED))
    make_device(
        event,
        paired_at=None,
        pairing_digest=door.digest("a-pairing-code"),
        pairing_expires_at=now + timedelta(minutes=15),
    )
    needs = scriptless.locator("noscript")  # read and not seen: Chromium was told too late

    scriptless.goto(live.url(f"/B/{badge}"))
    expect(scriptless.get_by_text("Laat deze badge zien bij de ingang.")).to_be_visible()
    expect(scriptless.get_by_text("Fatima")).to_have_count(0)
    check_fits(scriptless)
    scriptless.goto(live.url("/door/"))
    assert "JavaScript" in (needs.text_content() or "")
    check_fits(scriptless)
    scriptless.goto(live.url("/door/pair/a-pairing-code"))
    assert "JavaScript" in (needs.text_content() or "")
    check_fits(scriptless)
