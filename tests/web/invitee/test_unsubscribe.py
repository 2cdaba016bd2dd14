"""No more mailings: GET asks, POST does (RFC 8058)."""

import pytest
from sqlalchemy import select

from eventapp.database import db
from eventapp.formats.links import Links
from eventapp.models import AuditEntry, Contact
from tests.conftest import BASE_URL
from tests.factories import make_contact
from tests.pages import Browser

LINKS = Links(base_url=BASE_URL, keys=("a-secret-of-the-tests",))


def address(contact: Contact) -> str:
    return f"/u/{LINKS.token('unsubscribe', contact.public_id)}"


def gone(contact: Contact) -> bool:
    return db.session.get_one(Contact, contact.id).unsubscribed_at is not None


def test_get_and_head_change_nothing(browser: Browser):
    contact = make_contact()

    page = browser.get(address(contact))
    head = browser.client.head(address(contact))

    assert (page.status, head.status_code) == (200, 200)
    assert "Geen uitnodigingen meer?" in page.text
    assert not gone(contact)


def test_person_unsubscribes_and_undoes_it(browser: Browser):
    contact = make_contact()

    done = browser.follow(browser.get(address(contact)).submit())
    was_gone = gone(contact)
    back = browser.follow(done.submit())

    assert "U krijgt geen uitnodigingen meer" in done.text
    assert was_gone
    assert "Geen uitnodigingen meer?" in back.text
    assert not gone(contact)
    assert db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "contact.unsubscribed",
        "contact.resubscribed",
    ]


def test_one_click_needs_no_cookie_and_gets_no_redirect(browser: Browser):
    contact = make_contact()
    data = {"List-Unsubscribe": "One-Click"}
    headers = {"Origin": "https://mail.example"}

    answers = [browser.client.post(address(contact), data=data, headers=headers) for _ in "12"]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Set-Cookie" not in answers[0].headers
    assert gone(contact)
    assert len(db.session.scalars(select(AuditEntry)).all()) == 1


@pytest.mark.parametrize("ending", [".", ">", ")"])
def test_what_a_mail_program_left_at_the_end_is_forgiven(browser: Browser, ending: str):
    assert browser.get(address(make_contact()) + ending).status == 200


def test_forged_and_foreign_tokens_are_refused(browser: Browser):
    contact = make_contact()
    invitation = LINKS.token("invitation", contact.public_id)

    statuses = [
        browser.get(f"/u/{token}").status
        for token in ("x", contact.public_id, invitation, address(contact)[3:-2])
    ]

    assert statuses == [404] * 4
    assert browser.post(f"/u/{invitation}", {"List-Unsubscribe": "One-Click"}).status == 404


def test_page_speaks_the_language_of_its_reader(browser: Browser):
    assert "No more invitations?" in browser.get(address(make_contact(language="en"))).text
