"""Events around the nights of 28 March and 31 October 2027, in every zone we offer."""

import email
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.policy import default

import dateutil.tz
import icalendar
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventapp import post
from eventapp.database import db, transaction
from eventapp.formats.links import Links
from eventapp.models import Event, Message, Network
from eventapp.rules.event import EventState
from eventapp.rules.zones import TimeZone
from tests.factories import NOW, make_device, make_event, make_invitation, make_network, make_user
from tests.pages import Browser, Page

WINTER = {
    TimeZone.AMSTERDAM: 1,
    TimeZone.BRUSSELS: 1,
    TimeZone.BERLIN: 1,
    TimeZone.LONDON: 0,
    TimeZone.UTC: 0,
}
SUMMER = {zone: hours + (zone is not TimeZone.UTC) for zone, hours in WINTER.items()}
SECOND = timedelta(seconds=1)

pytestmark = [
    pytest.mark.drill,
    # The zones are a matter of our own code; one of them shows that PostgreSQL keeps moments too.
    pytest.mark.parametrize(
        ("backend", "zone"),
        [*(("sqlite", zone) for zone in TimeZone), ("postgresql", TimeZone.AMSTERDAM)],
    ),
]


@dataclass(frozen=True)
class Planned:
    """An event as it is typed, and the offsets that hold at its moments."""

    title: str
    day: str
    starts: str
    starts_in: dict[TimeZone, int]
    last_day: str
    ends: str
    ends_in: dict[TimeZone, int]
    shown: str

    def form(self, zone: TimeZone) -> dict[str, str]:
        return {
            "kind": "other",
            "title": self.title,
            "day": self.day,
            "starts": self.starts,
            "ends": self.ends,
            "last_day": self.last_day if self.last_day != self.day else "",
            "time_zone": zone.value,
            "venue_town": "Roosendaal",
            "answer_day": self.day,
            "answer_time": self.starts,
        }

    def moments(self, zone: TimeZone) -> tuple[datetime, datetime]:
        starts = at(f"{self.day}T{self.starts}", self.starts_in[zone])
        return starts, at(f"{self.last_day}T{self.ends}", self.ends_in[zone])


def at(local: str, offset: int) -> datetime:
    return datetime.fromisoformat(f"{local}+00:00") - timedelta(hours=offset)


PLANNED = [
    Planned(
        "Dag voor de zomertijd", "2027-03-27", "12:30", WINTER,
        "2027-03-27", "18:00", WINTER, "za 27 maart",
    ),
    Planned(
        "Nacht naar de zomertijd", "2027-03-27", "20:00", WINTER,
        "2027-03-28", "04:30", SUMMER, "za 27 maart",
    ),
    Planned(
        "Vroeg in de zomertijd", "2027-03-28", "03:15", SUMMER,
        "2027-03-28", "18:00", SUMMER, "zo 28 maart",
    ),
    Planned(
        "Dag voor de wintertijd", "2027-10-30", "12:30", SUMMER,
        "2027-10-30", "18:00", SUMMER, "za 30 oktober",
    ),
    Planned(
        "Nacht naar de wintertijd", "2027-10-30", "20:00", SUMMER,
        "2027-10-31", "04:30", WINTER, "za 30 oktober",
    ),
    Planned(
        "Vroeg in de wintertijd", "2027-10-31", "03:15", WINTER,
        "2027-10-31", "18:00", WINTER, "zo 31 oktober",
    ),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def network(database: None) -> Network:
    return make_network(slug="west-brabant", name="West-Brabant")


def test_what_is_typed_is_stored_shown_and_read_back(app: Flask, network: Network, zone: TimeZone):
    organiser, guest = Browser(app).login(make_user(network)), Browser(app)

    for planned in PLANNED:
        made = organiser.get("/desk/west-brabant/new-event").submit(**planned.form(zone))
        assert made.status == 303, made.text
        page = organiser.follow(made)
        organiser.post(f"{page.url}publish", {"csrf_token": page.fields("logout")["csrf_token"]})
        before = columns(planned.title)
        saved = organiser.get(f"{page.url}edit").submit()

        assert (before["starts_at"], before["ends_at"]) == planned.moments(zone)
        assert before["answer_before"] == before["starts_at"]
        assert saved.status == 303
        assert columns(planned.title) == before
        public = guest.get(f"/west-brabant/{before['slug']}/").text
        assert planned.shown.removeprefix("za ").removeprefix("zo ") in public
        assert planned.starts.replace(":", ".") in public
        assert planned.ends.replace(":", ".") in public

    feed = events_in(guest.get("/west-brabant/agenda.ics").response.get_data())
    assert feed == {planned.title: planned.moments(zone) for planned in PLANNED}
    year = guest.get("/west-brabant/")
    assert [number for planned in PLANNED if (number := year.text.count(planned.title)) < 1] == []


def columns(title: str) -> dict[str, object]:
    """Give all that is stored of an event."""
    db.session.rollback()
    event = db.session.scalars(select(Event).where(Event.title == title)).one()
    return {column.key: getattr(event, column.key) for column in Event.__table__.columns}


def events_in(content: bytes) -> dict[str, tuple[datetime, datetime]]:
    """Read a calendar with zones as dateutil understands its VTIMEZONE, not as we know them."""
    calendar = icalendar.Calendar.from_ical(content)
    blocks = [part.to_ical().decode() for part in calendar.walk("VTIMEZONE")]
    text = "BEGIN:VCALENDAR\r\n" + "".join(blocks) + "END:VCALENDAR\r\n"
    zones = dateutil.tz.tzical(io.StringIO(text)) if blocks else None

    def moment(prop: icalendar.vDDDTypes) -> datetime:
        name = prop.params.get("TZID")
        if name is None:
            return prop.dt.astimezone(UTC)
        assert zones is not None
        return prop.dt.replace(tzinfo=zones.get(name), fold=0).astimezone(UTC)

    return {
        str(event["SUMMARY"]): (moment(event["DTSTART"]), moment(event["DTEND"]))
        for event in calendar.walk("VEVENT")
    }


def test_the_answer_closes_and_the_mail_tells_the_time_on_the_clock_of_the_event(
    app: Flask, network: Network, zone: TimeZone
):
    guest, links = Browser(app), links_of(app)

    for planned in PLANNED:
        starts_at, ends_at = planned.moments(zone)
        invitation = make_invitation(event_of(network, planned, zone))
        address = f"/i/{links.token('invitation', invitation.public_id)}/"
        with time_machine.travel(starts_at - SECOND, tick=False):
            in_time = guest.post(address, {"answer": "ACCEPTED"})
            post.hand_over_due(app)
        with time_machine.travel(starts_at, tick=False):
            too_late = guest.post(address, {"answer": "DECLINED"})
        mail = newest_mail()

        assert (in_time.status, too_late.status) == (303, 422)
        text = mail.get_body(("plain",)).get_content().replace("\u00a0", " ")
        assert f"dag {planned.shown[3:]}, {planned.starts.replace(':', '.')} " in text
        assert planned.ends.replace(":", ".") in text
        [calendar] = [
            part.get_payload(decode=True)
            for part in mail.walk()
            if part.get_filename() == "invite.ics"
        ]
        assert events_in(calendar) == {planned.title: (starts_at, ends_at)}


def test_a_door_phone_works_until_six_hours_after_the_end(
    app: Flask, network: Network, zone: TimeZone
):
    for number, planned in enumerate(PLANNED):
        make_device(event_of(network, planned, zone), token=f"token-{number}")
        _starts_at, ends_at = planned.moments(zone)
        expires_at = ends_at + timedelta(hours=6)

        statuses = []
        for moment in (expires_at - SECOND, expires_at + SECOND):
            with time_machine.travel(moment, tick=False):
                answer = app.test_client().get(
                    "/door/api/snapshot", headers={"Authorization": f"Bearer token-{number}"}
                )
                statuses.append(answer.status_code)

        assert statuses == [200, 401]


def event_of(network: Network, planned: Planned, zone: TimeZone) -> Event:
    starts_at, ends_at = planned.moments(zone)
    return make_event(
        network,
        title=planned.title,
        time_zone=zone,
        state=EventState.PUBLISHED,
        starts_at=starts_at,
        ends_at=ends_at,
        answer_before=starts_at,
    )


def links_of(app: Flask) -> Links:
    links: Links = app.extensions["links"]
    return links


def newest_mail() -> email.message.EmailMessage:
    db.session.rollback()
    mime = db.session.scalars(select(Message.mime).order_by(Message.id.desc())).first()
    assert mime is not None
    return email.message_from_bytes(mime, policy=default)  # type: ignore[return-value]


def test_skipped_and_doubled_times_are_refused_and_told(
    app: Flask, network: Network, zone: TimeZone
):
    organiser = Browser(app).login(make_user(network))
    skipped = doubled = max(1, SUMMER[zone])  # the hour before which clocks are put on or back
    spring = {"title": "A", "day": "2027-03-28", "starts": f"0{skipped}:30", "ends": "06:00"}
    ending = {"title": "B", "day": "2027-03-27", "last_day": "2027-03-28", "starts": "20:00"}
    autumn = {"title": "C", "day": "2027-10-31", "starts": f"0{doubled}:30", "ends": "06:00"}

    pages = [
        make(organiser, zone, **spring),
        make(organiser, zone, **ending, ends=f"0{skipped}:30"),
        make(organiser, zone, **{**spring, "starts": "05:00", "answer_day": "2027-03-28",
                                 "answer_time": f"0{skipped}:30"}),
    ]  # fmt: skip
    made = make(organiser, zone, **autumn)
    shown = organiser.follow(made)
    stored = columns("C")["starts_at"]
    again = organiser.follow(organiser.get(f"{shown.url}edit").submit())

    if zone is TimeZone.UTC:
        assert {page.status for page in [*pages, made]} == {303}
        return
    assert {page.status for page in pages} == {422}
    assert all(f"slaat de klok 0{skipped}:30 uur over" in page.text for page in pages)
    assert stored == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert f"twee keer 0{doubled}:30 uur" in shown.text
    assert "twee keer" not in again.text
    assert columns("C")["starts_at"] == stored


def make(organiser: Browser, zone: TimeZone, **values: str) -> Page:
    return organiser.get("/desk/west-brabant/new-event").submit(
        kind="other", time_zone=zone.value, **values
    )


def test_the_second_of_two_equal_times_stays_what_it_is(
    app: Flask, network: Network, zone: TimeZone
):
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    event = make_event(
        network, starts_at=second, ends_at=second + timedelta(hours=3), time_zone=zone,
        answer_before=None,
    )  # fmt: skip
    organiser = Browser(app).login(make_user(network))
    slug = event.slug

    saved = organiser.get(f"/desk/west-brabant/{slug}/edit").submit()
    file = Browser(app).get(f"/west-brabant/{slug}/event.ics").response.get_data()

    assert saved.status == 303
    with transaction() as session:
        assert session.scalars(select(Event.starts_at)).one() == second
    assert events_in(file) == {"Kijkdag 2027": (second, second + timedelta(hours=3))}
