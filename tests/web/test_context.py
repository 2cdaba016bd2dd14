"""What the frame around a page knows about its reader."""

import pytest

from eventapp.rules.access import Role
from tests.factories import make_network, make_user
from tests.statements import count_statements


def test_a_demonstration_says_that_it_is_one(browser):
    demo = make_network(is_demo=True)
    browser.login(make_user(demo))

    page = browser.get(f"/desk/{demo.slug}/network/people")

    assert page.all(".//aside[@class='demo']")


def test_a_real_network_says_nothing(browser):
    network = make_network()
    browser.login(make_user(network))

    assert not browser.get(f"/desk/{network.slug}/network/people").all(".//aside[@class='demo']")


@pytest.mark.parametrize(
    "address", ["/", "/account/login", "/door/", "/i/wrong/", "/nowhere/at/all"]
)
def test_pages_of_no_network_say_that_a_demo_is_loaded(browser, address):
    make_network()
    before = browser.get(address).all(".//aside[@class='demo']")
    make_network(is_demo=True)

    after = browser.get(address).all(".//aside[@class='demo']")

    assert (len(before), len(after)) == (0, 1)


def test_only_an_owner_sees_the_settings(browser):
    network = make_network()
    browser.login(make_user(network, Role.ORGANISER))

    page = browser.get(f"/desk/{network.slug}/network/people")

    assert not page.all(f".//a[@href='/desk/{network.slug}/network/settings']")
    assert not page.all(".//main//form")


def test_the_networks_are_not_read_for_pages_without_a_menu(browser):
    user = make_user(make_network())
    browser.login(user)

    assert count_statements(browser, "/account/change") <= 3  # begin, the user, a demo or not
