"""Which language a reader gets."""

import pytest

from eventapp.web.language import LANGUAGES
from tests.factories import make_network, make_user
from tests.pages import Browser


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "nl"),
        ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,fr;q=0.9", "nl"),
        ("*", "nl"),
        ("<script>", "nl"),
    ],
)
def test_a_new_reader_gets_the_language_of_the_browser_or_dutch(app, database, header, language):
    headers = {"Accept-Language": header} if header else {}

    page = Browser(app).get("/account/login", headers=headers)

    assert page.root.get("lang") == language


def test_a_choice_is_kept(browser):
    browser.get("/account/login?lang=en")

    assert browser.get("/account/reset").root.get("lang") == "en"
    assert browser.get("/account/reset?lang=xx").root.get("lang") == "en"
    assert browser.get("/account/reset?lang=nl").root.get("lang") == "nl"


def test_a_user_reads_in_the_language_of_the_profile(browser):
    browser.login(make_user(make_network(), language="en"))

    page = browser.get("/account/change", headers={"Accept-Language": "nl"})

    assert page.root.get("lang") == "en"


def test_a_page_has_both_languages(browser):
    titles = {browser.get(f"/account/login?lang={code}").texts(".//h1")[0] for code in LANGUAGES}

    assert titles == {"Inloggen", "Log in"}


def test_the_login_page_offers_the_other_language_and_keeps_the_way_on(browser):
    page = browser.get("/account/login?next=/account/change")

    link = page.all(".//a[@hreflang='en']")[0].get("href")

    assert link == "/account/login?lang=en&next=/account/change"
    assert browser.get(link).root.get("lang") == "en"
