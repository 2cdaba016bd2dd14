"""Walking through a page with the Tab key, as somebody without a mouse does."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, TimeoutError

MOST = 400
# Milliseconds. A sandboxed frame has its own process, which hands the focus on and tells nobody.
SETTLE, PATIENCE = 100, 2000
FOCUSED = "() => ![document.body, document.documentElement, null].includes(document.activeElement)"
STOP = Path(__file__).with_suffix(".js").read_text().partition("\n")[2].rstrip(";\n")
LEFT_OUT = """() => [
  ...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')
].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled
  && one.tabIndex >= 0 && !['radio', 'hidden'].includes(one.type) && !one.closest('[inert]')
  && !window.tabbed?.has(one)
).map((one) => `${one.tagName.toLowerCase()}#${one.id} ${one.textContent.trim().slice(0, 40)}`)"""


def walk(page: Page) -> list[str]:
    """Press Tab through a page; answer what would hinder somebody, in words."""
    complaints: list[str] = []
    trail: list[str] = []
    first, in_frame = True, False
    for _number in range(MOST):
        page.keyboard.press("Tab")
        stop = _stop(page, in_frame=in_frame)
        if stop is None or stop["again"]:
            break
        if first and not stop["skips"]:
            complaints.append(f"begins at {stop['name']}, not with a way past the menu")
        first, in_frame = False, stop["frame"]
        trail.append(stop["name"])
        if not stop["ringed"]:
            complaints.append(f"no focus is seen on {stop['name']}")
        if not stop["seen"]:
            complaints.append(f"something lies over {stop['name']}")
    else:
        complaints.append("it never ends")
    left_out = page.evaluate(LEFT_OUT)
    if left_out:
        complaints.append(f"never reached: {left_out}, after {trail[-6:]}")
    return complaints


def _stop(page: Page, *, in_frame: bool) -> dict[str, Any] | None:
    """Look where the focus is; one that goes into a frame or out of it arrives a little later."""
    if in_frame:
        page.wait_for_timeout(SETTLE)
    if not page.evaluate(FOCUSED) and page.evaluate(LEFT_OUT):
        with suppress(TimeoutError):
            page.wait_for_function(FOCUSED, timeout=PATIENCE)
    found: dict[str, Any] | None = page.evaluate(STOP)
    return found
