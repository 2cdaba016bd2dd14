"""Events as iCalendar (RFC 5545), the same bytes for the same values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vCalAddress, vRecur, vText

from eventapp.rules.names import clean_text
from eventapp.rules.zones import TimeZone

PRODID = "-//Olievlek//eventapp//NL"
REFRESH = timedelta(hours=6)


class Method(StrEnum):
    """What a calendar object asks of its reader (RFC 5546)."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class CalendarEvent:
    """One event; moments are aware, ``sequence`` never falls, ``uid`` never changes."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: TimeZone
    updated_at: datetime
    venue: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False
    organizer_name: str = ""
    organizer_address: str = ""


@dataclass(frozen=True)
class Clock:
    """The two halves of a zone's year: abbreviation, offset in hours, hour of the change."""

    winter: str
    winter_offset: int
    winter_begins: int
    summer: str
    summer_offset: int
    summer_begins: int


CENTRAL = Clock("CET", 1, 3, "CEST", 2, 2)
CLOCKS = {
    TimeZone.AMSTERDAM: CENTRAL,
    TimeZone.BRUSSELS: CENTRAL,
    TimeZone.BERLIN: CENTRAL,
    TimeZone.LONDON: Clock("GMT", 0, 2, "BST", 1, 1),
}


def event_calendar(event: CalendarEvent, *, method: Method = Method.PUBLISH) -> bytes:
    """Write one event as a file; the MIME type must name the same method."""
    return bytes(_calendar([event], method).to_ical())


def feed(name: str, events: Sequence[CalendarEvent], *, refresh: timedelta = REFRESH) -> bytes:
    """Write a calendar to subscribe to; cancelled events stay in it, marked so."""
    calendar = _calendar(events, Method.PUBLISH)
    for key in ("NAME", "X-WR-CALNAME"):
        calendar.add(key, vText(clean_text(name)))
    calendar.add("REFRESH-INTERVAL", refresh, {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", _duration(refresh))
    return bytes(calendar.to_ical())


def _calendar(events: Sequence[CalendarEvent], method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method.value)
    for zone in _zones(events):
        calendar.add_component(_time_zone(zone))
    for event in events:
        calendar.add_component(_event(event))
    return calendar


def _zones(events: Iterable[CalendarEvent]) -> list[TimeZone]:
    return sorted({event.time_zone for event in events} - {TimeZone.UTC})


def _event(event: CalendarEvent) -> Event:
    component = Event()
    component.add("UID", clean_text(event.uid))
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", _utc(event.updated_at))
    component.add("LAST-MODIFIED", _utc(event.updated_at))
    component.add("DTSTART", _local(event.starts_at, event.time_zone))
    component.add("DTEND", _local(event.ends_at, event.time_zone))
    component.add("SUMMARY", clean_text(event.title))
    component.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    if event.venue:
        component.add("LOCATION", clean_text(event.venue))
    if event.description:
        component.add("DESCRIPTION", _lines(event.description))
    if event.url:
        component.add("URL", clean_text(event.url))
    if event.organizer_address:
        component.add("ORGANIZER", _organizer(event))
    return component


def _organizer(event: CalendarEvent) -> vCalAddress:
    address = vCalAddress(f"mailto:{clean_text(event.organizer_address)}")
    if event.organizer_name:
        address.params["CN"] = clean_text(event.organizer_name).replace('"', "'")
    return address


def _local(moment: datetime, zone: TimeZone) -> datetime:
    """Give the moment in its zone; the second 02.30 of autumn has no local form, so in UTC."""
    local = _utc(moment).astimezone(ZoneInfo(zone.value))
    return _utc(moment) if local.fold or zone is TimeZone.UTC else local


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def _lines(text: str) -> str:
    return "\n".join(clean_text(line) for line in text.splitlines()).strip()


def _time_zone(zone: TimeZone) -> Timezone:
    """Write a zone in the RRULE form; Outlook reads the RDATE form an hour wrong."""
    clock = CLOCKS[zone]
    winter, summer = timedelta(hours=clock.winter_offset), timedelta(hours=clock.summer_offset)
    component = Timezone()
    component.add("TZID", zone.value)
    component.add_component(
        _half(TimezoneStandard(), clock.winter, summer, winter, (1996, 10, 27, clock.winter_begins))
    )
    component.add_component(
        _half(TimezoneDaylight(), clock.summer, winter, summer, (1981, 3, 29, clock.summer_begins))
    )
    return component


def _half(
    component: Component,
    name: str,
    before: timedelta,
    after: timedelta,
    begins: tuple[int, int, int, int],
) -> Component:
    component.add("TZNAME", name)
    component.add("TZOFFSETFROM", before)
    component.add("TZOFFSETTO", after)
    component.add("DTSTART", datetime(*begins))  # noqa: DTZ001 (local by definition)
    component.add("RRULE", vRecur({"FREQ": "YEARLY", "BYMONTH": begins[1], "BYDAY": "-1SU"}))
    return component


def _duration(length: timedelta) -> str:
    return f"PT{int(length.total_seconds()) // 60}M"
