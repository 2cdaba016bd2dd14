"""Makes a picture of every page; run by `make screenshots`."""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from eventapp import post
from eventapp.commands.demo import LOGINS
from eventapp.rules.access import Role
from tests.browser.chromium import launch
from tests.browser.live import Live, live_server
from tests.browser.long_names import give_long_names
from tests.factories import PASSWORD, make_network, make_user
from tests.screenshots import crowd, door, tour
from tests.screenshots.camera import EVERY, LOCALES, PLAIN, ZOOMED, Camera
from tests.screenshots.demo import Demo
from tests.screenshots.props import Props, make_props

Browsers = Mapping[str, Browser]
ROOT = Path(__file__).parent.parent.parent
OUT = ROOT / "build" / "screenshots"
STRANGER = {
    "login": "/account/login",
    "login-first": "/desk/west-brabant/contacts/",
    "error-404": "/nergens/",
    "answer-dead-link": "/i/geen-goede-link/",
}
EMPTY = {
    "year": "/desk/nieuw/",
    "contacts": "/desk/nieuw/contacts/",
    "post": "/desk/nieuw/post/",
    "people": "/desk/nieuw/network/people",
    "new-event": "/desk/nieuw/new-event",
    "public": "/nieuw/",
}


def main() -> int:
    """Take the demo year in every look, then the longest names, a crowd, and nothing at all."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browsers = {
            language: launch(
                playwright.chromium, env={**os.environ, "LANGUAGE": locale.replace("-", "_")}
            )
            for language, locale in LOCALES.items()
        }
        taken = take_filled(browsers, Path(folder) / "filled")
        taken += take_empty(browsers, Path(folder) / "empty")
        for browser in browsers.values():
            browser.close()
    print(f"{taken} pictures in {OUT.relative_to(ROOT)}, and the tour in {tour.OUT}")
    return 0


def take_filled(browsers: Browsers, folder: Path) -> int:
    """Take every page of the demo year."""
    folder.mkdir()
    with live_server(folder) as live, live.app.app_context():
        live.app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
        props = make_props()
        post.hand_over_due(live.app)
        camera = logged_in(browsers, live, folder)
        stranger = Camera(browsers, live, OUT)
        pages = Demo(live.app, props).pages()
        for look in EVERY:
            camera.visit(pages, look)
            stranger.visit(STRANGER, look)
            door.take_pairing(camera, props, look)
            if look.width == "phone":
                door.take(camera, props, look)
            print(f"{look.name}: {camera.taken + stranger.taken} so far", flush=True)
        camera.visit(pages, ZOOMED)
        tour.make(OUT, ROOT / tour.OUT)
        take_hard(camera, props, pages)
        return camera.taken + stranger.taken


def take_hard(camera: Camera, props: Props, pages: dict[str, str]) -> None:
    """Take the pages with the longest names, and those with lists with 5,000 rows."""
    give_long_names()
    for look in PLAIN:
        camera.visit(pages, look, into="longest-names")
    crowd.fill(props.network, props.coming)
    for look in PLAIN:
        camera.visit(crowd.pages(pages), look, into="5000-rows")


def take_empty(browsers: Browsers, folder: Path) -> int:
    """Take the first page of an installation, and a network without anything in it."""
    folder.mkdir()
    with live_server(folder) as live, live.app.app_context():
        camera = Camera(browsers, live, OUT)
        for look in EVERY:
            camera.visit({"setup": "/setup"}, look)
        network = make_network(slug="nieuw", name="Ambassadeurs Midden-Zeeland")
        owner = make_user(network, Role.OWNER, name="Annelies Hoekstra")
        camera.log_in(owner.email, PASSWORD)
        for look in PLAIN:
            camera.visit(EMPTY, look, into="empty")
        return camera.taken


def logged_in(browsers: Browsers, live: Live, folder: Path) -> Camera:
    """Be the owner of the demo, by the login it keeps."""
    lines = (folder / LOGINS).read_text().splitlines()
    _role, email, password = next(line.split() for line in lines if Role.OWNER.value in line)
    camera = Camera(browsers, live, OUT)
    camera.log_in(email, password)
    return camera


if __name__ == "__main__":
    sys.exit(main())
