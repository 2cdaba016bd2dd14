"""Every page there is: nothing for axe to find and nothing to scroll sideways, in both languages.

The pages are those of the URL map, so a new one is looked at from the day it exists.
"""

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import check_accessibility, check_fits
from tests.browser.live import Live
from tests.browser.long_names import give_long_names
from tests.web.tenants import Tenant, make_tenant, walked

# The first page of an empty installation, and what a message in a frame holds, have own tests.
# The names of employers and the delivery of a mailing are a piece of a page.
ELSEWHERE = {
    "public_setup.begin",
    "desk_post.body",
    "desk_mailings.preview",
    "desk_employers.names",
    "desk_mailings.delivery",
}

pytestmark = pytest.mark.browser


def pages(live: Live, tenant: Tenant, page: Page) -> list[str]:
    """List the addresses of all HTML pages, as the owner finds them."""
    addresses = sorted(
        tenant.path(live.app, rule, method)
        for rule, method in walked(live.app)
        if method == "GET" and rule.endpoint not in ELSEWHERE
    )
    return [address for address in addresses if is_html(page, live.url(address))]


def is_html(page: Page, url: str) -> bool:
    answer = page.request.get(url, max_redirects=0)
    assert answer.status < 500, f"{url} answered {answer.status}"
    return answer.status == 200 and "text/html" in answer.headers.get("content-type", "")


def look_at_all(live: Live, page: Page, language: str) -> int:
    """Visit every page as the owner; answer how many there were."""
    tenant = make_tenant(live.app, "west-brabant")
    give_long_names()
    live.login(page, tenant.owner)
    found = pages(live, tenant, page)
    complaints = [complaint(page, live.url(address), language) for address in found]
    assert [said for said in complaints if said] == []
    return len(found)


def complaint(page: Page, url: str, language: str) -> str | None:
    """Say what is wrong with a page, so that one run tells it of all of them."""
    page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}")
    try:
        assert page.locator("html").get_attribute("lang") == language, url
        check_accessibility(page)
        check_fits(page)
    except AssertionError as error:
        return str(error)
    return None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_on_a_laptop(live: Live, desk: Page, language: str):
    assert look_at_all(live, desk, language) > 25


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_on_a_phone(live: Live, phone: Page, language: str):
    assert look_at_all(live, phone, language) > 25


def test_every_page_in_the_dark(live: Live, desk: Page):
    desk.emulate_media(color_scheme="dark")

    assert look_at_all(live, desk, "nl") > 25


def test_every_page_at_200_percent(live: Live, desk: Page):
    desk.set_viewport_size({"width": 720, "height": 450})

    assert look_at_all(live, desk, "nl") > 25


def test_the_first_page_of_an_empty_installation(live: Live, phone: Page):
    phone.goto(live.url("/"))

    check_accessibility(phone)
    check_fits(phone)
