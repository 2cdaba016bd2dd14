"""The door on a real phone page: camera, photo, typed code, search, and no connection."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect
from sqlalchemy import select, update

from eventapp.database import db, transaction
from eventapp.models import Attendee, DoorDevice, Event, Scan
from eventapp.rules import badge_code
from eventapp.rules.rsvp import AttendeeKind, Place
from eventapp.services import badges
from tests.browser.camera import make_video, photo
from tests.browser.chromium import PHONE, camera, check_accessibility, check_fits, launch
from tests.browser.conftest import watched
from tests.browser.live import Live
from tests.drills.disk import limited
from tests.factories import (
    make_attendee,
    make_contact,
    make_device,
    make_event,
    make_invitation,
    make_network,
    make_user,
)

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)
NOT_OURS = "ABCD EFGH IJKL MNOP QRST UVWX YZ"


@pytest.fixture
def event(live: Live) -> Event:
    """Give an event of today with a phone that was paired an hour ago."""
    now = datetime.now(UTC)
    network = make_network(contact_name="Annelies Hoekstra", contact_phone="06 1234 5678")
    event = make_event(network, starts_at=now - HOUR, ends_at=now + 3 * HOUR)
    make_device(event, paired_at=now - HOUR)
    return event


def code_of(attendee: Attendee) -> str:
    with transaction():
        return badges.code_of(db.session.get_one(Attendee, attendee.id))


def open_scanner(page: Page, live: Live, *, secure: bool = True) -> None:
    """Open the scanner with the token of the paired phone."""
    if not secure:  # as over plain http on a network of the venue
        page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
        page.add_init_script("delete Crypto.prototype.randomUUID")
    page.add_init_script("localStorage.setItem('door-token', 'a-door-token')")
    page.goto(live.url("/door/"))
    expect(page.get_by_text("Verbonden")).to_be_visible()


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code op de badge").fill(code)
    page.get_by_role("button", name="Controleer").click()


def verdict(page: Page, result: str) -> None:
    expect(page.locator(f"[data-verdict][data-result={result}]")).to_be_visible()


def right(part: Locator) -> float:
    return float(part.evaluate("one => one.getBoundingClientRect().right"))


def right_of_text(part: Locator) -> float:
    return float(
        part.evaluate(
            """one => {
                const range = document.createRange();
                range.selectNodeContents(one);
                return range.getBoundingClientRect().right;
            }"""
        )
    )


def scans() -> list[str]:
    db.session.rollback()
    return [
        scan.result.value for scan in db.session.scalars(select(Scan).order_by(Scan.received_at))
    ]


@pytest.fixture
def fatima(live: Live, event: Event) -> Attendee:
    return make_attendee(event, name="Fatima el Amrani")


@pytest.fixture
def watching(
    playwright: Playwright, live: Live, fatima: Attendee, tmp_path: Path
) -> Iterator[Page]:
    """Give a phone that has Fatima's badge before its camera."""
    badge = live.url(f"/B/{code_of(fatima)}").upper()
    browser = launch(playwright.chromium, *camera(make_video(tmp_path / "badge.mjpeg", [badge])))
    yield from watched(browser, **PHONE, permissions=["camera"])
    browser.close()


def test_camera_welcomes_once_and_then_says_already_in(live, watching):
    open_scanner(watching, live)

    verdict(watching, "welcome")
    expect(watching.get_by_role("heading", name="Welkom")).to_be_visible()
    expect(watching.locator("[data-verdict] [data-slot=name]")).to_have_text("Fatima el Amrani")
    watching.wait_for_timeout(2500)
    assert scans() == ["welcome"]  # the badge is still in sight, and says nothing

    watching.get_by_role("button", name="Volgende").click()

    verdict(watching, "already_in")
    expect(watching.locator("[data-verdict] [data-slot=count]")).to_have_text("1 van 1 binnen")
    assert scans() == ["welcome", "already_in"]


def test_every_answer_has_its_own_face(live, event, phone):
    others = make_event(event.network, title="Netwerkbijeenkomst")
    replaced = make_attendee(event)
    old = code_of(replaced)
    with transaction():
        badges.renew(db.session.get_one(Attendee, replaced.id))
    codes = {
        "waitlisted": code_of(make_attendee(event, place=Place.WAITLISTED)),
        "no_place": code_of(make_attendee(event, place=Place.NONE)),
        "other_event": code_of(make_attendee(others)),
        "revoked": old,
        "unknown": NOT_OURS,
        "welcome": code_of(replaced),
    }
    open_scanner(phone, live, secure=False)

    for result, code in codes.items():
        type_code(phone, code)
        verdict(phone, result)
        check_accessibility(phone)
        check_fits(phone)
        phone.keyboard.press("Escape")


def test_about_an_unknown_code_one_tap_calls_the_organisers(live, event, phone):
    open_scanner(phone, live, secure=False)

    type_code(phone, NOT_OURS)
    verdict(phone, "unknown")

    call = phone.get_by_role("link", name="Annelies 06 1234 5678")
    expect(call).to_have_attribute("href", "tel:0612345678")


def test_hostile_name_is_shown_as_it_is(live, event, phone):
    name = "<img src=x onerror=alert(1)></script>'\"🎉"
    attendee = make_attendee(event, name=name)
    open_scanner(phone, live, secure=False)

    type_code(phone, code_of(attendee))

    verdict(phone, "welcome")
    expect(phone.locator("[data-verdict] [data-slot=name]")).to_have_text(name)


def test_without_a_camera_a_photo_will_do(live, fatima, phone, tmp_path):
    open_scanner(phone, live, secure=False)
    picture = tmp_path / "badge.png"
    photo(live.url(f"/B/{code_of(fatima)}").upper(), scale=12).save(picture)

    expect(phone.get_by_text("begint niet met https")).to_be_visible()
    check_accessibility(phone)
    phone.locator("#door-photo").set_input_files(picture)

    verdict(phone, "welcome")


def test_person_without_badge_is_found_and_let_in_with_company(live, event, phone):
    invitation = make_invitation(event)
    make_attendee(event, invitation, name="Fatima el Amrani")
    make_attendee(
        event, invitation, name="Jan van der Berg", position=2, kind=AttendeeKind.COMPANION
    )
    open_scanner(phone, live, secure=False)

    phone.get_by_role("button", name="Zoek op naam").click()
    phone.get_by_label("Twee letters of meer").fill("f")
    expect(phone.locator(".door-found li")).to_have_count(0)
    phone.get_by_label("Twee letters of meer").fill("berg")
    expect(phone.get_by_text("Gast van Fatima el Amrani")).to_be_visible()
    phone.get_by_label("Twee letters of meer").fill("amrani")
    expect(phone.get_by_text("Fatima el Amrani", exact=True)).to_be_visible()
    expect(phone.get_by_text("Gast van")).to_be_hidden()
    phone.get_by_role("button", name="Binnenlaten").click()
    verdict(phone, "welcome")
    phone.get_by_role("button", name="Ook binnen").click()

    expect(phone.locator("[data-verdict] [data-slot=count]")).to_have_text("2 van 2 binnen")
    pill, word = phone.locator(".verdict__party"), phone.locator("[data-verdict] [data-inside]")
    assert right(pill) - right_of_text(word) >= 16
    assert scans() == ["welcome", "welcome"]


def test_who_is_not_found_may_not_have_answered_yet(live, event, phone):
    make_invitation(event, make_contact(event.network, name="Karel Vos"))
    open_scanner(phone, live, secure=False)
    phone.get_by_role("button", name="Zoek op naam").click()
    field, said = phone.get_by_label("Twee letters of meer"), phone.locator("[data-search-state]")

    field.fill("k")
    expect(said).to_have_text("Typ twee letters van de naam.")
    field.fill("karel")

    expect(said).to_have_text(
        "Niemand met deze naam is aangemeld. Misschien heeft deze persoon nog niet geantwoord. "
        "Bel Annelies Hoekstra."
    )
    call = phone.get_by_role("link", name="06 1234 5678")
    expect(call).to_have_attribute("href", "tel:0612345678")
    check_accessibility(phone)
    check_fits(phone)
    field.fill("vo")
    expect(phone.locator(".door-found li")).to_have_count(0)
    field.fill("")
    expect(call).to_be_hidden()


def test_welcome_is_taken_back(live, fatima, phone):
    open_scanner(phone, live, secure=False)
    type_code(phone, code_of(fatima))
    verdict(phone, "welcome")

    phone.get_by_role("button", name="Ongedaan maken", exact=True).click()

    expect(phone.get_by_text("Fatima el Amrani is niet meer binnen.")).to_be_visible()
    assert scans() == ["welcome", "undone"]


def test_the_last_welcome_is_taken_back_after_next_too(live, fatima, phone):
    open_scanner(phone, live, secure=False)
    phone.clock.install()
    undo = phone.get_by_role("button", name="Ongedaan maken: Fatima el Amrani is niet binnen")
    type_code(phone, code_of(fatima))
    verdict(phone, "welcome")
    phone.get_by_role("button", name="Volgende").click()
    expect(undo).to_be_visible()
    check_accessibility(phone)
    check_fits(phone)

    undo.click()

    expect(phone.get_by_text("Fatima el Amrani is niet meer binnen.")).to_be_visible()
    expect(undo).to_be_hidden()
    assert scans() == ["welcome", "undone"]
    type_code(phone, code_of(fatima))
    phone.get_by_role("button", name="Volgende").click()
    expect(undo).to_be_visible()
    phone.clock.fast_forward("10:00")
    expect(undo).to_be_hidden()


def test_scans_without_connection_are_saved_and_sent_once(live, fatima, chromium):
    context = chromium.new_context(**PHONE)  # not watched: a lost connection is an error there
    phone = context.new_page()
    open_scanner(phone, live, secure=False)

    phone.context.set_offline(True)
    type_code(phone, code_of(fatima))
    expect(phone.get_by_text("Geen verbinding, 1 scan bewaard")).to_be_visible()
    assert scans() == []
    phone.context.set_offline(False)

    expect(phone.get_by_text("Verbonden")).to_be_visible()
    expect(phone.get_by_text(re.compile("welkom .bewaarde scan"))).to_be_visible(timeout=15_000)
    assert scans() == ["welcome"]
    context.close()


def test_scans_while_the_disk_of_the_server_is_full_are_saved_and_sent_once(live, fatima, chromium):
    context = chromium.new_context(**PHONE)  # not watched: an answer of 507 is an error there
    phone = context.new_page()
    code = code_of(fatima)
    open_scanner(phone, live)

    with limited(live.app).full():
        type_code(phone, code)
        expect(phone.get_by_text("Geen verbinding, 1 scan bewaard")).to_be_visible()
    nothing = scans()

    expect(phone.get_by_text(re.compile("welkom .bewaarde scan"))).to_be_visible(timeout=15_000)
    assert (nothing, scans()) == ([], ["welcome"])
    context.close()


def test_nothing_wedges_the_scanner(live, event, fatima, chromium):
    context = chromium.new_context(**PHONE)  # not watched: a refused connection is an error there
    phone = context.new_page()
    other = code_of(make_attendee(make_event(event.network)))
    open_scanner(phone, live, secure=False)

    type_code(phone, "rommel")
    expect(phone.get_by_text("Een code heeft 26 tekens. Je typte er 6.")).to_be_visible()
    expect(phone.get_by_label("Code op de badge")).to_have_value("rommel")
    type_code(phone, NOT_OURS)
    verdict(phone, "unknown")
    phone.keyboard.press("Escape")
    type_code(phone, other)
    verdict(phone, "other_event")
    phone.keyboard.press("Escape")
    phone.route("**/door/api/scans", lambda route: route.abort("timedout"), times=1)
    type_code(phone, NOT_OURS)
    expect(phone.get_by_text("Scan gewoon door")).to_be_visible()
    type_code(phone, code_of(fatima))

    verdict(phone, "welcome")
    context.close()


def test_a_typed_code_is_seen_whole_and_only_a_mistake_stays(live, fatima, phone):
    open_scanner(phone, live, secure=False)
    field = phone.get_by_label("Code op de badge")
    field.fill(NOT_OURS)
    phone.set_viewport_size({"width": 320, "height": 600})
    hidden = field.evaluate(
        "one => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]"
    )
    field.press("Enter")
    verdict(phone, "unknown")
    phone.keyboard.press("Escape")
    expect(field).to_have_value(NOT_OURS)

    field.fill(badge_code.spaced(code_of(fatima)))
    phone.get_by_role("button", name="Controleer").click()
    verdict(phone, "welcome")
    phone.keyboard.press("Escape")

    expect(field).to_have_value("")
    expect(field).to_be_focused()
    assert hidden == [0, 0]


def test_keyboard_scanner_types_a_code(live, fatima, phone):
    open_scanner(phone, live, secure=False)

    phone.keyboard.type(code_of(fatima))
    phone.keyboard.press("Enter")

    verdict(phone, "welcome")


def test_stopped_phone_says_so_once(live, event, phone):
    open_scanner(phone, live, secure=False)
    with transaction():
        db.session.execute(update(DoorDevice).values(revoked_at=datetime.now(UTC)))

    expect(phone.get_by_text("Deze telefoon is gestopt")).to_be_visible(timeout=15_000)
    expect(phone.get_by_text("Vraag de organisatie").filter(visible=True)).to_have_count(1)


def test_unknown_phone_says_once_what_to_do(live, phone):
    phone.add_init_script("localStorage.setItem('door-token', 'unknown')")
    phone.goto(live.url("/door/"))

    expect(phone.get_by_role("heading", name="nog niet gekoppeld")).to_be_visible()
    expect(phone.get_by_text("Vraag de organisatie").filter(visible=True)).to_have_count(1)
    expect(phone.get_by_text("niet gekoppeld").filter(visible=True)).to_have_count(1)


def test_link_from_the_desk_pairs_a_phone(live, event, fatima, desk, phone):
    live.login(desk, make_user(event.network))
    desk.goto(live.url(f"/desk/{event.network.slug}/{event.slug}/door"))
    check_accessibility(desk)
    desk.get_by_label("Ingang", exact=True).fill("Zijingang")
    desk.get_by_role("button", name="Maak een QR-code").click()
    link = desk.get_by_label("De link, voor een andere browser op deze computer").input_value()
    check_accessibility(desk)
    box = desk.locator(".pairing__qr").bounding_box()
    assert box is not None
    assert abs(box["width"] - box["height"]) < 1
    expect(desk.get_by_text("een telefoon kan er nog niets mee")).to_be_visible()

    phone.goto(link)
    check_accessibility(phone)
    phone.get_by_role("button", name="Koppel deze telefoon").click()

    expect(phone.get_by_text("Zijingang")).to_be_visible()
    expect(phone.locator(".door__count")).to_have_text("0 van 1 binnen")


def test_an_organiser_scans_on_the_device_of_the_desk(live, event, fatima, desk):
    live.login(desk, make_user(event.network))
    desk.goto(live.url(f"/desk/{event.network.slug}/{event.slug}/door"))
    desk.get_by_label("Ingang", exact=True).fill("Zijingang")
    desk.get_by_role("button", name="Scan op dit apparaat").click()

    desk.wait_for_url("**/door/")
    expect(desk.locator(".door__count")).to_have_text("0 van 1 binnen")
    desk.evaluate("text => navigator.clipboard.writeText(text)", code_of(fatima))
    desk.keyboard.press("Control+V")
    expect(desk.locator("[data-verdict][data-result=welcome]")).to_be_visible()
    desk.get_by_role("button", name="Volgende").click()
    desk.get_by_role("link", name="Terug naar de aankomsten").click()
    expect(desk.get_by_text("van 1 verwacht")).to_be_visible()


def test_scans_that_wait_go_under_the_pairing_they_were_made_with(live, event, fatima, desk):
    later = make_event(event.network, slug="later", starts_at=event.starts_at + 2 * HOUR)
    live.login(desk, make_user(event.network))
    desk.goto(live.url(f"/desk/{event.network.slug}/{later.slug}/door"))
    desk.evaluate(
        """(code) => {
            const scan = { id: "saved", code, at: null, page: "", after: 0, rehearsal: false };
            localStorage.setItem("door-token", "a-door-token");
            localStorage.setItem("door-queue", JSON.stringify([scan]));
        }""",
        code_of(fatima),
    )

    desk.get_by_role("button", name="Scan op dit apparaat").click()

    expect(desk.get_by_text("van 0 binnen")).to_be_visible()
    db.session.rollback()
    [scan] = db.session.scalars(select(Scan))
    assert scan.door_device_id == db.session.scalar(
        select(DoorDevice.id).where(DoorDevice.event_id == event.id)
    )
    assert (scan.id, scan.result.value) == ("saved", "welcome")


def test_desk_sees_arrivals_without_reloading(live, event, fatima, desk, phone):
    live.login(desk, make_user(event.network))
    make_device(event, token="other", paired_at=event.starts_at, last_seen_at=event.starts_at)
    desk.goto(live.url(f"/desk/{event.network.slug}/{event.slug}/door"))
    expect(desk.locator(".poster__number")).to_have_text("0")
    entrances = desk.locator("b", has_text="Hoofdingang")
    assert {one.evaluate("one => one.getClientRects().length") for one in entrances.all()} == {1}

    open_scanner(phone, live, secure=False)
    type_code(phone, code_of(fatima))

    expect(desk.locator(".poster__number")).to_have_text("1", timeout=15_000)


def test_badge_page_lets_a_paired_phone_check_in(live, event, fatima, phone):
    phone.goto(live.url(f"/B/{code_of(fatima)}"))
    expect(phone.get_by_text("Fatima")).to_have_count(0)
    phone.evaluate("localStorage.setItem('door-token', 'a-door-token')")

    phone.reload()
    expect(phone.get_by_text("Fatima el Amrani")).to_be_visible()
    check_accessibility(phone)
    phone.get_by_role("button", name="Binnenlaten").click()

    verdict(phone, "welcome")
