"""The days of the demo year, whatever day it is loaded on."""

from collections import Counter
from datetime import date, timedelta

import pytest

from eventapp.demo import events
from eventapp.rules.event import ItemKind

DAYS = [date(2027, 1, 1) + timedelta(days=number) for number in range(366 * 2)]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_has_one_event_today_and_a_thank_you_evening_to_come(month):
    for today in (day for day in DAYS if day.month == month):
        found = events.dates(today.year, today)

        assert Counter(found.values()).most_common(1)[0][1] == 1, today
        assert list(found.values()).count(today) == 1
        assert found["bedankt"] > today + timedelta(days=1)


def test_the_six_stay_in_their_year_until_its_last_two_days():
    years = {
        today: {day.year for day in events.dates(today.year, today).values()} for today in DAYS
    }

    crossing = {today for today, found in years.items() if found != {today.year}}
    assert {(day.month, day.day) for day in crossing} == {(12, 30), (12, 31)}


def test_last_year_has_the_same_six_kinds_at_other_moments():
    assert [event.key for event in events.LAST_YEAR] == [event.key for event in events.THIS_YEAR]
    assert events.LAST_YEAR != events.THIS_YEAR


def test_no_two_programmes_are_alike_and_none_has_a_hole():
    programmes = [event.items for event in events.THIS_YEAR]

    assert len(set(programmes)) == len(programmes)
    for event in (*events.THIS_YEAR, *events.LAST_YEAR):
        assert event.items[0].begins == event.begins
        assert max(item.ends for item in event.items) == event.ends
        assert all(item.begins < item.ends for item in event.items)
        talks = [item for item in event.items if item.kind is ItemKind.TALK]
        assert all(item.speakers for item in talks)
