"""A live server, and people in front of it with a phone or a laptop."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

from eventapp.database import db
from eventapp.models import User
from tests.browser.chromium import DESK, PHONE, launch
from tests.conftest import empty, make_app
from tests.factories import PASSWORD, reset_counter

logging.getLogger("werkzeug").setLevel(logging.WARNING)


@dataclass
class Live:
    """The application behind a real port, on its own SQLite file."""

    app: Flask
    base_url: str

    def url(self, path: str) -> str:
        """Give the whole address of a path."""
        return self.base_url + path

    def login(self, page: Page, user: User) -> None:
        """Log in as a person does."""
        page.goto(self.url("/account/login"))
        page.get_by_label("E-mailadres").fill(user.email)
        page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        page.wait_for_url("**/desk/**")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("live")
    socket_holder: list[Flask] = []
    server = make_server("127.0.0.1", 0, lambda e, s: socket_holder[0](e, s), threaded=True)
    base_url = f"http://127.0.0.1:{server.server_port}"
    app = make_app(folder, f"sqlite:///{folder / 'live.db'}", base_url=base_url)
    app.testing = False
    socket_holder.append(app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(app, base_url)
    server.shutdown()
    server.server_close()
    thread.join()
    with app.app_context():
        db.engine.dispose()


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
    context.close()
    assert complaints == []


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """Give a page on a phone of 390 by 844."""
    yield from watched(chromium, **PHONE)


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """Give a page on a laptop of 1440 by 900."""
    yield from watched(chromium, **DESK)
