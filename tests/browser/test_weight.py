"""What a phone has to fetch before an employer can answer, counted on the real pages."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Response

from eventapp.rules.rsvp import AnsweredVia, Partstat
from eventapp.web.clock import now
from tests.browser.chromium import PHONE
from tests.browser.live import Live
from tests.factories import (
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_item,
    make_network,
)

MOST_BYTES = 150_000
MOST_REQUESTS = 20

pytestmark = pytest.mark.browser


def weigh(chromium: Browser, url: str) -> tuple[int, int]:
    """Open a page as a first visitor; give the number of answers, and their bytes unpacked."""
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url, wait_until="networkidle")
    found = len(answers), sum(len(answer.body()) for answer in answers)
    context.close()
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("answered", [False, True])
def test_the_answer_page_is_light(live: Live, chromium: Browser, language, answered):
    moment = now()
    event = make_event(
        make_network(name="Ambassadeursnetwerk West-Brabant", brand_colour="#C2185B"),
        starts_at=moment + timedelta(days=30),
        ends_at=moment + timedelta(days=30, hours=4),
        answer_before=None,
        introduction="U loopt mee, stelt uw vragen en hoort wat het oplevert. " * 10,
    )
    for number in range(10):
        make_item(event, title=f"Workshop {number}: werk slim verdelen", room="De Ketel")
    contact = make_contact(event.network)
    given = {"answer": Partstat.ACCEPTED, "answered_at": moment, "answered_via": AnsweredVia.WEB}
    invitation = make_invitation(event, contact, **(given if answered else {}))
    if answered:
        make_attendee(event, invitation)
    links = live.app.extensions["links"]

    pages = ["", "badge"] if answered else [""]
    for page in pages:
        url = f"{links.invitation(invitation.public_id, page)}?lang={language}"
        requests, size = weigh(chromium, url)
        assert requests <= MOST_REQUESTS, (url, requests)
        assert size <= MOST_BYTES, (url, size)


def test_the_public_pages_are_light(live: Live, chromium: Browser):
    event = make_event(make_network(slug="west-brabant"))

    for path in ("/west-brabant/", f"/west-brabant/{event.slug}/"):
        requests, size = weigh(chromium, live.url(path))
        assert requests <= MOST_REQUESTS, (path, requests)
        assert size <= MOST_BYTES, (path, size)
