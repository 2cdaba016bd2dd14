from datetime import UTC, date, datetime, time, timedelta

import pytest

from eventapp.rules.programme import (
    Clash,
    Slot,
    SlotProblem,
    clock_span,
    event_days,
    find_clashes,
    moved,
    split_speakers,
)
from eventapp.rules.zones import TimeZone

DAY, NEXT = date(2027, 4, 15), date(2027, 4, 16)


def slot(starts: str, ends: str, room: str = "De Hal", title: str = "Lezing") -> Slot:
    begin, end = (datetime.combine(DAY, time.fromisoformat(text)) for text in (starts, ends))
    return Slot(title, begin, end, room)


def test_event_days_of_an_evening_until_midnight_is_one() -> None:
    starts, ends = datetime(2027, 4, 15, 18, tzinfo=UTC), datetime(2027, 4, 15, 22, tzinfo=UTC)

    assert event_days(starts, ends, TimeZone.AMSTERDAM) == [DAY]
    assert event_days(starts, ends + timedelta(hours=1), TimeZone.AMSTERDAM) == [DAY, NEXT]


def test_clock_span_goes_past_midnight_only_when_the_event_does() -> None:
    late, early = time(23, 30), time(0, 30)

    assert clock_span(DAY, late, early, [DAY, NEXT]).ends == datetime.combine(NEXT, early)
    assert clock_span(DAY, late, early, [DAY]).ends == datetime.combine(DAY, early)


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (slot("13:00", "14:00"), None),
        (slot("12:30", "13:30"), SlotProblem.ROOM_TAKEN),
        (slot("12:00", "13:00", "de hál"), SlotProblem.ROOM_TAKEN),
        (slot("12:30", "13:30", "De Zolder"), None),
        (slot("12:30", "13:30", ""), None),
        (slot("14:00", "14:00"), SlotProblem.ENDS_TOO_EARLY),
        (slot("14:00", "13:00"), SlotProblem.ENDS_TOO_EARLY),
    ],
)
def test_find_clashes(second: Slot, problem: SlotProblem | None) -> None:
    first = slot("12:00", "13:00")

    clashes = find_clashes([first, second], [DAY])

    other = first if problem is SlotProblem.ROOM_TAKEN else None
    assert clashes == ([Clash(1, problem, other)] if problem else [])


def test_find_clashes_outside_the_days_of_the_event() -> None:
    assert find_clashes([slot("12:00", "13:00")], [NEXT]) == [Clash(0, SlotProblem.OUTSIDE_EVENT)]


def test_two_parts_without_a_room_may_be_at_once() -> None:
    assert find_clashes([slot("12:00", "13:00", ""), slot("12:00", "13:00", "")], [DAY]) == []


def test_split_speakers_drops_doubles_and_empties() -> None:
    text = "Sanne Verhagen, , Omar  Idrissi;sanne verhagen\r\nSaskia 't Hart"

    assert split_speakers(text) == ["Sanne Verhagen", "Omar Idrissi", "Saskia 't Hart"]


def test_moved_keeps_the_clock_time_across_the_change_of_summer_time() -> None:
    moment = datetime(2027, 3, 27, 11, 0, tzinfo=UTC)

    there = moved(moment, days=1, old_zone=TimeZone.AMSTERDAM, zone=TimeZone.AMSTERDAM)

    assert there == datetime(2027, 3, 28, 10, 0, tzinfo=UTC)


def test_moved_to_a_skipped_hour_is_an_hour_later() -> None:
    half_past_two = datetime(2027, 3, 27, 1, 30, tzinfo=UTC)

    there = moved(half_past_two, days=1, old_zone=TimeZone.AMSTERDAM, zone=TimeZone.AMSTERDAM)

    assert there == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_moved_to_another_zone_keeps_the_clock_time() -> None:
    moment = datetime(2027, 4, 15, 10, 0, tzinfo=UTC)

    there = moved(moment, days=0, old_zone=TimeZone.AMSTERDAM, zone=TimeZone.LONDON)

    assert there == datetime(2027, 4, 15, 11, 0, tzinfo=UTC)
