"""Large counts are written as the reader's language does."""

import pytest
import time_machine
from flask_babel import force_locale, ngettext
from sqlalchemy import update

from eventapp.database import db, transaction
from eventapp.models import Attendee
from eventapp.web.desk.forms.mailing import RecipientsForm
from eventapp.web.numbers import number
from tests import crowd
from tests.factories import NOW, make_contacts, make_event, make_network, make_tag, make_user


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


@pytest.fixture
def busy(database, browser):
    """Log in at the desk of an event with 2,317 places; of 2,250 people half are inside."""
    event = make_event(make_network(slug="west-brabant"), slug="kijkdag", capacity=2317)
    with transaction():
        guests = crowd.invite(event, crowd.register(event.network_id, 2250, NOW), 2250, NOW)
        half = Attendee.id.in_([guest["id"] for guest in guests[::2]])
        db.session.execute(update(Attendee).where(half).values(checked_in_at=NOW))
    with time_machine.travel(NOW, tick=False):
        yield browser.login(make_user(event.network))


@pytest.mark.parametrize(("language", "comma"), [("nl", "."), ("en", ",")])
def test_pages_of_a_busy_event_group_its_numbers(busy, language, comma):
    desk = "/desk/west-brabant"

    year, overview, door = (
        busy.get(f"{desk}/{page}?lang={language}").text for page in ("", "kijkdag/", "kijkdag/door")
    )
    refused = busy.get(f"{desk}/kijkdag/edit").submit(capacity="2").text

    assert year.count(f"2{comma}250") > 1
    assert f"2{comma}317, 2 " in overview
    assert (door.count(f"1{comma}125"), door.count(f"1{comma}113")) == (7, 2)
    assert f"2{comma}250" in door
    assert refused.count(f"2{comma}250") == 2 * 2
    assert [one for one in ("1113", "2250", "2317") if one in year + overview + door] == []


@pytest.mark.parametrize(
    ("language", "written"), [("nl", "spreker (1.200)"), ("en", "spreker (1,200)")]
)
def test_the_count_of_a_label_is_grouped(app, database, language, written):
    tag = make_tag(make_network())

    with app.test_request_context(), force_locale(language):
        form = RecipientsForm()
        form.offer([tag], {tag.id: 1200})

    assert form.tag.choices[1].label == written
