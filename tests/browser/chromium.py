"""A real Chromium, and what a careful person checks in it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, Page

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-smooth-scrolling",  # else a busy machine scrolls for seconds to what has the focus
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "nl-NL",
}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "nl-NL"}


def launch(
    chromium: BrowserType,
    *extra: str,
    without: list[str] | None = None,
    env: dict[str, str | float | bool] | None = None,
) -> Browser:
    """Start Debian's Chromium, with more or fewer switches and settings if somebody needs them."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: install the Debian package chromium.")
    return chromium.launch(
        executable_path=path, args=[*QUIET, *extra], ignore_default_args=without, env=env
    )


def camera(video: Path) -> list[str]:
    """Give the switches that show a video as the camera's picture."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]


def arrived(page: Page) -> None:
    """Wait until a page is there: after a click the next one may just be coming."""
    page.wait_for_load_state()
    page.locator("html").wait_for(state="attached")


def press(page: Page, name: str) -> None:
    """Send a form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def check_accessibility(page: Page) -> None:
    """Fail when axe finds anything, naming rule and element."""
    arrived(page)
    # A colour halfway its 150 ms would be measured as it never stays.
    page.evaluate(
        "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))"
    )
    results = Axe().run(page)
    found = [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == [], f"{page.url}: {found}"


def check_fits(page: Page) -> None:
    """Fail when a page must be scrolled sideways."""
    arrived(page)
    width, room, widest = page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth;
            const over = [...document.body.querySelectorAll("*")].filter(
                (one) => one.getBoundingClientRect().right > room + 1 && !one.closest("svg *"));
            const inner = over.find(
                (one) => ![...one.children].some((child) => over.includes(child)));
            const width = document.documentElement.scrollWidth;
            return [width, room, inner ? inner.outerHTML.slice(0, 160) : ""];
        }"""
    )
    assert width <= room, f"{page.url} is {width} px wide in a window of {room} px: {widest}"
