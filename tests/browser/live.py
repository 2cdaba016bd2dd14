"""The application behind a real port."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from eventapp.database import db
from eventapp.models import User
from tests.conftest import make_app
from tests.factories import PASSWORD

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
        """Log in as a person of the factories does."""
        self.login_as(page, user.email, PASSWORD)

    def login_as(self, page: Page, email: str, password: str) -> None:
        """Log in as a person does."""
        page.goto(self.url("/account/login?lang=nl"))
        page.get_by_label("E-mailadres").fill(email)
        page.get_by_label("Wachtwoord", exact=True).fill(password)
        page.get_by_role("button", name="Inloggen").click()
        page.wait_for_url("**/desk/**")


@contextmanager
def live_server(folder: Path) -> Iterator[Live]:
    """Serve a new, empty installation that writes nowhere but in a folder."""
    holder: list[Flask] = []
    server = make_server("127.0.0.1", 0, lambda e, s: holder[0](e, s), threaded=True)
    base_url = f"http://127.0.0.1:{server.server_port}"
    app = make_app(folder, f"sqlite:///{folder / 'live.db'}", base_url=base_url)
    app.testing = False
    holder.append(app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Live(app, base_url)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        with app.app_context():
            db.engine.dispose()
