"""Making, changing, publishing and cancelling an event at the desk."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Event, Message, Network
from eventapp.rules.access import Role
from eventapp.rules.event import EventKind, EventState
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import Partstat, Place
from eventapp.rules.zones import TimeZone
from eventapp.services import audit
from eventapp.services.audit import Actor
from eventapp.web.desk import curve_view
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_item,
    make_message,
    make_network,
    make_user,
)
from tests.pages import Browser, Page
from tests.statements import count_statements


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def organiser(browser: Browser) -> Browser:
    return browser.login(make_user(make_network(slug="west-brabant", name="West-Brabant")))


FILLED_IN = {
    "kind": "b2b_day",
    "title": "Kijkdag",
    "introduction": "Acht bedrijven openen hun **deuren**.",
    "day": "2027-04-15",
    "starts": "12:30",
    "ends": "18:00",
    "venue_name": "De Gistfabriek",
    "venue_address": "Kade 14, 4703 GD",
    "venue_town": "Roosendaal",
    "capacity": "90",
    "companions_max": "2",
    "answer_day": "2027-04-08",
    "answer_time": "17:00",
}


ENOUGH = {name: FILLED_IN[name] for name in ("kind", "title", "day", "starts", "ends")}


def the_event() -> Event:
    event = db.session.scalar(select(Event))
    assert event is not None
    return event


def make(organiser: Browser, **values: object) -> Page:
    page = organiser.get("/desk/west-brabant/new-event")
    return page.submit(**{**FILLED_IN, **values})


def network() -> Network:
    found = db.session.scalar(select(Network))
    assert found is not None
    return found


def test_new_event_is_a_draft_with_moments_in_utc(organiser: Browser) -> None:
    page = make(organiser)

    event = the_event()
    assert (page.status, page.location) == (303, "/desk/west-brabant/kijkdag-2027/")
    assert event.state is EventState.DRAFT
    assert event.kind is EventKind.B2B_DAY
    assert event.starts_at == datetime(2027, 4, 15, 10, 30, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 4, 15, 16, 0, tzinfo=UTC)
    assert event.answer_before == datetime(2027, 4, 8, 15, 0, tzinfo=UTC)
    assert (event.capacity, event.companions_max, event.sequence) == (90, 2, 0)
    assert organiser.follow(page).status == 200


def test_the_kind_is_chosen_and_not_taken_for_granted(organiser: Browser) -> None:
    empty = organiser.get("/desk/west-brabant/new-event")

    edit = organiser.get(make(organiser, kind="thank_you").location + "edit")

    assert "kind" not in empty.fields()
    assert edit.fields()["kind"] == "thank_you"


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({"title": ""}, False),
        ({"ends": ""}, False),
        ({"ends": "01:00"}, False),
        ({"ends": "01:00", "capacity": "90"}, True),
        ({"capacity": "veel"}, True),
        ({"slug": "Kijk dag"}, True),
        ({"answer_day": "2027-05-01"}, True),
        ({"title": "", "capacity": "90"}, True),
        ({"title": "", "companions_max": "0"}, True),
    ],
)
def test_what_may_stay_is_folded_unless_it_was_filled_in_or_is_to_be_mended(
    organiser: Browser, values: dict[str, str], is_open: bool
) -> None:
    new = organiser.get("/desk/west-brabant/new-event")
    refused = new.submit(**{**ENOUGH, **values})
    edit = organiser.get(make(organiser).location + "edit")

    assert refused.status == 422
    assert [page.all(".//details[@open]") != [] for page in (new, refused, edit)] == [
        False,
        is_open,
        True,
    ]


def test_the_day_after_is_asked_beside_an_end_past_midnight(organiser: Browser) -> None:
    new = organiser.get("/desk/west-brabant/new-event")
    refused = new.submit(**{**ENOUGH, "ends": "01:00"})
    made = refused.submit(last_day="2027-04-16")

    fields = ".//div[@class='event-form__times']//input"
    names = [[one.get("name") for one in page.all(fields)] for page in (new, refused)]
    assert "last_day" not in names[0][:3]
    assert names[1][:4] == ["day", "starts", "ends", "last_day"]
    assert sorted(names[0]) == sorted(names[1])
    assert made.status == 303


def test_what_may_stay_empty_says_so_where_its_field_is(organiser: Browser) -> None:
    page = organiser.get("/desk/west-brabant/new-event")

    [hint] = page.all(".//*[@id='introduction-hint']")
    assert (hint.text or "").endswith("Dit mag leeg blijven.")
    [place] = page.all(".//div[@role='group']")
    assert [one.get("name") for one in place.iter("input")] == [
        "venue_name",
        "venue_address",
        "venue_town",
    ]
    words = [place.get("aria-labelledby"), place.get("aria-describedby")]
    assert [page.texts(f".//*[@id='{one}']") for one in words] == [
        ["Waar"],
        ["Dit mag leeg blijven."],
    ]


OPEN = {"venue_name": "", "venue_address": "", "venue_town": "", "answer_before": None}


def links_of(page: Page) -> list[str | None]:
    return [link.get("href") for link in page.all(".//*[@class='notice notice--info']//a")]


def test_a_draft_says_what_is_still_open_and_can_be_published_all_the_same(
    organiser: Browser,
) -> None:
    draft = make_event(network(), slug="kijkdag", state=EventState.DRAFT, **OPEN)

    page = organiser.get("/desk/west-brabant/kijkdag/")
    published = organiser.follow(page.submit("publish"))

    assert "Nog open" in page.text
    assert links_of(page) == [
        "/desk/west-brabant/kijkdag/edit#venue_name",
        "/desk/west-brabant/kijkdag/edit#answer_day",
        "/desk/west-brabant/kijkdag/programme",
    ]
    assert draft.state is EventState.PUBLISHED
    assert "Nog open" not in published.text


def test_nothing_is_open_about_a_draft_with_all_of_it(organiser: Browser) -> None:
    make_item(make_event(network(), slug="kijkdag", state=EventState.DRAFT))

    assert "Nog open" not in organiser.get("/desk/west-brabant/kijkdag/").text


def test_a_viewer_is_not_asked_to_fill_in_what_is_open(browser: Browser) -> None:
    event = make_event(slug="kijkdag", state=EventState.DRAFT, **OPEN)
    browser.login(make_user(event.network, Role.VIEWER))

    assert "Nog open" not in browser.get(f"/desk/{event.network.slug}/kijkdag/").text


def test_new_event_is_in_the_history(organiser: Browser) -> None:
    page = make(organiser)

    shown = organiser.follow(page)

    assert "Annelies Hoekstra" in shown.text
    assert db.session.scalars(select(AuditEntry.action)).all() == ["event.created"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "   "}, "title"),
        ({"day": ""}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"day": "morgen"}, "day"),
        ({"starts": "25:00"}, "starts"),
        ({"ends": "12:30"}, "ends"),
        ({"ends": "09:00"}, "ends"),
        ({"day": "2027-03-28", "answer_day": "", "starts": "02:30", "ends": "04:00"}, "starts"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "veel"}, "capacity"),
        ({"capacity": "99999999999999999999"}, "capacity"),
        ({"companions_max": "9"}, "companions_max"),
        ({"kind": "feest"}, "kind"),
        ({"kind": None}, "kind"),
        ({"time_zone": "America/New_York"}, "time_zone"),
        ({"answer_day": "2027-04-16"}, "answer_day"),
        ({"answer_day": "", "answer_time": "12:00"}, "answer_day"),
        ({"slug": "Kijk dag"}, "slug"),
        ({"slug": "contacts"}, "slug"),
        ({"slug": "new-event"}, "slug"),
        ({"introduction": "x" * 6000}, "introduction"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_kept(
    organiser: Browser, values: dict[str, str], field: str
) -> None:
    page = make(organiser, **values)

    assert page.status == 422
    assert page.all(f".//*[@id='{field}-error']"), page.text
    assert page.fields()["venue_name"] == "De Gistfabriek"
    assert db.session.scalar(select(Event)) is None


def test_all_that_is_wrong_is_said_at_once(organiser: Browser) -> None:
    page = make(organiser, title="", ends="09:00", answer_day="2027-04-20", capacity="-1")

    wrong = {element.get("id") for element in page.all(".//ul[@class='field__errors']")}
    assert wrong == {"title-error", "ends-error", "answer_day-error", "capacity-error"}
    assert len(page.all(".//div[@class='summary']//li")) == 4


def test_an_event_may_end_after_midnight(organiser: Browser) -> None:
    make(organiser, starts="20:00", ends="01:00", last_day="2027-04-16")

    assert the_event().ends_at == datetime(2027, 4, 15, 23, 0, tzinfo=UTC)


def test_odd_titles_are_shown_and_get_a_plain_address(organiser: Browser) -> None:
    page = make(organiser, title='"Kijk" </script> 🎉\nÇa va')

    shown = organiser.follow(page)

    assert the_event().title == '"Kijk" </script> 🎉 Ça va'
    assert shown.status == 200
    assert the_event().title in shown.text


def test_a_second_event_with_the_same_title_gets_a_number(organiser: Browser) -> None:
    make(organiser)

    page = make(organiser)

    assert page.location == "/desk/west-brabant/kijkdag-2027-2/"


def test_a_taken_address_is_refused(organiser: Browser) -> None:
    make(organiser)

    page = make(organiser, slug="kijkdag-2027")

    assert page.status == 422
    assert page.all(".//*[@id='slug-error']")


@pytest.mark.parametrize("zone", list(TimeZone))
def test_open_and_save_changes_nothing(organiser: Browser, zone: TimeZone) -> None:
    event = make_event(
        network(),
        title="Kijkdag  2027",
        introduction="\n Een\r\nregel ",
        time_zone=zone,
        starts_at=datetime(2027, 10, 31, 1, 30, 12, tzinfo=UTC),
        ends_at=datetime(2027, 10, 31, 23, 30, tzinfo=UTC),
        answer_before=datetime(2027, 10, 31, 1, 15, 7, 9, tzinfo=UTC),
    )
    before = {column.key: getattr(event, column.key) for column in Event.__table__.columns}

    page = organiser.get(f"/desk/west-brabant/{event.slug}/edit").submit()

    db.session.expire_all()
    assert page.status == 303, page.text
    assert {column.key: getattr(event, column.key) for column in Event.__table__.columns} == before
    assert db.session.scalar(select(AuditEntry)) is None


@pytest.mark.parametrize(
    ("values", "sequence"),
    [
        ({"title": "Kijkdag Breda"}, 1),
        ({"starts": "13:00"}, 1),
        ({"venue_town": "Breda"}, 1),
        ({"introduction": "Anders"}, 0),
        ({"capacity": "100"}, 0),
    ],
)
def test_a_change_of_time_place_or_title_raises_the_sequence(
    organiser: Browser, values: dict[str, str], sequence: int
) -> None:
    event = make_event(network())

    organiser.get(f"/desk/west-brabant/{event.slug}/edit").submit(**values)

    db.session.expire_all()
    assert event.sequence == sequence
    assert event.updated_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("invited", "values", "said"),
    [
        (2, {"starts": "13:00"}, "De 2 genodigden zien het op hun eigen pagina"),
        (1, {"venue_town": "Breda"}, "De genodigde ziet het op de eigen pagina"),
        (1, {"introduction": "Anders"}, ""),
        (0, {"starts": "13:00"}, ""),
    ],
)
def test_who_changes_what_people_were_invited_for_hears_that_nobody_is_mailed(
    organiser: Browser, invited: int, values: dict[str, str], said: str
) -> None:
    event = make_event(network())
    for _number in range(invited):
        make_invitation(event)

    page = organiser.follow(organiser.get(f"/desk/west-brabant/{event.slug}/edit").submit(**values))

    assert "Je wijzigingen zijn opgeslagen." in page.text
    assert ("Niemand krijgt hierover een mail." in page.text) is bool(said)
    assert said in page.text


def test_a_draft_changes_without_a_new_sequence(organiser: Browser) -> None:
    event = make_event(network(), state=EventState.DRAFT)

    page = organiser.get(f"/desk/west-brabant/{event.slug}/edit").submit(
        title="Anders", slug="anders-2027"
    )

    db.session.expire_all()
    assert (event.sequence, event.title, event.slug) == (0, "Anders", "anders-2027")
    assert page.location == "/desk/west-brabant/anders-2027/"


def test_an_emptied_address_is_made_anew(organiser: Browser) -> None:
    event = make_event(network(), state=EventState.DRAFT, slug="oud-2027")

    organiser.get("/desk/west-brabant/oud-2027/edit").submit(title="Nieuw", slug="")

    db.session.expire_all()
    assert event.slug == "nieuw-2027"


def test_a_published_event_keeps_its_address(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027")

    page = organiser.get("/desk/west-brabant/kijkdag-2027/edit")
    page.submit(slug="anders-2027", title="Anders")

    db.session.expire_all()
    assert "slug" not in page.fields()
    assert (event.slug, event.title) == ("kijkdag-2027", "Anders")


def test_fewer_places_than_people_is_refused(organiser: Browser) -> None:
    event = make_event(network(), capacity=10)
    for _person in range(3):
        make_attendee(event)

    page = organiser.get(f"/desk/west-brabant/{event.slug}/edit").submit(capacity="2")

    assert page.status == 422
    assert "3" in page.texts(".//*[@id='capacity-error']")[0]


def test_publish_shows_the_event_to_everyone(organiser: Browser, app: Flask) -> None:
    make(organiser)
    visitor = Browser(app)
    before = visitor.get("/west-brabant/kijkdag-2027/").status

    page = organiser.get("/desk/west-brabant/kijkdag-2027/").submit(action="/publish")

    assert page.status == 303
    assert (before, visitor.get("/west-brabant/kijkdag-2027/").status) == (404, 200)
    assert the_event().published_at is not None


def test_publish_twice_changes_nothing(organiser: Browser) -> None:
    make(organiser)
    form = organiser.get("/desk/west-brabant/kijkdag-2027/")
    form.submit(action="/publish")
    published_at = the_event().published_at

    page = form.submit(action="/publish")

    assert page.status == 303
    assert the_event().published_at == published_at


def test_cancel_asks_first_and_tells_who_comes_or_may_come(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027")
    for answer in Partstat:
        make_invitation(event, answer=answer)
    make_invitation(event, make_contact(event.network, email=None), answer=Partstat.ACCEPTED)
    make_invitation(event, answer=Partstat.ACCEPTED, revoked_at=NOW)

    asked = organiser.get("/desk/west-brabant/kijkdag-2027/cancel")
    page = asked.submit()

    db.session.expire_all()
    kinds = db.session.scalars(select(Message.kind)).all()
    assert "2" in asked.texts(".//form//button[@type='submit']")[-1]
    assert page.status == 303
    assert kinds == [MessageKind.CANCELLATION] * 2
    assert (event.state, event.sequence) == (EventState.CANCELLED, 1)
    assert organiser.follow(page).status == 200


def test_an_event_that_is_over_is_not_cancelled(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027")
    form = organiser.get("/desk/west-brabant/kijkdag-2027/cancel")

    with time_machine.travel(event.ends_at, tick=False):
        page = form.submit()

    db.session.expire_all()
    assert page.status == 303
    assert (event.state, event.sequence) == (EventState.PUBLISHED, 0)


def test_cancel_again_sends_nothing_more(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027")
    make_invitation(event, answer=Partstat.ACCEPTED)
    asked = organiser.get("/desk/west-brabant/kijkdag-2027/cancel")
    asked.submit()

    page = asked.submit()

    db.session.expire_all()
    assert page.status == 303
    assert len(db.session.scalars(select(Message)).all()) == 1
    assert event.sequence == 1
    assert organiser.get("/desk/west-brabant/kijkdag-2027/cancel").status == 303
    assert organiser.get("/desk/west-brabant/kijkdag-2027/edit").status == 303


def test_a_viewer_sees_and_cannot_change(browser: Browser) -> None:
    event = make_event(make_network(slug="west-brabant"), slug="kijkdag-2027")
    browser.login(make_user(event.network, Role.VIEWER))

    shown = browser.get("/desk/west-brabant/kijkdag-2027/")

    assert shown.status == 200
    assert not shown.all(".//main//form")
    assert browser.get("/desk/west-brabant/kijkdag-2027/edit").status == 403
    assert browser.get("/desk/west-brabant/kijkdag-2027/cancel").status == 403
    assert browser.get("/desk/west-brabant/new-event").status == 403
    assert event.state is EventState.PUBLISHED


def test_the_overview_shows_newest_answers_and_history(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027")
    invitation = make_invitation(
        event,
        make_contact(event.network, name="Saskia 't Hart"),
        answer=Partstat.ACCEPTED,
        answered_at=NOW,
    )
    make_attendee(event, invitation)
    organiser.get("/desk/west-brabant/kijkdag-2027/edit").submit(title="Kijkdag Breda")

    page = organiser.get("/desk/west-brabant/kijkdag-2027/")

    assert "Saskia 't Hart" in page.text.replace("\xa0", " ")
    assert "Titel: van “Kijkdag 2027” naar “Kijkdag Breda”" in page.text
    assert page.texts(".//*[@class='stat__number']")[0].startswith("1")


def test_the_history_names_whom_an_act_is_about_and_its_year(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027")
    contact = make_contact(event.network, name="Saskia Hart")
    acts = {"Annelies Hoekstra": NOW, "Saskia Hart": NOW - timedelta(days=365)}
    with transaction():
        for actor, moment in acts.items():
            audit.record(
                "answer.recorded",
                actor=Actor(actor),
                network_id=event.network_id,
                event_id=event.id,
                contact_id=contact.id,
                now=moment,
            )

    page = organiser.get("/desk/west-brabant/kijkdag-2027/")

    assert [" ".join(row.split()) for row in page.texts(".//ol[@class='rows']/li")] == [
        "di 16 maart14.00 uur Geantwoord: Saskia Hartdoor Annelies Hoekstra",
        "ma 16 maart 202614.00 uur Geantwoorddoor Saskia Hart",
    ]


def test_a_long_history_shows_its_newest_and_folds_the_rest(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027")
    with transaction():
        for day in range(7):
            audit.record(
                "event.changed",
                actor=Actor(f"Annelies {day}"),
                network_id=event.network_id,
                event_id=event.id,
                now=NOW - timedelta(days=day),
            )

    page = organiser.get("/desk/west-brabant/kijkdag-2027/")

    lists = [len(rows.findall("li")) for rows in page.all(".//ol[@class='rows']")]
    assert lists == [5, 2]
    assert page.texts(".//details[@class='rows-more']/summary") == ["Nog 2 oudere regels"]
    assert page.texts(".//details[@class='rows-more']//li/span[2]/span")[-1] == "door Annelies 6"


def test_moving_the_event_takes_its_programme_along(organiser: Browser) -> None:
    event = make_event(network())
    item = make_item(event, starts_at=datetime(2027, 4, 15, 11, 0, tzinfo=UTC))

    organiser.get(f"/desk/west-brabant/{event.slug}/edit").submit(
        day="2027-11-15", answer_day="", answer_time=""
    )

    db.session.expire_all()
    assert item.starts_at == datetime(2027, 11, 15, 12, 0, tzinfo=UTC)
    assert item.ends_at - item.starts_at == timedelta(hours=1)


def test_the_overview_costs_the_same_for_one_answer_and_for_many(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027")
    url = "/desk/west-brabant/kijkdag-2027/"
    make_attendee(event, make_invitation(event, answer=Partstat.ACCEPTED, answered_at=NOW))
    organiser.get(url)

    one = count_statements(organiser, url)
    for _number in range(3):
        make_attendee(event, make_invitation(event, answer=Partstat.ACCEPTED, answered_at=NOW))

    assert count_statements(organiser, url) == one
    assert one <= 17


def test_the_kicker_names_day_time_and_place(organiser: Browser) -> None:
    event = make_event(network())

    page = organiser.get(f"/desk/west-brabant/{event.slug}/")

    kicker = "do 15 april 2027, 12.30 – 18.00 uur · De Gistfabriek, Roosendaal"
    assert kicker in page.texts(".//p[@class='page-head__kicker']")


def test_the_overview_draws_how_many_come_beside_the_event_before(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027", capacity=90)
    year = timedelta(days=365)
    before = make_event(
        event.network, starts_at=event.starts_at - year, ends_at=event.ends_at - year
    )
    for place_at in (event.starts_at - timedelta(days=20), event.starts_at - timedelta(days=10)):
        make_attendee(event, make_invitation(event), place_at=place_at)
    make_attendee(before, make_invitation(before), place_at=before.starts_at - timedelta(days=15))

    with time_machine.travel(event.starts_at - timedelta(days=5), tick=False):
        visitor = Browser(organiser.client.application).login(make_user(event.network))
        page = visitor.get("/desk/west-brabant/kijkdag-2027/")

    rows = [" ".join(" ".join(row.itertext()).split()) for row in page.all(".//tbody/tr")]
    assert rows == [
        "26 maart 1 –",
        "2 april 1 1",
        "8 april, gesloten 2 1",
        "9 april 2 1",
        "10 april, vandaag 2 1",
        "15 april – 1",
    ]
    assert page.texts(".//*[@class='curve__date']/..") == [
        "26 mrt", "8 aprgesloten", "10 aprvandaag", "15 apr",
    ]  # fmt: skip
    assert re.findall(r'class="curve__now"[^>]*>(\d+)<', page.response.text) == ["2"]
    assert "gestippeld: Kijkdag 2027 (2026), evenveel dagen voor het begin" in page.text


def beside_the_year_before(
    organiser: Browser, event: Event, *, coming: int, came: int
) -> curve_view.Drawing:
    """Draw the curve of an event with so many people, beside the one a year before."""
    year = timedelta(days=365)
    before = make_event(
        event.network, starts_at=event.starts_at - year, ends_at=event.ends_at - year
    )
    for one, number, place_at in ((event, coming, NOW), (before, came, NOW - year)):
        invitation = make_invitation(one)
        for position in range(1, number + 1):
            make_attendee(one, invitation, position=position, place_at=place_at)
    with organiser.client.application.app_context():
        drawing = curve_view.drawn(event, NOW)
    assert drawing is not None
    return drawing


@pytest.mark.parametrize("capacity", [8, 40, None])
def test_the_figure_of_the_curve_never_stands_among_the_days(
    organiser: Browser, capacity: int | None
) -> None:
    event = make_event(network(), capacity=capacity)
    drawing = beside_the_year_before(organiser, event, coming=4, came=30)

    assert drawing.before_end is not None
    assert drawing.figure_y < drawing.axis_y


@pytest.mark.parametrize(("came_before", "capacity"), [(7, 6), (6, 6), (30, 6), (7, 40)])
def test_no_line_crosses_the_figure_of_the_curve(
    organiser: Browser, came_before: int, capacity: int
) -> None:
    event = make_event(network(), capacity=capacity)
    drawing = beside_the_year_before(organiser, event, coming=6, came=came_before)

    assert drawing.before_end is not None
    assert drawing.capacity is not None
    for line in (drawing.before_end.y, drawing.capacity.y, drawing.end.y):
        assert not drawing.figure_y - curve_view.FIGURE < line < drawing.figure_y


def test_few_places_beside_many_people_are_named_above_a_smaller_number(
    organiser: Browser,
) -> None:
    event = make_event(network(), slug="kijkdag-2027", capacity=3)
    year = timedelta(days=365)
    before = make_event(
        event.network, starts_at=event.starts_at - year, ends_at=event.ends_at - year
    )
    for one, number, place_at in ((event, 60, NOW), (before, 2, NOW - year)):
        invitation = make_invitation(one)
        for position in range(1, number + 1):
            make_attendee(one, invitation, position=position, place_at=place_at)

    page = organiser.get("/desk/west-brabant/kijkdag-2027/")

    labels = {
        "".join(text.itertext()).strip(): text.get("dy")
        for text in page.all(".//*[@class='curve__text'][@x='766']")
    }
    assert labels == {"plaatsen": "-.9em", "2 (2026)": ".35em"}


def test_an_event_without_answers_has_no_curve(organiser: Browser) -> None:
    make_event(network(), slug="kijkdag-2027")

    page = organiser.get("/desk/west-brabant/kijkdag-2027/")

    assert "curve__chart" not in page.response.text


def needs(page: Page) -> list[tuple[str, list[str]]]:
    """Give what the page warns of, each with where its links lead."""
    return [
        (
            " ".join("".join(one.itertext()).split()),
            [link.get("href") or "" for link in one.iter("a")],
        )
        for one in page.all(".//section[@class='section needs']//p")
    ]


def test_the_overview_warns_of_what_cannot_wait_and_leads_there(organiser: Browser) -> None:
    event = make_event(
        network(),
        slug="kijkdag-2027",
        capacity=1,
        answer_before=NOW + timedelta(days=3),
    )
    at = "/desk/west-brabant/kijkdag-2027/"
    make_attendee(event)
    make_attendee(event, make_invitation(event), place=Place.WAITLISTED)
    make_message(event, state=MessageState.FAILED)
    make_message(event, state=MessageState.UNKNOWN)
    make_item(event, room="De Hal")
    make_item(event, speakers=["Sanne Verhagen"])

    page = organiser.get(at)

    assert needs(page) == [
        (
            "1 mail is geweigerd en kwam niet aan. Bekijk de geweigerde mails",
            ["/desk/west-brabant/post/?state=failed&event=kijkdag-2027"],
        ),
        (
            "1 genodigde heeft nog niet geantwoord. De antwoorden sluiten binnen een week. "
            "Herinner hen",
            [f"{at}answers?filter=unanswered"],
        ),
        (
            "De bijeenkomst is vol. 1 persoon wacht op een plaats. "
            "Naar de wachtlijst of maak er plaatsen bij",
            [f"{at}answers?filter=waiting", f"{at}edit"],
        ),
        (
            "1 mail kwam misschien aan. Die gaat niet vanzelf nog eens weg. Bekijk deze mails",
            ["/desk/west-brabant/post/?state=unknown&event=kijkdag-2027"],
        ),
        (
            "1 lezing of workshop heeft nog geen spreker. Naar het programma",
            [f"{at}programme"],
        ),
        ("1 lezing of workshop heeft nog geen zaal. Naar het programma", [f"{at}programme"]),
    ]
    assert all(organiser.get(link).status == 200 for _text, links in needs(page) for link in links)


def test_the_overview_says_that_who_waits_can_have_a_place(organiser: Browser) -> None:
    event = make_event(network(), slug="kijkdag-2027", capacity=1)
    make_attendee(event, place=Place.WAITLISTED)

    [(text, _links)] = needs(organiser.get("/desk/west-brabant/kijkdag-2027/"))

    assert text == "Voor 1 persoon op de wachtlijst is plaats. Naar de wachtlijst"


def test_the_overview_warns_of_nothing_when_nothing_is_wrong(organiser: Browser) -> None:
    make_invitation(make_event(network(), slug="kijkdag-2027"))

    assert needs(organiser.get("/desk/west-brabant/kijkdag-2027/")) == []


def test_a_viewer_is_warned_but_not_sent_to_what_only_organisers_change(browser: Browser) -> None:
    event = make_event(make_network(slug="west-brabant"), slug="kijkdag-2027", capacity=1)
    make_attendee(event)
    make_attendee(event, place=Place.WAITLISTED)
    browser.login(make_user(event.network, Role.VIEWER))

    [(text, links)] = needs(browser.get("/desk/west-brabant/kijkdag-2027/"))

    assert text.endswith("1 persoon wacht op een plaats. Naar de wachtlijst")
    assert [browser.get(link).status for link in links] == [200]


@pytest.mark.parametrize(
    ("begins_in", "main"),
    [
        (timedelta(days=9), ["Mensen uitnodigen"]),
        (timedelta(hours=20), ["Naar de deur"]),
        (timedelta(hours=-1), ["Naar de deur"]),
        (timedelta(days=-9), []),
    ],
    ids=["long before", "the day before", "on now", "over"],
)
def test_the_main_button_is_what_the_day_asks(
    organiser: Browser, begins_in: timedelta, main: list[str]
) -> None:
    starts_at = NOW + begins_in
    event = make_event(
        network(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        answer_before=None,
        state=EventState.PUBLISHED,
    )

    page = organiser.get(f"/desk/west-brabant/{event.slug}/")

    assert page.texts(".//main//*[@class='button button--main']") == main


@pytest.mark.parametrize(("language", "said"), [("nl", "van 2.500"), ("en", "of 2,500")])
def test_the_overview_groups_the_number_of_places(browser, language, said):
    event = make_event(capacity=2500)
    browser.login(make_user(event.network))

    page = browser.get(f"/desk/{event.network.slug}/{event.slug}/?lang={language}")

    assert said in page.text
