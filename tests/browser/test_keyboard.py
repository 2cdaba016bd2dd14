"""Every page with the keyboard alone: each control is reached, seen and not covered.

WCAG 2.2: 2.1.1, 2.1.2, 2.4.1, 2.4.3, 2.4.7 and 2.4.11.
"""

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import arrived
from tests.browser.live import Live
from tests.browser.long_names import give_long_names
from tests.browser.tabbing import walk
from tests.browser.test_every_page import pages
from tests.factories import make_contact, make_event, make_invitation, make_network
from tests.web.tenants import make_tenant

pytestmark = pytest.mark.browser


def tab_through_all(live: Live, page: Page, without: tuple[str, ...] = ()) -> None:
    tenant = make_tenant(live.app, "west-brabant")
    give_long_names()
    live.login(page, tenant.owner)
    found = [one for one in pages(live, tenant, page) if not one.startswith(without)]
    complaints = {}
    for address in found:
        page.goto(live.url(address))
        arrived(page)
        complaints[address] = walk(page)
    assert len(found) > 8
    hindered = [f"{address}: {one}" for address, said in complaints.items() for one in said]
    assert not hindered, "\n".join(hindered)


@pytest.mark.timeout(300)
def test_every_page_on_a_laptop(live: Live, desk: Page):
    tab_through_all(live, desk)


@pytest.mark.timeout(300)
def test_every_page_of_guests_on_a_phone(live: Live, phone: Page):
    tab_through_all(live, phone, without=("/desk/", "/account/"))


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DECLINED"])
@pytest.mark.parametrize("width", [1280, 390])
def test_an_answer_is_given_with_the_keyboard(live: Live, desk: Page, answer: str, width: int):
    desk.set_viewport_size({"width": width, "height": 800})
    network = make_network()
    event = make_event(network, companions_max=2)
    invitation = make_invitation(event, make_contact(network))
    token = live.app.extensions["links"].token("invitation", invitation.public_id)
    desk.goto(live.url(f"/i/{token}/?answer={answer}"))
    arrived(desk)

    assert walk(desk) == []
