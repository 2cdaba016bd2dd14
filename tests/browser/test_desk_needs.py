"""What needs doing, and the people it is done for, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from eventapp.models import Event
from eventapp.rules.mailing import MessageState
from tests.browser.chromium import check_accessibility, check_fits
from tests.browser.live import Live
from tests.factories import (
    make_attendee,
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
