"""The programme, edited in one table."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Event, ProgrammeItem, Room
from eventapp.rules.access import Role
from eventapp.rules.event import EventState, ItemKind
from tests.factories import NOW, make_event, make_item, make_network, make_user
from tests.pages import Browser, Page

URL = "/desk/west-brabant/kijkdag-2027/programme"
ROW = {"starts": "12:30", "ends": "13:15", "title": "Ontvangst", "room": "De Hal", "kind": "meal"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def event(database: None) -> Event:
    return make_event(make_network(slug="west-brabant"), slug="kijkdag-2027")


@pytest.fixture
def organiser(browser: Browser, event: Event) -> Browser:
    return browser.login(make_user(event.network))


def fill(browser: Browser, **rows: dict[str, str]) -> Page:
    """Fill rows in: ``row0={…}`` for the first."""
    values = {
        f"rows-{name.removeprefix('row')}-{field}": value
        for name, row in rows.items()
        for field, value in row.items()
    }
    return browser.get(URL).submit(**values)


def shown() -> list[tuple[str, str, str | None, list[str]]]:
    """Give the stored programme: UTC start, title, room, speakers."""
    items = db.session.scalars(select(ProgrammeItem).order_by(ProgrammeItem.starts_at))
    return [
        (
            f"{item.starts_at:%H:%M}",
            item.title,
            item.room.name if item.room else None,
            [speaker.name for speaker in item.speakers],
        )
        for item in items
    ]


def test_an_empty_programme_has_three_empty_rows(organiser: Browser) -> None:
    page = organiser.get(URL)

    assert len(page.all(".//tbody/tr")) == 3
    assert page.all(".//td[@data-label='Verwijderen']") == []


def test_only_a_row_that_is_saved_can_be_removed(organiser: Browser, event: Event) -> None:
    make_item(event)

    page = organiser.get(URL)

    assert len(page.all(".//td[@data-label='Verwijderen']")) == 1
    assert len(page.all(".//td[@class='programme-table__remove']//label")) == 1


def test_new_parts_are_saved_with_rooms_and_speakers(organiser: Browser, event: Event) -> None:
    later = {"starts": "15:00", "ends": "16:00", "title": "Jobcarving", "room": "de hal"}
    speakers = {"speakers": "Sanne Verhagen, Omar Idrissi", "kind": "workshop"}

    page = fill(organiser, row0={**later, **speakers}, row2=ROW)

    assert page.status == 303
    assert shown() == [
        ("10:30", "Ontvangst", "de hal", []),
        ("13:00", "Jobcarving", "de hal", ["Sanne Verhagen", "Omar Idrissi"]),
    ]
    assert len(db.session.scalars(select(Room)).all()) == 1
    assert len(organiser.follow(page).all(".//tbody/tr")) == 5


@pytest.mark.parametrize(
    ("state", "is_told"), [(EventState.DRAFT, True), (EventState.PUBLISHED, False)]
)
def test_a_draft_with_a_programme_says_what_comes_next(
    browser: Browser, state: EventState, is_told: bool
) -> None:
    event = make_event(make_network(slug="west-brabant"), slug="kijkdag-2027", state=state)
    make_item(event)

    page = browser.login(make_user(event.network)).get(URL)

    assert ("Publiceer de bijeenkomst bij het overzicht" in page.text) is is_told


def test_open_and_save_changes_nothing(organiser: Browser, event: Event) -> None:
    make_item(
        event,
        room="De  Hal",
        speakers=("Sanne Verhagen",),
        title=" Jobcarving  in de praktijk ",
        starts_at=event.starts_at + timedelta(seconds=7),
    )
    before, updated_at = shown(), event.updated_at

    page = fill(organiser)

    db.session.expire_all()
    assert page.status == 303
    assert (shown(), event.updated_at) == (before, updated_at)
    assert db.session.scalar(select(AuditEntry)) is None


def test_rows_are_changed_and_removed(organiser: Browser, event: Event) -> None:
    make_item(event, title="Weg", room="De Kelder")
    make_item(event, title="Blijft", starts_at=event.starts_at + timedelta(hours=2))

    fill(organiser, row0={"remove": "y"}, row1={"title": "Blijft staan", "room": "De Zolder"})

    assert shown() == [("12:30", "Blijft staan", "De Zolder", [])]
    assert db.session.scalars(select(Room.name)).all() == ["De Zolder"]
    fields = db.session.execute(select(AuditEntry.action, AuditEntry.field)).all()
    assert fields == [("programme.changed", field) for field in ("item", "item_title", "item_room")]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({**ROW, "title": ""}, "title"),
        ({**ROW, "starts": ""}, "starts"),
        ({**ROW, "ends": "nooit"}, "ends"),
        ({**ROW, "ends": "12:30"}, "ends"),
        ({**ROW, "ends": "12:00"}, "ends"),
        ({**ROW, "kind": "feest"}, "kind"),
        ({**ROW, "title": "x" * 200}, "title"),
    ],
)
def test_a_bad_row_is_refused_and_everything_typed_is_kept(
    organiser: Browser, row: dict[str, str], field: str
) -> None:
    good = {"starts": "15:00", "ends": "16:00", "title": 'Goed "</script>'}

    page = fill(organiser, row0=good, row1=row)

    assert page.status == 422
    assert page.all(f".//*[@id='rows-1-{field}-error']"), page.text
    assert page.fields()["rows-0-title"] == good["title"]
    assert page.fields()["rows-1-room"] == "De Hal"
    assert shown() == []


def test_two_parts_in_one_room_at_once_are_refused(organiser: Browser, event: Event) -> None:
    make_item(event, title="Lezing", room="De Hal")

    page = fill(organiser, row1={**ROW, "starts": "13:00", "ends": "14:00", "room": "de hal"})

    assert page.status == 422
    assert "Lezing" in page.texts(".//*[@id='rows-1-room-error']")[0]


def test_a_removed_row_frees_its_room_and_needs_no_title(organiser: Browser, event: Event) -> None:
    make_item(event, title="Lezing", room="De Hal")

    page = fill(organiser, row0={"remove": "y", "title": ""}, row1=ROW)

    assert page.status == 303
    assert [title for _start, title, _room, _speakers in shown()] == ["Ontvangst"]


def test_a_part_after_midnight_belongs_to_the_next_day(organiser: Browser, event: Event) -> None:
    organiser.get("/desk/west-brabant/kijkdag-2027/edit").submit(
        starts="20:00", ends="02:00", last_day="2027-04-16"
    )

    page = fill(
        organiser,
        row0={"day": "2027-04-15", "starts": "23:30", "ends": "00:30", "title": "Show"},
        row1={"day": "2027-04-16", "starts": "01:00", "ends": "01:30", "title": "Uitloop"},
    )

    assert page.status == 303, page.text
    assert [(start, title) for start, title, _, _ in shown()] == [
        ("21:30", "Show"),
        ("23:00", "Uitloop"),
    ]


def test_a_part_of_another_event_is_out_of_reach(organiser: Browser, event: Event) -> None:
    other = make_item(make_event(), title="Van een ander")

    fill(organiser, row0={**ROW, "id": str(other.id)}, row1={"id": str(other.id), "remove": "y"})

    db.session.expire_all()
    assert other.title == "Van een ander"
    mine = select(ProgrammeItem.title).where(ProgrammeItem.event_id == event.id)
    assert db.session.scalars(mine).all() == ["Ontvangst"]


def test_a_part_added_meanwhile_by_somebody_else_stays(organiser: Browser, event: Event) -> None:
    form = organiser.get(URL)
    make_item(event, title="Van een collega", kind=ItemKind.SHOW)

    form.submit(**{f"rows-0-{name}": value for name, value in ROW.items()})

    assert len(shown()) == 2


def test_a_viewer_sees_the_programme_without_a_form(browser: Browser, event: Event) -> None:
    make_item(event, title="Jobcarving", speakers=("Sanne Verhagen",))
    browser.login(make_user(event.network, Role.VIEWER))

    page = browser.get(URL)

    assert "Sanne Verhagen" in page.text
    assert not page.all(".//main//form")
    assert browser.post(URL, {"csrf_token": "x"}).status in {400, 403}


def test_a_cancelled_event_keeps_its_programme(organiser: Browser, event: Event) -> None:
    make_item(event, title="Jobcarving")
    form = organiser.get(URL)
    organiser.get("/desk/west-brabant/kijkdag-2027/cancel").submit()

    page = form.submit(**{"rows-0-title": "Anders"})

    assert page.status == 303
    assert event.state is EventState.CANCELLED
    assert [title for _start, title, _room, _speakers in shown()] == ["Jobcarving"]


def test_saving_touches_the_moment_of_change_and_not_the_sequence(
    organiser: Browser, event: Event
) -> None:
    before = event.updated_at

    fill(organiser, row0=ROW)

    db.session.expire_all()
    assert event.updated_at == before + timedelta(hours=1)
    assert event.sequence == 0


def test_another_spelling_of_a_room_is_a_change_that_everybody_sees(
    app: Flask, organiser: Browser, event: Event
) -> None:
    with transaction():
        event.state, event.published_at = EventState.PUBLISHED, NOW
    visitor, address = Browser(app), "/west-brabant/kijkdag-2027/"
    fill(organiser, row0={**ROW, "room": "de hal"})
    before = visitor.get(address).text

    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        fill(organiser, row0={"room": "De Hal"})
        after = visitor.get(address).text
        history = organiser.get("/desk/west-brabant/kijkdag-2027/").text

    assert ("de hal" in before, "De Hal" in before) == (True, False)
    assert ("de hal" in after, "De Hal" in after) == (False, True)
    assert "de hal" in history


def test_a_time_that_comes_twice_is_the_first_and_that_is_said(
    organiser: Browser, event: Event
) -> None:
    with transaction():
        event.starts_at = datetime(2027, 10, 30, 20, tzinfo=UTC)
        event.ends_at = datetime(2027, 10, 31, 6, tzinfo=UTC)
    night = {"day": "2027-10-31", "starts": "02:30", "ends": "04:00", "title": "Nachtploeg"}

    page = organiser.follow(fill(organiser, row0=night))

    assert "twee keer 02:30 uur" in page.text
    assert db.session.scalar(select(ProgrammeItem.starts_at)) == (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    )
