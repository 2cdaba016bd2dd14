"""A live server, and people in front of it with a phone or a laptop."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from eventapp.database import db
from tests.browser.chromium import DESK, PHONE, launch
from tests.browser.live import Live, live_server
from tests.browser.site import Site, make_site
from tests.conftest import empty
from tests.factories import PASSWORD, reset_counter


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with live_server(tmp_path_factory.mktemp("live")) as started:
        yield started


@pytest.fixture
def live(server: Live) -> Iterator[Live]:
    """Give the live server with an empty database and an open application context."""
    reset_counter()
    with server.app.app_context():
        empty()
        yield server
        db.session.rollback()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright.chromium)
    yield browser
    browser.close()


def watched(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a page that fails its test on any error in the console."""
    context = browser.new_context(**options)
    yield from watched_in(context)
    context.close()


def watched_in(context: BrowserContext) -> Iterator[Page]:
    """Open such a page beside others of one visitor: what those fetched is not fetched again."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error"
            and "the server responded with a status of 4" not in message.text
            else None
        ),
    )
    page.set_default_timeout(10_000)
    yield page
    page.close()
    assert complaints == []


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """Give a page on a phone of 390 by 844."""
    yield from watched(chromium, **PHONE)


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """Give a page on a laptop of 1440 by 900."""
    yield from watched(chromium, **DESK)


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    """Give a page on a phone that runs no script."""
    yield from watched(chromium, **PHONE, java_script_enabled=False)


@pytest.fixture(scope="module")
def site(server: Live) -> Site:
    """Fill the live server once, for a module of tests that change nothing."""
    reset_counter()
    with server.app.app_context():
        empty()
        return make_site(server.app)


@pytest.fixture(scope="module")
def stranger(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(**DESK)
    yield context
    context.close()


@pytest.fixture(scope="module")
def organiser(server: Live, site: Site, chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(**DESK)
    page = context.new_page()
    server.login_as(page, site.owner, PASSWORD)
    page.close()
    yield context
    context.close()


@pytest.fixture
def inside(organiser: BrowserContext) -> Iterator[Page]:
    """Give a page of somebody who is logged in."""
    yield from watched_in(organiser)


@pytest.fixture
def outside(stranger: BrowserContext) -> Iterator[Page]:
    """Give a page of somebody who is not."""
    yield from watched_in(stranger)
