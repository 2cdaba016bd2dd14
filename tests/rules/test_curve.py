from datetime import date, timedelta
from itertools import pairwise

import pytest

from eventapp.rules.curve import (
    LABEL,
    LONGEST,
    NARROW_LABEL,
    WIDE_LABEL,
    Curve,
    Mark,
    Side,
    Tick,
    curve,
    gridlines,
    ticks,
)

DAY = date(2027, 4, 15)


def before(days: int) -> date:
    return DAY - timedelta(days=days)


def test_places_add_up_until_today():
    found = curve({before(5): 3, before(3): 2}, event_day=DAY, today=before(2))

    assert found == Curve(-5, [3, 3, 5, 5])
    assert [found.at(day) for day in (-6, -5, -2, -1)] == [None, 3, 5, None]


def test_a_past_event_ends_on_its_day():
    found = curve({before(1): 4}, event_day=DAY, today=DAY + timedelta(days=100))

    assert found == Curve(-1, [4, 4])


def test_what_came_very_early_counts_from_the_first_day_shown():
    found = curve({before(LONGEST + 30): 7, before(1): 1}, event_day=DAY, today=DAY)

    assert found is not None
    assert (found.first, found.totals[0], found.totals[-1]) == (-LONGEST, 7, 8)


def test_nobody_makes_no_curve():
    assert curve({}, event_day=DAY, today=DAY) is None
    assert curve({DAY: 1}, event_day=DAY, today=before(3)) is None


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, [0]),
        (3, [0, 5]),
        (62, [0, 20, 40, 60, 80]),
        (90, [0, 50, 100]),
        (10_000, [0, 5000, 10_000]),
    ],
)
def test_gridlines_are_round_and_few(most, lines):
    assert gridlines(most) == lines


FIRST, MIDDLE, LAST = Mark.FIRST, Mark.MIDDLE, Mark.DAY
TODAY, CLOSES = Mark.TODAY, Mark.CLOSES


def test_today_and_the_closing_day_stand_on_the_axis_between_its_ends():
    assert ticks(first=-60, today=-40, closes=-20) == [
        Tick(-60, (FIRST,), Side.START, is_crowded=True),
        Tick(-40, (TODAY,), Side.MIDDLE),
        Tick(-20, (CLOSES,), Side.MIDDLE),
        Tick(0, (LAST,), Side.END, is_crowded=True),
    ]


@pytest.mark.parametrize(
    ("today", "closes", "sides"),
    [
        (-30, -28, {-30: Side.END, -28: Side.START}),
        (-28, -30, {-30: Side.END, -28: Side.START}),
        (-8, -7, {-8: Side.END, -7: Side.START}),
        (-1, -7, {-7: Side.END, -1: Side.START}),
    ],
)
def test_near_each_other_they_stand_apart(today, closes, sides):
    found = {tick.day: tick.side for tick in ticks(first=-60, today=today, closes=closes)}

    assert {day: found[day] for day in sides} == sides


def test_what_happens_on_one_day_is_one_tick():
    both = ticks(first=-60, today=-30, closes=-30)
    at_the_start = ticks(first=-60, today=-30, closes=0)

    assert both[1] == Tick(-30, (TODAY, CLOSES, MIDDLE), Side.MIDDLE)
    assert at_the_start[-1] == Tick(0, (CLOSES, LAST), Side.MIDDLE)


def test_a_past_event_has_no_today_and_names_its_middle():
    assert [tick.marks for tick in ticks(first=-60, today=200, closes=-10)] == [
        (FIRST,),
        (MIDDLE,),
        (CLOSES,),
        (LAST,),
    ]


def test_what_closed_before_the_first_day_is_not_on_the_axis():
    assert CLOSES not in {
        mark for tick in ticks(first=-5, today=-3, closes=-9) for mark in tick.marks
    }


@pytest.mark.parametrize("first", [0, -1, -2, -7, -30, -LONGEST])
def test_labels_never_run_into_each_other(first):
    for today in range(first, 2):
        for closes in range(first - 1, 1):
            spans = sorted(
                span((tick.day - first) / max(1, -first), tick.side)
                for tick in ticks(first=first, today=today, closes=closes)
                if tick.side and not tick.needs_desk
            )
            assert spans
            assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(spans))
            narrow = sorted(
                span((tick.day - first) / max(1, -first), tick.side, NARROW_LABEL)
                for tick in ticks(first=first, today=today, closes=closes)
                if tick.side and not (tick.is_crowded or tick.needs_desk)
            )
            assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(narrow))
            wide = sorted(
                span((tick.day - first) / max(1, -first), tick.side, WIDE_LABEL)
                for tick in ticks(first=first, today=today, closes=closes)
                if tick.side
            )
            assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(wide))


def test_the_day_of_the_event_has_a_label_on_a_desk_when_others_take_its_room_on_a_phone():
    assert ticks(first=-41, today=-12, closes=-7)[-1] == Tick(
        0, (LAST,), Side.START, needs_desk=True
    )


def span(at, side, width=LABEL):
    low = at - {Side.START: 0, Side.MIDDLE: width / 2, Side.END: width}[side]
    return low, low + width
