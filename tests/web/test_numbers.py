"""Large counts are written as the reader's language does."""

import pytest
from flask_babel import force_locale, ngettext

from eventapp.web.numbers import number
from tests.factories import make_contacts, make_network, make_user


@pytest.mark.parametrize(
    ("language", "written"),
    [("nl", ["0", "999", "1.000", "1.234.567"]), ("en", ["0", "999", "1,000", "1,234,567"])],
)
def test_a_count_from_a_thousand_is_grouped(app, language, written):
    with app.test_request_context(), force_locale(language):
        assert [number(value) for value in (0, 999, 1000, 1_234_567)] == written


def test_what_is_no_number_stays_as_it_is(app):
    assert [number(value) for value in ("–", "1000")] == ["–", "1000"]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nl", ["1 mail is al onderweg.", "999 mails zijn", "1.000 mails zijn al onderweg."]),
        ("en", ["1 email is already", "999 emails are", "1,000 emails are already on their way."]),
    ],
)
def test_a_text_of_the_code_holds_the_grouped_number(app, language, written):
    words = "%(num)d email is already on its way.", "%(num)d emails are already on their way."

    with app.test_request_context(), force_locale(language):
        texts = [ngettext(*words, value) for value in (1, 999, 1000)]

    assert [text.startswith(begin) for text, begin in zip(texts, written, strict=True)] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            ["1.001 mensen bij 1 werkgever.", "Alle contacten1.001", "50 van 1.001 getoond, op"],
        ),
        ("en", ["1,001 people at 1 employer.", "All contacts1,001", "50 of 1,001 shown, by"]),
    ],
)
def test_a_page_groups_its_numbers(browser, language, said):
    network = make_network(slug="west-brabant")
    make_contacts(network, 1001)
    browser.login(make_user(network))

    page = browser.get(f"/desk/west-brabant/contacts/?lang={language}")

    text = page.text + " ".join(page.texts(".//*[@class='saved']//a"))
    assert [one for one in said if one not in text] == []
