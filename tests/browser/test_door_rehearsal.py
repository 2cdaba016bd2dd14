"""A volunteer tries the scanner days before, with a real badge."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from eventapp.database import db, transaction
from eventapp.models import Attendee, Event
from eventapp.rules.rsvp import AttendeeKind
from eventapp.services import door
from tests.browser.camera import make_video
from tests.browser.chromium import PHONE, camera, check_accessibility, check_fits, launch
from tests.browser.conftest import watched
from tests.browser.live import Live
from tests.browser.test_door import code_of, open_scanner, scans, type_code, verdict
from tests.factories import make_attendee, make_device, make_event, make_invitation

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)


@pytest.fixture
def event(live: Live) -> Event:
    """Give an event in 13 days with a phone that was paired an hour ago."""
    now = datetime.now(UTC)
    starts_at = now + timedelta(days=13)
    event = make_event(starts_at=starts_at, ends_at=starts_at + 3 * HOUR, answer_before=None)
    make_device(event, paired_at=now - HOUR)
    return event


@pytest.fixture
def fatima(event: Event) -> Attendee:
    """Give somebody who comes with a companion."""
    invitation = make_invitation(event)
    fatima = make_attendee(event, invitation, name="Fatima el Amrani")
    make_attendee(
        event, invitation, name="Jan van der Berg", position=2, kind=AttendeeKind.COMPANION
    )
    return fatima


def inside(attendee: Attendee) -> bool:
    db.session.rollback()
    return db.session.get_one(Attendee, attendee.id).checked_in_at is not None


def test_before_the_day_a_scan_is_practice_and_says_so(live: Live, fatima: Attendee, phone: Page):
    open_scanner(phone, live, secure=False)
    expect(phone.get_by_text("Oefenen. Niemand gaat echt naar binnen.")).to_be_visible()
    check_accessibility(phone)
    check_fits(phone)

    type_code(phone, code_of(fatima))

    verdict(phone, "welcome")
    expect(phone.locator("[data-verdict]").get_by_text("Oefening", exact=True)).to_be_visible()
    expect(phone.get_by_role("button", name="Ongedaan maken")).to_have_count(0)
    check_accessibility(phone)
    phone.get_by_role("button", name="Ook binnen").click()
    expect(phone.locator("[data-verdict] [data-inside]")).to_be_visible()
    phone.get_by_role("button", name="Volgende").click()
    expect(phone.locator("[data-last]")).to_have_text("Fatima el Amrani · welkom (oefening)")
    type_code(phone, code_of(fatima))
    verdict(phone, "welcome")
    assert (scans(), inside(fatima)) == ([], False)


def test_who_wants_scans_to_count_says_so(live: Live, fatima: Attendee, phone: Page):
    open_scanner(phone, live, secure=False)

    phone.get_by_role("button", name="Echt scannen").click()
    phone.get_by_role("button", name="Ja, echt scannen").click()
    expect(phone.get_by_text("Elke scan telt")).to_be_visible()
    expect(phone.locator(".door-rehearsal .button--main:visible")).to_have_text("Oefenen")
    check_accessibility(phone)
    type_code(phone, code_of(fatima))

    verdict(phone, "welcome")
    expect(phone.locator("[data-verdict]").get_by_text("Oefening", exact=True)).to_have_count(0)
    assert (scans(), inside(fatima)) == (["welcome"], True)
    phone.keyboard.press("Escape")
    expect(phone.locator("[data-last]")).to_have_text("Fatima el Amrani · welkom")
    phone.get_by_role("button", name="Oefenen").click()
    expect(phone.get_by_text("Oefenen. Niemand")).to_be_visible()


def test_one_tap_does_not_make_scans_count(live: Live, fatima: Attendee, phone: Page):
    open_scanner(phone, live, secure=False)

    phone.get_by_role("button", name="Echt scannen").press("Enter")
    expect(phone.get_by_role("group", name="Wil je echt scannen?")).to_be_visible()
    expect(phone.get_by_role("button", name="Blijf oefenen")).to_be_focused()
    expect(phone.locator(".door-rehearsal .button--main:visible")).to_have_text("Blijf oefenen")
    check_accessibility(phone)
    check_fits(phone)
    type_code(phone, code_of(fatima))

    verdict(phone, "welcome")
    phone.keyboard.press("Escape")
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("button", name="Echt scannen")).to_be_focused()
    expect(phone.get_by_text("Oefenen. Niemand")).to_be_visible()
    assert (scans(), inside(fatima)) == ([], False)


def test_searching_by_name_says_that_it_is_practice(live: Live, fatima: Attendee, phone: Page):
    open_scanner(phone, live, secure=False)
    phone.get_by_role("button", name="Zoek op naam").click()
    note = phone.get_by_text("Oefening: met “Binnenlaten” gaat niemand echt naar binnen.")
    expect(note).to_be_visible()
    check_accessibility(phone)
    phone.get_by_role("button", name="Sluiten").click()

    phone.get_by_role("button", name="Echt scannen").click()
    phone.get_by_role("button", name="Ja, echt scannen").click()
    phone.get_by_role("button", name="Zoek op naam").click()

    expect(phone.get_by_role("button", name="Sluiten")).to_be_visible()
    expect(note).to_be_hidden()


def test_a_code_can_be_pasted_anywhere(live: Live, fatima: Attendee, phone: Page):
    open_scanner(phone, live, secure=False)

    paste(phone, code_of(fatima))

    verdict(phone, "welcome")
    phone.keyboard.press("Escape")
    expect(phone.locator("[data-last]")).to_have_text("Fatima el Amrani · welkom (oefening)")


def paste(phone: Page, text: str) -> None:
    """Paste into the page itself, as a keyboard does."""
    phone.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", text);
            const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true });
            document.body.dispatchEvent(pasted);
        }""",
        text,
    )


@pytest.fixture
def asked(playwright: Playwright, live: Live, fatima: Attendee, tmp_path: Path) -> Iterator[Page]:
    """Give a phone that asks whether scans count, with Fatima's badge before its camera."""
    badge = live.url(f"/B/{code_of(fatima)}").upper()
    browser = launch(playwright.chromium, *camera(make_video(tmp_path / "badge.mjpeg", [badge])))
    for phone in watched(browser, **PHONE, permissions=["camera"]):
        open_scanner(phone, live)
        verdict(phone, "welcome")
        phone.get_by_role("button", name="Volgende").click()
        phone.get_by_role("button", name="Echt scannen").click()
        yield phone
    browser.close()


def test_the_camera_waits_while_somebody_is_asked_whether_scans_count(asked: Page):
    asked.wait_for_timeout(2500)  # longer than a badge that stays in sight says nothing
    expect(asked.locator("[data-verdict]")).to_be_hidden()

    asked.get_by_role("button", name="Blijf oefenen").click()

    verdict(asked, "welcome")


def test_a_question_that_the_day_overtakes_does_not_stop_the_camera(fatima: Attendee, asked: Page):
    with transaction():
        event = db.session.get_one(Event, fatima.event_id)
        event.starts_at = datetime.now(UTC) - HOUR
        event.ends_at = event.starts_at + 3 * HOUR

    expect(asked.locator("[data-rehearsal]")).to_be_hidden(timeout=15_000)

    verdict(asked, "welcome")
    expect(asked.locator("[data-verdict]").get_by_text("Oefening", exact=True)).to_have_count(0)


def test_a_badge_opened_with_the_phones_own_camera_is_practice_too(
    live: Live, fatima: Attendee, phone: Page
):
    phone.goto(live.url(f"/B/{code_of(fatima)}"))
    phone.evaluate("localStorage.setItem('door-token', 'a-door-token')")
    phone.reload()

    phone.get_by_role("button", name="Binnenlaten").click()

    verdict(phone, "welcome")
    expect(phone.locator("[data-verdict]").get_by_text("Oefening", exact=True)).to_be_visible()
    assert (scans(), inside(fatima)) == ([], False)


def pair(live: Live, event: Event, code: str, phone: Page) -> None:
    now = datetime.now(UTC)
    make_device(
        event,
        token_digest=None,
        paired_at=None,
        pairing_digest=door.digest(code),
        pairing_expires_at=now + timedelta(minutes=15),
    )
    phone.goto(live.url(f"/door/pair/{code}"))
    phone.get_by_role("button", name="Koppel deze telefoon").click()
    expect(phone.get_by_text("Verbonden")).to_be_visible()


def test_another_pairing_begins_with_practice_again(live: Live, fatima: Attendee, phone: Page):
    event = fatima.invitation.event
    pair(live, event, "one-code", phone)
    phone.get_by_role("button", name="Echt scannen").click()
    phone.get_by_role("button", name="Ja, echt scannen").click()
    expect(phone.get_by_text("Elke scan telt")).to_be_visible()
    expect(phone.locator(".door-rehearsal .button--main:visible")).to_have_text("Oefenen")

    pair(live, event, "another-code", phone)

    expect(phone.get_by_text("Oefenen. Niemand")).to_be_visible()


@pytest.mark.parametrize("is_set_right", [False, True])
def test_without_a_word_from_the_server_a_phone_days_behind_lets_people_in_on_the_day(
    live: Live, chromium: Browser, is_set_right: bool
):
    now = datetime.now(UTC)
    event = make_event(starts_at=now - HOUR, ends_at=now + 3 * HOUR, answer_before=None)
    make_device(event, paired_at=now - timedelta(days=13))
    fatima = make_attendee(event, name="Fatima el Amrani")
    context = chromium.new_context(**PHONE)  # not watched: a lost connection is an error there
    phone = context.new_page()
    phone.clock.set_system_time(now - timedelta(days=2))
    phone.route("**/door/api/**", lambda route: route.abort())
    phone.add_init_script("localStorage.setItem('door-token', 'a-door-token')")
    phone.goto(live.url("/door/"))

    type_code(phone, code_of(fatima))
    expect(phone.get_by_text("1 scan bewaard")).to_be_visible()
    if is_set_right:
        phone.clock.set_system_time(now)
    phone.unroute("**/door/api/**")

    expect(phone.get_by_text("bewaarde scan)")).to_be_visible(timeout=15_000)
    assert (scans(), inside(fatima)) == (["welcome"], True)
    context.close()


def test_what_was_practice_stays_so_when_the_phone_slept_a_night_before_it_was_sent(
    live: Live, chromium: Browser
):
    now = datetime.now(UTC)
    event = make_event(starts_at=now + 5 * HOUR, ends_at=now + 9 * HOUR, answer_before=None)
    make_device(event, paired_at=now - timedelta(days=1))
    fatima = make_attendee(event, name="Fatima el Amrani")
    context = chromium.new_context(**PHONE)  # not watched: a lost connection is an error there
    phone = context.new_page()
    phone.clock.set_system_time(now - 14 * HOUR)
    phone.route("**/door/api/**", lambda route: route.abort())
    phone.add_init_script("localStorage.setItem('door-token', 'a-door-token')")
    phone.goto(live.url("/door/"))

    type_code(phone, code_of(fatima))
    expect(phone.get_by_text("1 scan bewaard")).to_be_visible()
    phone.clock.set_system_time(now)  # the watch of the page stood still meanwhile
    phone.unroute("**/door/api/**")

    expect(phone.get_by_text("1 scan bewaard")).to_be_hidden(timeout=15_000)
    assert (scans(), inside(fatima)) == ([], False)
    context.close()


def test_on_the_day_scans_count_on_a_phone_whose_clock_is_days_behind(live: Live, phone: Page):
    now = datetime.now(UTC)
    event = make_event(starts_at=now - HOUR, ends_at=now + 3 * HOUR, answer_before=None)
    make_device(event, paired_at=now - timedelta(days=13))
    fatima = make_attendee(event, name="Fatima el Amrani")
    phone.clock.set_system_time(now - timedelta(days=2))
    open_scanner(phone, live, secure=False)
    expect(phone.get_by_text("0 van 1 binnen")).to_be_visible()

    type_code(phone, code_of(fatima))

    verdict(phone, "welcome")
    assert (scans(), inside(fatima)) == (["welcome"], True)
