"""Walking through a page with the Tab key, as somebody without a mouse does."""

from pathlib import Path

from playwright.sync_api import Page

MOST = 400
STOP = Path(__file__).with_suffix(".js").read_text().partition("\n")[2].rstrip(";\n")
LEFT_OUT = """() => [
  ...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')
].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled
  && one.tabIndex >= 0 && !['radio', 'hidden'].includes(one.type) && !one.closest('[inert]')
  && !window.tabbed?.has(one)
).map((one) => `${one.tagName.toLowerCase()}#${one.id} ${one.textContent.trim().slice(0, 40)}`)"""


def walk(page: Page) -> list[str]:
    """Press Tab through a page; answer what would hinder somebody, in words."""
    complaints, first = [], True
    for _number in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["again"]:
            break
        if first and not stop["skips"]:
            complaints.append(f"begins at {stop['name']}, not with a way past the menu")
        first = False
        if not stop["ringed"]:
            complaints.append(f"no focus is seen on {stop['name']}")
        if not stop["seen"]:
            complaints.append(f"something lies over {stop['name']}")
    else:
        complaints.append("it never ends")
    left_out = page.evaluate(LEFT_OUT)
    if left_out:
        complaints.append(f"never reached: {left_out}")
    return complaints
