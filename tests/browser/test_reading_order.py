"""The order of the document is the order one reads in, on every page that is full.

WCAG 1.3.2 and 2.4.3. That Tab follows the document and misses nothing, test_keyboard.py proves.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import DESK, PHONE, arrived
from tests.browser.live import Live
from tests.browser.reading import backward
from tests.browser.site import DOOR_TOKEN, Site
from tests.browser.tabbing import walk

pytestmark = pytest.mark.browser

AT_THE_DESK = [
    "year", "new event", "event", "programme", "answers", "record an answer", "mailings",
    "recipients", "pick", "text", "confirm", "sent mailing", "door", "arrivals", "contacts",
    "contact", "import", "import preview", "post", "mail", "people", "settings", "look",
]  # fmt: skip
OUTSIDE = [
    "login", "unanswered", "yes", "maybe", "no", "change answer", "badge", "unsubscribe",
    "public year", "public event",
]  # fmt: skip


def check_order(page: Page) -> None:
    """Look at a page on a laptop and on a phone."""
    found = {}
    for width in (DESK["viewport"], PHONE["viewport"]):
        page.set_viewport_size(width)
        found[width["width"]] = backward(page)
    assert found == {1440: [], 390: []}


@pytest.mark.parametrize("name", AT_THE_DESK)
def test_order_at_the_desk(server: Live, site: Site, inside: Page, name: str):
    inside.goto(server.url(site.pages[name]))
    arrived(inside)

    check_order(inside)


@pytest.mark.parametrize("name", OUTSIDE)
def test_order_outside(server: Live, site: Site, outside: Page, name: str):
    outside.goto(server.url(site.pages[name]))
    arrived(outside)

    check_order(outside)


@pytest.mark.parametrize("width", [DESK["viewport"], PHONE["viewport"]], ids=["desk", "phone"])
def test_the_bar_of_what_is_chosen_hides_nothing(server, site, inside: Page, width):
    inside.set_viewport_size(width)
    inside.goto(server.url(site.pages["answers"]))
    inside.locator("[data-check]").last.evaluate("box => box.click()")  # without the focus
    expect(inside.locator(".selection")).to_be_visible()

    assert walk(inside) == []


def test_the_scanner_is_used_by_keyboard(server: Live, site: Site, outside: Page):
    outside.add_init_script(f"localStorage.setItem('door-token', '{DOOR_TOKEN}')")
    outside.set_viewport_size(PHONE["viewport"])
    outside.goto(server.url(site.pages["scanner"]))
    expect(outside.get_by_text("Verbonden")).to_be_visible()

    check_order(outside)
    assert walk(outside) == []
