"""The bytes are read back by a strict parser of lines written here, not by icalendar."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from eventapp.formats.ical import CalendarEvent, Method, event_calendar, feed
from eventapp.rules.zones import TimeZone, to_local

UPDATED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
KIJKDAG = CalendarEvent(
    uid="4f1c@olievlek.nl",
    sequence=3,
    title="Kijkdag 2027",
    starts_at=datetime(2027, 4, 15, 10, 30, tzinfo=UTC),
    ends_at=datetime(2027, 4, 15, 16, tzinfo=UTC),
    time_zone=TimeZone.AMSTERDAM,
    updated_at=UPDATED,
    venue="De Gistfabriek, Roosendaal",
    description="Eerste regel; tweede\nregel",
    url="https://olievlek.nl/west-brabant/kijkdag-2027/",
)
LINE = re.compile(
    r"([A-Z-]+)((?:;[A-Z-]+=(?:\"[^\"\x00-\x1f]*\"|[^\",;:\x00-\x1f]*))*):([^\x00-\x1f]*)"
)
ESCAPES = {"\\n": "\n", "\\N": "\n", "\\;": ";", "\\,": ",", "\\\\": "\\"}


def lines(data):
    """Unfold after checking line ends, octets a line, and that every line alone is UTF-8."""
    assert data.endswith(b"\r\n")
    raw = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    return re.sub("\r\n[ \t]", "", "\r\n".join(line.decode() for line in raw)).split("\r\n")


def parse(data):
    """Read into nested (name, properties, children); properties by name: (params, value)."""
    root = ("", {}, [])
    stack = [root]
    for line in lines(data):
        match = LINE.fullmatch(line)
        assert match, line
        name, params, value = match.groups()
        if name == "BEGIN":
            component = (value, {}, [])
            stack[-1][2].append(component)
            stack.append(component)
        elif name == "END":
            assert stack.pop()[0] == value
        else:
            assert name not in stack[-1][1], f"{name} twice"
            stack[-1][1][name] = (params, value)
    assert stack == [root]
    (calendar,) = root[2]
    return calendar


def text(value):
    assert re.fullmatch(r"(?:[^\\;,]|\\[nN;,\\])*", value), value
    return re.sub(r"\\.", lambda match: ESCAPES[match[0]], value)


def only_event(data):
    (event,) = [child for child in parse(data)[2] if child[0] == "VEVENT"]
    return event[1]


def offset(value):
    sign = 1 if value[0] == "+" else -1
    return sign * timedelta(hours=int(value[1:3]), minutes=int(value[3:5]))


def moment(zone, params, value):
    """Compute the moment of a DTSTART as a calendar program does, from the zone's own rules."""
    if value.endswith("Z"):
        assert not params
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert params == f";TZID={zone[1]['TZID'][1]}"
    local = datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 (a clock time)
    begun = []
    for _, half, _ in zone[2]:
        start = datetime.strptime(half["DTSTART"][1], "%Y%m%dT%H%M%S")  # noqa: DTZ007
        last = rrulestr(half["RRULE"][1], dtstart=start).before(local, inc=True)
        begun.append((last, offset(half["TZOFFSETTO"][1])))
    return (local - max(begun)[1]).replace(tzinfo=UTC)


def test_event_holds_its_values():
    event = only_event(event_calendar(KIJKDAG))

    assert {name: value for name, (_, value) in event.items()} == {
        "UID": "4f1c@olievlek.nl",
        "SEQUENCE": "3",
        "DTSTAMP": "20261120T093000Z",
        "LAST-MODIFIED": "20261120T093000Z",
        "DTSTART": "20270415T123000",
        "DTEND": "20270415T180000",
        "SUMMARY": "Kijkdag 2027",
        "LOCATION": "De Gistfabriek\\, Roosendaal",
        "DESCRIPTION": "Eerste regel\\; tweede\\nregel",
        "URL": "https://olievlek.nl/west-brabant/kijkdag-2027/",
        "STATUS": "CONFIRMED",
    }


def test_equal_values_give_equal_bytes():
    assert event_calendar(KIJKDAG) == event_calendar(replace(KIJKDAG))
    assert feed("Agenda", [KIJKDAG]) == feed("Agenda", [KIJKDAG])


def test_file_and_feed_share_uid_and_sequence():
    in_file = only_event(event_calendar(KIJKDAG))
    in_feed = only_event(feed("Agenda", [KIJKDAG]))

    assert in_file == in_feed


@pytest.mark.parametrize("zone", list(TimeZone))
@pytest.mark.parametrize(
    "day",
    [(2027, 3, 27), (2027, 3, 28), (2027, 7, 1), (2027, 10, 30), (2027, 10, 31), (2028, 1, 1)],
)
@pytest.mark.parametrize("hour", [0, 1, 2, 11, 23])
def test_a_program_that_follows_our_zone_finds_the_moment(zone, day, hour):
    starts_at = datetime(*day, hour, 30, tzinfo=UTC)
    event = replace(
        KIJKDAG, time_zone=zone, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3)
    )

    calendar = parse(event_calendar(event))

    zones = [child for child in calendar[2] if child[0] == "VTIMEZONE"]
    (written,) = [child for child in calendar[2] if child[0] == "VEVENT"]
    block = zones[0] if zones else None
    assert moment(block, *written[1]["DTSTART"]) == event.starts_at
    assert moment(block, *written[1]["DTEND"]) == event.ends_at


@pytest.mark.parametrize("zone", sorted(set(TimeZone) - {TimeZone.UTC}))
def test_a_zone_is_one_standard_and_one_daylight_with_a_rule(zone):
    calendar = parse(event_calendar(replace(KIJKDAG, time_zone=zone)))

    (block,) = [child for child in calendar[2] if child[0] == "VTIMEZONE"]
    assert block[1] == {"TZID": ("", zone.value)}
    assert sorted(half[0] for half in block[2]) == ["DAYLIGHT", "STANDARD"]
    for _, half, _ in block[2]:
        rule = dict(part.split("=") for part in half["RRULE"][1].split(";"))
        assert rule["FREQ"] == "YEARLY"
        assert rule["BYDAY"] == "-1SU"
        assert "RDATE" not in half
        local = datetime.strptime(half["DTSTART"][1], "%Y%m%dT%H%M%S")  # noqa: DTZ007
        begins = (local - offset(half["TZOFFSETFROM"][1])).replace(tzinfo=UTC)
        before, after = (
            to_local(begins + step, zone) - (begins + step).replace(tzinfo=None)
            for step in (timedelta(minutes=-1), timedelta(0))
        )
        assert (before, after) == (
            offset(half["TZOFFSETFROM"][1]),
            offset(half["TZOFFSETTO"][1]),
        )


def test_utc_needs_no_zone():
    calendar = parse(event_calendar(replace(KIJKDAG, time_zone=TimeZone.UTC)))

    assert [child[0] for child in calendar[2]] == ["VEVENT"]
    assert calendar[2][0][1]["DTSTART"] == ("", "20270415T103000Z")


def test_a_cancelled_event_says_so_under_the_same_uid():
    cancelled = replace(KIJKDAG, cancelled=True, sequence=4)

    calendar = parse(event_calendar(cancelled, method=Method.CANCEL))

    assert calendar[1]["METHOD"] == ("", "CANCEL")
    event = only_event(event_calendar(cancelled, method=Method.CANCEL))
    assert (event["STATUS"][1], event["UID"][1], event["SEQUENCE"][1]) == (
        "CANCELLED",
        "4f1c@olievlek.nl",
        "4",
    )
    assert only_event(feed("Agenda", [cancelled]))["STATUS"][1] == "CANCELLED"


def test_an_organizer_is_written_when_there_is_one():
    event = replace(
        KIJKDAG, organizer_name='Netwerk "W-B"; é', organizer_address="agenda@olievlek.nl"
    )

    assert only_event(event_calendar(event))["ORGANIZER"] == (
        ";CN=\"Netwerk 'W-B'; é\"",
        "mailto:agenda@olievlek.nl",
    )


def test_a_feed_names_itself_and_holds_each_zone_once():
    events = [
        KIJKDAG,
        replace(KIJKDAG, uid="b"),
        replace(KIJKDAG, uid="c", time_zone=TimeZone.LONDON),
        replace(KIJKDAG, uid="d", time_zone=TimeZone.UTC),
    ]

    calendar = parse(feed("Netwerk; West-Brabant", events))

    assert [child[0] for child in calendar[2]] == ["VTIMEZONE"] * 2 + ["VEVENT"] * 4
    assert calendar[1]["METHOD"] == ("", "PUBLISH")
    assert text(calendar[1]["X-WR-CALNAME"][1]) == "Netwerk; West-Brabant"
    assert calendar[1]["REFRESH-INTERVAL"] == (";VALUE=DURATION", "PT6H")
    assert parse(feed("Leeg", []))[2] == []


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        event_calendar(replace(KIJKDAG, starts_at=datetime(2027, 4, 15)))  # noqa: DTZ001


@pytest.mark.parametrize(
    "title",
    [
        "Dag\nATTENDEE:mailto:x@evil.nl",
        "Dag\r\nEND:VEVENT\r\nBEGIN:VALARM",
        "Dag\u2028X:y\x85Z:a\x0bB:c",
        "a;b,c\\n\\;d:e\"f'",
        "</script><script>alert(1)</script>",
        "👩‍💻" * 40,
        "é" * 90,
        "Łódź " * 30,
        "^n^'",
    ],
)
def test_a_title_can_inject_nothing(title):
    event = only_event(event_calendar(replace(KIJKDAG, title=title, venue=title)))

    shown = " ".join(title.replace("\u2028", " ").split())
    assert set(event) == set(only_event(event_calendar(KIJKDAG)))
    assert text(event["SUMMARY"][1]) == shown
    assert text(event["LOCATION"][1]) == shown


@given(st.text(), st.text(), st.text())
def test_any_text_leaves_the_structure_alone(title, description, name):
    event = replace(
        KIJKDAG,
        title=title,
        venue=name or "x",
        description=description or "x",
        organizer_name=name or "x",
        organizer_address="a@b.nl",
    )

    written = only_event(event_calendar(event))

    assert set(written) == {*only_event(event_calendar(KIJKDAG)), "ORGANIZER"}
    text(written["SUMMARY"][1])
    text(written["DESCRIPTION"][1])
