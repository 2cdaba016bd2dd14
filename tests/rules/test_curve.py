from datetime import date, timedelta

import pytest

from eventapp.rules.curve import LONGEST, Curve, curve, gridlines

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
