"""What comes first on the page of a refused form: what is wrong, with a way to each field."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import arrived, press
from tests.browser.live import Live
from tests.browser.site import Site

pytestmark = pytest.mark.browser

# A page, what is typed in which field, and the button.
AT_THE_DESK = [
    ("new event", {}, "Opslaan"),
    ("programme", {"Titel, rij 1": "", "Van, rij 1": ""}, "Programma opslaan"),
    ("change contact", {"Achternaam": "", "E-mailadres": "jan@olievlek"}, "Opslaan"),
    ("import", {}, "Bekijk wat er verandert"),
    ("text", {"Tekst": "Beste {{naam"}, "Opslaan en bekijken"),
    ("door", {"Ingang": ""}, "Maak een QR-code"),
    ("people", {}, "Toegang geven en mail sturen"),
    ("settings", {"Partner 2": "Werkgeversservicepunt"}, "Instellingen opslaan"),
    ("look", {"Hoofdkleur": "rood"}, "Kleuren opslaan"),
    ("profile", {"Je naam": ""}, "Profiel opslaan"),
    ("record an answer", {}, "Antwoord vastleggen"),
]
OUTSIDE = [
    ("forgotten", {"E-mailadres": "geen adres"}, "Mail mij een link"),
    ("unanswered", {}, "Antwoord versturen"),
]


# What has the focus is wrong, or asks a question of which the choices are.
WRONG = "at => at.matches('[aria-invalid=true]') || !!at.querySelector('[aria-invalid=true]')"


def refuse(page: Page, url: str, typed: dict[str, str], button: str) -> None:
    """Fill a form in wrongly, and see where one is and how one comes to what is wrong."""
    page.goto(url)
    arrived(page)
    for label, text in typed.items():
        page.get_by_label(label, exact=True).locator("visible=true").last.fill(text)
    send = page.get_by_role("button", name=button, exact=True)
    if send.count() and send.is_visible():
        press(page, button)
    else:  # Enter sends a form whose button shows only after a choice
        with page.expect_navigation():
            page.locator("main form").last.evaluate("form => form.submit()")

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link").all()
    assert links, "nothing leads to what is wrong"
    for link in links:
        link.press("Enter")
        assert page.locator(":focus").evaluate(WRONG), f"{link.inner_text()} leads elsewhere"


@pytest.mark.parametrize(("name", "typed", "button"), AT_THE_DESK, ids=lambda one: str(one)[:20])
def test_a_refused_form_at_the_desk(server: Live, site: Site, inside: Page, name, typed, button):
    refuse(inside, server.url(site.pages[name]), typed, button)


@pytest.mark.parametrize(("name", "typed", "button"), OUTSIDE, ids=lambda one: str(one)[:20])
def test_a_refused_form_outside(server: Live, site: Site, outside: Page, name, typed, button):
    refuse(outside, server.url(site.pages[name]), typed, button)


def test_a_refused_login_is_read_first(server: Live, site: Site, outside: Page):
    outside.goto(server.url("/account/login"))
    outside.get_by_label("E-mailadres").fill(site.owner)
    outside.get_by_label("Wachtwoord", exact=True).fill("een heel ander wachtwoord")
    press(outside, "Inloggen")

    expect(outside.get_by_role("alert")).to_be_focused()
    outside.keyboard.press("Tab")
    expect(outside.get_by_label("E-mailadres")).to_be_focused()
