"""What did not change is said in front of the application, and never of what did."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from eventapp.database import db, transaction
from eventapp.formats.logo import Logo
from eventapp.logs import JsonLine
from eventapp.models import Event, Network
from eventapp.rules.event import EventState
from eventapp.services import brand
from eventapp.services import network as networks
from eventapp.services.audit import Actor
from eventapp.services.event import touch
from eventapp.services.network import Settings
from eventapp.web.public.network import KEPT_IN_FEED
from tests.factories import NOW, make_event, make_user
from tests.pages import Browser
from tests.statements import through_session

URL = "/west-brabant/kijkdag-2027/"
CALENDAR, AGENDA = f"{URL}event.ics", "/west-brabant/agenda.ics"
MINUTE = timedelta(minutes=1)
SOMEBODY = Actor("Annelies Hoekstra")

each = pytest.mark.parametrize("path", [URL, CALENDAR, AGENDA])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


class Reader:
    """Somebody without cookies, such as a calendar, who keeps the tag of what came last."""

    def __init__(self, app: Flask) -> None:
        self.browser = Browser(app)
        self.client = app.test_client(use_cookies=False)
        self.tag = ""

    def ask(self, path: str, **headers: str) -> TestResponse:
        if self.tag:
            headers["If-None-Match"] = self.tag
        answer = self.client.get(path, headers=headers)
        self.tag = answer.headers.get("ETag", "")
        self.browser.forget_context()
        return answer

    def ask_until_known(self, path: str) -> None:
        """Ask thrice: for the answer, for the first 304, and for one that is learnt from."""
        assert [self.ask(path).status_code for _time in range(3)] == [200, 304, 304]


@pytest.fixture
def reader(app: Flask, event: Event) -> Reader:
    return Reader(app)


def is_answered_in_front(reader: Reader, path: str) -> bool:
    """Tell whether a 304 took no statement of the application."""
    with through_session() as seen:
        answer = reader.ask(path)
    assert (answer.status_code, answer.data) == (304, b"")
    return not seen


@each
def test_the_fourth_time_nothing_is_woken(reader: Reader, path: str) -> None:
    reader.ask_until_known(path)

    assert is_answered_in_front(reader, path)
    assert is_answered_in_front(reader, path)


@each
def test_it_says_what_a_304_must_say(reader: Reader, path: str) -> None:
    first = reader.ask(path)
    for _time in range(2):
        reader.ask(path)

    answers = [reader.ask(path) for _time in range(2)]

    assert {answer.headers["ETag"] for answer in answers} == {first.headers["ETag"]}
    assert {answer.headers.get("Vary") for answer in answers} == {first.headers.get("Vary")}
    assert all(answer.headers["Cache-Control"] for answer in answers)
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == 2


@each
def test_a_change_is_sent(reader: Reader, event: Event, path: str) -> None:
    reader.ask_until_known(path)
    with transaction():
        event.title = "Kijkdag Breda"
        touch(event, NOW + MINUTE)

    answer = reader.ask(path)

    assert answer.status_code == 200
    assert "Kijkdag Breda" in answer.text
    assert [reader.ask(path).status_code for _time in range(3)] == [304] * 3


def test_what_the_desk_does_to_events_reaches_the_agenda_at_once(
    reader: Reader, event: Event, browser: Browser
) -> None:
    browser.login(make_user(event.network))
    desk = "/desk/west-brabant/kijkdag-2027"
    draft = make_event(event.network, title="Proeverij", slug="proeverij", state=EventState.DRAFT)
    steps = {
        "Kijkdag Breda": lambda: browser.get(f"{desk}/edit").submit(title="Kijkdag Breda"),
        "Proeverij": lambda: browser.get("/desk/west-brabant/proeverij/").submit("publish"),
        "STATUS:CANCELLED": lambda: browser.get(f"{desk}/cancel").submit("cancel"),
    }
    for number, (said, step) in enumerate(steps.items(), start=1):
        for _time in range(3):
            reader.ask(AGENDA)
        assert is_answered_in_front(reader, AGENDA)
        with time_machine.travel(NOW + number * MINUTE, tick=False):
            assert step().status == 303

        answer = reader.ask(AGENDA)

        assert answer.status_code == 200
        assert said in answer.text
    assert draft.network.updated_at == NOW + 3 * MINUTE


def settings(network: Network, **changed: str) -> Settings:
    """Give the settings of a network as they are, but for these."""
    now_set = {field.name: getattr(network, field.name) for field in fields(Settings)}
    return Settings(**{**now_set, **changed})


@pytest.mark.parametrize("path", [URL, AGENDA])
def test_a_new_name_of_the_network_is_sent(reader: Reader, event: Event, path: str) -> None:
    reader.ask_until_known(path)
    with transaction():
        changed = settings(event.network, name="Zeeuwse Delta")
        networks.change(event.network, changed, actor=SOMEBODY, now=NOW + MINUTE)

    assert "Zeeuwse Delta" in reader.ask(path).text


def a_partner(network: Network) -> None:
    networks.set_partners(network, {}, ["Servicepunt Zeeland"], actor=SOMEBODY, now=NOW + MINUTE)


def a_colour(network: Network) -> None:
    brand.change_colours(network, "#7A1F5C", None, actor=SOMEBODY, now=NOW + MINUTE)


def a_logo(network: Network) -> None:
    drawn = Logo(png=b"drawn", width=200, height=96)
    brand.set_logo(network, drawn, actor=SOMEBODY, now=NOW + MINUTE)


@pytest.mark.parametrize("change", [a_partner, a_colour, a_logo])
def test_what_else_an_owner_settles_is_sent(
    reader: Reader, event: Event, change: Callable[[Network], None]
) -> None:
    reader.ask_until_known(URL)
    before = reader.tag
    with transaction():
        change(event.network)

    assert reader.ask(URL).status_code == 200
    assert reader.tag != before


def test_a_logo_that_is_taken_away_is_sent(app: Flask, reader: Reader, event: Event) -> None:
    with transaction():
        a_logo(event.network)
    reader.ask_until_known(URL)
    assert 'class="logo"' in Reader(app).ask(URL).text
    with transaction():
        brand.remove_logo(event.network, actor=SOMEBODY, now=NOW + 2 * MINUTE)

    page = reader.ask(URL)

    assert page.status_code == 200
    assert 'class="logo"' not in page.text


@pytest.mark.parametrize("path", [URL, CALENDAR])
def test_what_is_taken_back_or_gone_is_gone_at_once(
    reader: Reader, event: Event, path: str
) -> None:
    reader.ask_until_known(path)
    with transaction():
        event.state, event.published_at = EventState.DRAFT, None
    taken_back = reader.client.get(path, headers={"If-None-Match": reader.tag})
    with transaction() as session:
        session.execute(delete(Event).where(Event.id == event.id))

    gone = reader.client.get(path, headers={"If-None-Match": reader.tag})

    assert (taken_back.status_code, gone.status_code) == (404, 404)


def test_an_event_that_ends_meanwhile_is_sent_as_one_that_was(reader: Reader, event: Event) -> None:
    with time_machine.travel(event.ends_at - MINUTE, tick=False):
        reader.ask_until_known(URL)
        in_time = reader.ask(URL)
    with time_machine.travel(event.ends_at, tick=False):
        after = reader.ask(URL)

    assert (in_time.status_code, after.status_code) == (304, 200)


@pytest.mark.parametrize("path", [URL, AGENDA])
def test_who_comes_second_hears_of_it_too(
    app: Flask, reader: Reader, event: Event, path: str
) -> None:
    second = Reader(app)
    passes: datetime = event.ends_at + (KEPT_IN_FEED if path == AGENDA else timedelta())
    with time_machine.travel(passes - MINUTE, tick=False):
        reader.ask_until_known(path)
        second.ask_until_known(path)

    with time_machine.travel(passes + MINUTE, tick=False):
        reader.ask_until_known(path)
        after, anew = second.ask(path), Reader(app).ask(path)

    assert (after.status_code, after.data) == (200, anew.data)


def test_the_page_says_it_when_answering_closes(reader: Reader, event: Event) -> None:
    closing: datetime = event.answer_before or event.starts_at
    with time_machine.travel(closing - MINUTE, tick=False):
        open_page = reader.ask(URL)
        assert [reader.ask(URL).status_code for _time in range(2)] == [304, 304]
        assert is_answered_in_front(reader, URL)

    with time_machine.travel(closing, tick=False):
        closed_page = reader.ask(URL)
        assert [reader.ask(URL).status_code for _time in range(2)] == [304, 304]
        assert is_answered_in_front(reader, URL)

    assert closed_page.status_code == 200
    for page, is_open in ((open_page, True), (closed_page, False)):
        assert ("Antwoord met de knop in uw mail" in page.text) is is_open
        assert ("Antwoorden kan niet meer" in page.text) is not is_open


def test_a_question_that_is_far_too_long_is_not_kept(app: Flask, reader: Reader) -> None:
    reader.ask_until_known(URL)
    kept = len(app.extensions["unchanged"].known.values)
    long = {"If-None-Match": f'{reader.tag}, "{"x" * 5000}"'}

    answers = [reader.client.get(URL, headers=long).status_code for _time in range(3)]

    assert answers == [304] * 3
    assert len(app.extensions["unchanged"].known.values) == kept


def test_an_event_leaves_the_calendar_when_it_is_old(reader: Reader, event: Event) -> None:
    make_event(event.network, starts_at=event.starts_at + timedelta(days=300),
               ends_at=event.ends_at + timedelta(days=300))  # fmt: skip
    last: datetime = event.ends_at + KEPT_IN_FEED

    with time_machine.travel(last - MINUTE, tick=False):
        reader.ask_until_known(AGENDA)
        in_time = reader.ask(AGENDA)
    with time_machine.travel(last + MINUTE, tick=False):
        after = reader.ask(AGENDA)

    assert (in_time.status_code, after.status_code) == (304, 200)
    assert after.text.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    ("query", "headers"),
    [("?lang=en", {}), ("", {"Cookie": "olievlek=something"})],
)
def test_who_may_see_it_otherwise_is_asked_inside(
    reader: Reader, query: str, headers: dict[str, str]
) -> None:
    reader.ask_until_known(URL)

    with through_session() as seen:
        reader.client.get(f"{URL}{query}", headers={"If-None-Match": reader.tag, **headers})

    assert seen


def test_each_language_has_its_own(app: Flask, reader: Reader) -> None:
    dutch, english = reader, Reader(app)
    for _time in range(3):
        dutch.ask(URL, **{"Accept-Language": "nl"})
        english.ask(URL, **{"Accept-Language": "en"})

    assert dutch.tag != english.tag
    dutch.tag, english.tag = english.tag, dutch.tag
    for one, language in ((dutch, "nl"), (english, "en")):
        answer = one.ask(URL, **{"Accept-Language": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text


def test_another_tag_is_answered_inside(reader: Reader) -> None:
    reader.ask_until_known(URL)
    reader.tag = '"of something else"'

    answer = reader.ask(URL)

    assert answer.status_code == 200
    assert "Kijkdag 2027" in answer.text


def test_its_line_in_the_log_is_that_of_any_request(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "eventapp.requests"):
        reader.ask_until_known(CALENDAR)
        caplog.clear()
        assert is_answered_in_front(reader, CALENDAR)

    [line] = [record for record in caplog.records if record.name == "eventapp.requests"]
    assert '"route": "/<network_slug>/<event_slug>/event.ics"' in JsonLine().format(line)
    assert '"status": 304' in JsonLine().format(line)


def test_a_connection_that_broke_is_opened_anew(app: Flask, reader: Reader) -> None:
    reader.ask_until_known(URL)
    through = app.extensions["unchanged"].through
    through.lent.dbapi_connection.close()

    answered = reader.ask(URL).status_code
    again = reader.ask(URL).status_code

    assert (answered, again) == (304, 304)
    assert is_answered_in_front(reader, URL)


def test_who_cannot_look_at_once_asks_inside(app: Flask, reader: Reader) -> None:
    reader.ask_until_known(URL)

    with app.extensions["unchanged"].through.lock:
        assert not is_answered_in_front(reader, URL)
    assert is_answered_in_front(reader, URL)


def test_it_sees_what_others_write_while_it_keeps_its_connection(
    app: Flask, reader: Reader, event: Event
) -> None:
    for number in range(3):
        reader.ask(AGENDA)
        reader.ask(AGENDA)
        reader.ask(AGENDA)
        assert is_answered_in_front(reader, AGENDA)
        with db.engine.begin() as elsewhere:
            elsewhere.execute(
                update(Network).values(
                    name=f"Netwerk {number}", updated_at=NOW + (number + 1) * MINUTE
                )
            )

        assert f"Netwerk {number}" in reader.ask(AGENDA).text
