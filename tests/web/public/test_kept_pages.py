"""Pages and calendars that are kept: nobody sees an older one, or somebody else's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from eventapp.database import transaction
from eventapp.models import Event
from eventapp.rules.event import EventState, ItemKind
from eventapp.services import programme
from eventapp.services.audit import Actor
from eventapp.services.programme import ItemDetails
from tests.factories import NOW, make_event
from tests.pages import Browser
from tests.statements import count_statements

URL = "/west-brabant/kijkdag-2027/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    "path", ["/west-brabant/", "/west-brabant/agenda.ics", URL, f"{URL}event.ics"]
)
@pytest.mark.parametrize("encoding", ["identity", "gzip, br"])
def test_what_did_not_change_is_not_sent_again(
    browser: Browser, event: Event, path: str, encoding: str
) -> None:
    accepts = {"Accept-Encoding": encoding}
    first = browser.client.get(path, headers=accepts)

    second = browser.client.get(path, headers={**accepts, "If-None-Match": first.headers["ETag"]})

    assert (first.status_code, second.status_code) == (200, 304)
    assert not second.data


@pytest.mark.parametrize("path", ["/west-brabant/", "/west-brabant/agenda.ics", URL])
def test_a_change_is_sent(browser: Browser, event: Event, path: str) -> None:
    tag = browser.get(path).response.headers["ETag"]
    with transaction():
        event.title = "Kijkdag Breda"
        event.updated_at = NOW + timedelta(hours=1)

    page = browser.get(path, headers={"If-None-Match": tag})

    assert page.status == 200
    assert "Kijkdag Breda" in page.response.text


@pytest.mark.parametrize("path", ["/west-brabant/", "/west-brabant/agenda.ics"])
def test_a_change_is_sent_from_a_machine_whose_clock_is_behind(
    browser: Browser, event: Event, path: str
) -> None:
    make_event(event.network, updated_at=NOW + timedelta(hours=1))
    browser.get(path)
    with transaction():
        event.title = "Kijkdag Breda"
        event.updated_at = NOW + timedelta(minutes=1)

    assert "Kijkdag Breda" in browser.get(path).response.text


@pytest.mark.parametrize("path", ["/west-brabant/", "/west-brabant/agenda.ics"])
def test_an_event_that_is_gone_is_gone_at_once(browser: Browser, event: Event, path: str) -> None:
    other = make_event(event.network, title="Gaat niet door", published_at=NOW)
    browser.get(path)
    with transaction():
        other.published_at, other.state = None, EventState.DRAFT

    assert "Gaat niet door" not in browser.get(path).response.text


@pytest.mark.parametrize(
    "path", ["/west-brabant/", "/west-brabant/agenda.ics", URL, f"{URL}event.ics"]
)
def test_an_answer_that_was_given_before_costs_one_statement(
    browser: Browser, event: Event, path: str
) -> None:
    first = browser.get(path).response

    assert count_statements(browser, path) <= 2  # on SQLite BEGIN too
    assert browser.get(path).response.data == first.data


@pytest.mark.parametrize("path", ["/west-brabant/", "/west-brabant/agenda.ics", URL])
def test_a_new_name_of_the_network_shows_at_once(browser: Browser, event: Event, path: str) -> None:
    browser.get(path)
    with transaction():
        event.network.name = "Zeeuwse Delta"

    assert "Zeeuwse Delta" in browser.get(path).response.text


def test_a_part_of_the_programme_that_changes_shows_at_once(browser: Browser, event: Event) -> None:
    browser.get(URL)
    hours = event.starts_at, event.ends_at
    with transaction():
        programme.save(
            event,
            [ItemDetails(None, ItemKind.TALK, "Open hiring", *hours, room="", speakers=())],
            removed=(),
            actor=Actor("Annelies"),
            now=NOW + timedelta(minutes=1),
        )

    assert "Open hiring" in browser.get(URL).text


def test_the_same_bytes_come_twice(browser: Browser, event: Event) -> None:
    assert (
        browser.get(f"{URL}event.ics").response.data == browser.get(f"{URL}event.ics").response.data
    )


@pytest.mark.parametrize("path", ["/west-brabant/", URL])
def test_everyone_gets_a_kept_page_in_the_language_of_the_browser(
    browser: Browser, event: Event, path: str
) -> None:
    languages = ["nl", "en", "nl", "en-GB,en;q=0.9"]

    pages = [browser.get(path, headers={"Accept-Language": one}) for one in languages]

    assert [page.root.get("lang") for page in pages] == ["nl", "en", "nl", "en"]
    assert all({"Accept-Language", "Cookie"} <= set(page.response.vary) for page in pages)


@pytest.mark.parametrize("path", ["/west-brabant/", URL])
def test_who_chose_a_language_gets_no_kept_page_of_another(
    app: Flask, browser: Browser, event: Event, path: str
) -> None:
    Browser(app).get(path, headers={"Accept-Language": "nl"})
    browser.get("/account/login?lang=en")

    chosen = browser.get(path, headers={"Accept-Language": "nl"})
    stranger = Browser(app).get(path, headers={"Accept-Language": "nl"})

    assert (chosen.root.get("lang"), stranger.root.get("lang")) == ("en", "nl")
