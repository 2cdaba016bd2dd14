"""What needs doing, and the people it is done for, in a real browser."""

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from eventapp.database import db, transaction
from eventapp.models import Event
from eventapp.rules.mailing import MessageState
from eventapp.rules.rsvp import Partstat, Place
from tests.browser.chromium import DESK, check_accessibility, check_fits
from tests.browser.live import Live
from tests.factories import (
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_message,
    make_network,
    make_user,
)

pytestmark = pytest.mark.browser

AT = "/desk/west-brabant/kijkdag-2027/"


@pytest.fixture
def event(live: Live) -> Event:
    """Give an event of next month with two places, one of them taken."""
    now = datetime.now(UTC)
    event = make_event(
        make_network(slug="west-brabant", name="West-Brabant"),
        slug="kijkdag-2027",
        capacity=2,
        starts_at=now + timedelta(days=30),
        ends_at=now + timedelta(days=30, hours=5),
        answer_before=now + timedelta(days=5),
    )
    make_attendee(event, place_at=now - timedelta(days=12))
    return event


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_what_an_event_needs_is_read_and_reached(
    live: Live, event: Event, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)
    make_message(event, make_invitation(event), state=MessageState.FAILED)
    live.login(page, make_user(event.network))
    expect(page.get_by_text("1 mail is geweigerd en kwam niet aan.")).to_be_visible()
    check_accessibility(page)
    check_fits(page)

    page.goto(live.url(AT))
    expect(page.get_by_role("heading", name="Let op")).to_be_visible()
    check_accessibility(page)
    check_fits(page)
    page.get_by_role("link", name="Bekijk de geweigerde mails").click()

    expect(page.get_by_text("Alleen de mails over Kijkdag 2027.")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    check_accessibility(page)
    check_fits(page)


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_the_axis_names_today_and_the_closing_day_side_by_side(
    live: Live, event: Event, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)
    live.login(page, make_user(event.network))
    page.goto(live.url(AT))

    labels = page.locator(".curve__text:has(.curve__date)")
    expect(labels.filter(has_text="vandaag")).to_be_visible()
    expect(labels.filter(has_text="sluit")).to_be_visible()
    boxes = [label.bounding_box() for label in labels.all()]
    found = sorted((box["x"], box["x"] + box["width"]) for box in boxes if box)
    assert len(found) >= 3
    assert all(one[1] < other[0] for one, other in pairwise(found))
    check_accessibility(page)
    check_fits(page)


SIZE_ON_SCREEN = """text => {
    const drawing = text.closest("svg");
    const scale = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
    return parseFloat(getComputedStyle(text).fontSize) * scale;
}"""


@pytest.mark.parametrize("width", [320, 360, 390, 720, 1000, 1100, 1440])
def test_the_words_of_the_curve_stand_apart_at_any_width(
    live: Live, event: Event, width: int, desk: Page
) -> None:
    year = timedelta(days=365)
    before = make_event(
        event.network, starts_at=event.starts_at - year, ends_at=event.ends_at - year
    )
    invitation = make_invitation(before)
    for position in range(1, 10):
        make_attendee(before, invitation, position=position, place_at=before.starts_at - year / 30)
    with transaction():
        event.capacity = 10
    live.login(desk, make_user(event.network))
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(live.url(AT))

    texts = desk.locator(".curve text:visible").all()
    boxes = [box for box in (text.bounding_box() for text in texts) if box]
    assert len(boxes) > (6 if width == 320 else 8)
    assert all(text.evaluate(SIZE_ON_SCREEN) >= 13.5 for text in texts)
    for box in boxes:
        assert box["x"] >= 0, box
        assert box["x"] + box["width"] <= width, box
    for one, other in combinations(boxes, 2):
        beside = min(one["x"] + one["width"], other["x"] + other["width"]) <= max(
            one["x"], other["x"]
        )
        above = min(one["y"] + one["height"], other["y"] + other["height"]) <= 3 + max(
            one["y"], other["y"]
        )
        assert beside or above, (one, other)


def fill(event: Event) -> None:
    """Make three who are silent and one who waits, by family name: Aarts, Bos, Demir, Zijl."""
    for name in ("Wim Aarts", "Anna Bos", "Eva Zijl"):
        invitation = make_invitation(event, make_contact(event.network, name=name))
        make_message(event, invitation, sent_at=datetime.now(UTC) - timedelta(days=7))
    yusuf = make_contact(event.network, name="Yusuf Demir")
    waiting = make_invitation(event, yusuf, answer=Partstat.ACCEPTED)
    make_attendee(event, waiting, name=yusuf.name, place=Place.WAITLISTED)


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_buttons_name_how_many_of_the_chosen_they_reach(
    live: Live, event: Event, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)
    fill(event)
    live.login(page, make_user(event.network))
    page.goto(live.url(f"{AT}answers"))
    bar = page.locator(".selection")
    expect(bar).to_be_hidden()

    page.get_by_label("Kies Wim Aarts").check()
    expect(bar.get_by_role("button", name="Stuur 1 persoon de uitnodiging opnieuw")).to_be_visible()
    expect(bar.get_by_role("button", name="Geef")).to_be_hidden()
    expect(bar).to_be_in_viewport()
    page.get_by_label("Kies Wim Aarts").uncheck()
    expect(bar).to_be_hidden()

    page.get_by_role("link", name="Kies alle 4 mensen hieronder").click()
    expect(bar).to_contain_text("4 gekozen")
    expect(bar.get_by_role("button", name="Geef 1 wachtende een plaats")).to_be_visible()
    check_accessibility(page)
    check_fits(page)
    bar.get_by_role("button", name="Stuur 3 mensen de uitnodiging opnieuw").click()

    expect(page.get_by_text("3 mensen krijgen de uitnodiging opnieuw.")).to_be_visible()
    expect(page.get_by_text("1 persoon heeft al geantwoord.")).to_be_visible()
    check_accessibility(page)


def test_the_button_counts_no_more_than_get_a_place(live: Live, event: Event, desk: Page) -> None:
    """Three seats are left: for who waits longest, two together, and one more."""
    with transaction():
        db.session.get_one(Event, event.id).capacity = 4
    waits = [("Eva Zijl", 2, 3), ("Bram Smit", 9, 2), ("Jan Bos", 5, 2), ("Wim Aarts", 1, 1)]
    for name, days, persons in waits:
        contact = make_contact(event.network, name=name)
        invitation = make_invitation(event, contact, answer=Partstat.ACCEPTED)
        for position in range(1, persons + 1):
            since = datetime.now(UTC) - timedelta(days=days)
            make_attendee(
                event, invitation, position=position, place=Place.WAITLISTED, place_at=since
            )
    live.login(desk, make_user(event.network))
    desk.goto(live.url(f"{AT}answers"))
    bar = desk.locator(".selection")

    desk.get_by_label("Kies Wim Aarts").check()
    expect(bar.get_by_role("button", name="Geef 1 wachtende een plaats")).to_be_visible()
    desk.get_by_role("link", name="Kies alle 4 mensen hieronder").click()
    check_fits(desk)
    bar.get_by_role("button", name="Geef 2 van 4 wachtenden een plaats").click()

    expect(desk.get_by_text("2 genodigden hebben nu een plaats")).to_be_visible()
    expect(desk.get_by_text("2 genodigden blijven wachten")).to_be_visible()


def test_a_choice_that_nothing_can_be_done_for_says_so_and_is_cleared(
    live: Live, event: Event, desk: Page
) -> None:
    fill(event)
    make_invitation(event, make_contact(event.network, name="Jan Smit"), answer=Partstat.DECLINED)
    live.login(desk, make_user(event.network))
    desk.goto(live.url(f"{AT}answers"))

    desk.get_by_label("Kies Jan Smit").check()
    expect(desk.get_by_text("Voor deze keuze is hier niets te doen.")).to_be_visible()
    check_accessibility(desk)
    desk.get_by_role("button", name="Keuze wissen").click()

    expect(desk.get_by_label("Kies Jan Smit")).not_to_be_checked()
    expect(desk.locator(".selection")).to_be_hidden()


def test_the_bar_works_without_script(live: Live, event: Event, chromium: Browser) -> None:
    fill(event)
    context = chromium.new_context(**DESK, java_script_enabled=False)
    page = context.new_page()
    live.login(page, make_user(event.network))
    page.goto(live.url(f"{AT}answers"))

    page.get_by_role("link", name="Kies alle 4 mensen hieronder").click()
    page.get_by_label("Kies Eva Zijl").uncheck()
    page.locator(".selection").get_by_role("button", name="Geef plaats").click()

    expect(page.get_by_text("1 genodigde heeft nu een plaats")).to_be_visible()
    expect(page.get_by_text("Niet iedereen")).to_have_count(0)
    context.close()
