"""No drop of a year hides another, and no name stands on another, whatever the dates."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from eventapp.rules.year_layout import (
    APART,
    COLUMNS,
    CROWDED_RADIUS,
    NAME,
    NARROWEST,
    NEXT_NAME,
    NEXT_RADIUS,
    OVER,
    RADIUS,
    Mark,
    lay_out,
)

SIZES = st.sampled_from(["small", "middle", "large"])
MARKS = st.builds(Mark, st.floats(0, 1, exclude_max=True), SIZES)


def day(number: int, **values: object) -> Mark:
    """Give a mark on a day of the year."""
    return Mark(number / 365, **values)  # type: ignore[arg-type]


@st.composite
def years(draw: st.DrawFn, most: int = 24) -> list[Mark]:
    marks = sorted(draw(st.lists(MARKS, min_size=1, max_size=most)), key=lambda mark: mark.at)
    coming = draw(st.integers(0, len(marks)))
    return [Mark(m.at, m.size, is_next=n == coming) for n, m in enumerate(marks)]


@given(years())
def test_names_in_a_row_never_meet_and_each_reaches_its_drop(marks):
    spots = lay_out(marks)

    for one, other in combinations(spots, 2):
        if one.row == other.row:
            apart = (
                one.column + one.width <= other.column or other.column + other.width <= one.column
            )
            assert apart, (one, other)
    for mark, spot in zip(marks, spots, strict=True):
        here = int(mark.at * COLUMNS) + 1
        assert 1 <= spot.column <= here + 1
        assert here - 1 <= spot.column + spot.width - 1 <= COLUMNS + OVER
        assert spot.width >= (NEXT_NAME if mark.is_next else NAME)


@given(years(most=6))
def test_drops_on_one_level_never_touch_when_there_are_six(marks):
    spots = lay_out(marks)

    for (mark, one), (other_mark, other) in combinations(zip(marks, spots, strict=True), 2):
        distance = abs(mark.at - other_mark.at) * NARROWEST
        if one.level == other.level and distance < one.radius + other.radius:
            near = [m for m in marks if abs(m.at - mark.at) * NARROWEST < 60]
            assert len(near) > 3, (one, other)  # more than three within three weeks


def test_a_quiet_year_stands_in_one_row_on_the_line():
    year = [day(20), day(62), day(104, size="large", is_next=True), day(160), day(265), day(342)]

    spots = lay_out(year)

    assert {spot.level for spot in spots} == {0}
    assert {spot.row for spot in spots} == {0}
    assert spots[2].radius == NEXT_RADIUS
    assert [spot.ends for spot in spots] == [False, False, False, False, False, True]


def test_two_events_within_three_weeks_stand_side_by_side():
    spots = lay_out([day(265), day(330, is_next=True), day(344, size="large")])

    _early, coming, close = spots
    assert coming.radius == CROWDED_RADIUS
    assert coming.row == close.row == 0
    assert (coming.level, close.level) == (0, 1)


def test_a_name_with_room_begins_or_ends_right_at_its_drop():
    spots = lay_out([day(20), day(63), day(340, is_next=True)])

    assert [spot.inset for spot in spots] == [0, 3, 5]
    assert [spot.ends for spot in spots] == [False, False, True]


def test_names_in_a_quiet_row_leave_a_column_free():
    spots = lay_out([day(20), day(62), day(104), day(146)])

    assert {spot.row for spot in spots} == {0}
    for one, other in pairwise(spots):
        assert other.column - (one.column + one.width) >= APART


def test_a_drop_that_is_raised_keeps_the_size_of_its_event():
    spots = lay_out([day(100, size="large"), day(102, size="large"), day(104, size="small")])

    assert {spot.level for spot in spots} == {0, 1, 2}
    assert [spot.radius for spot in spots] == [RADIUS["large"], RADIUS["large"], RADIUS["small"]]


def test_a_name_near_the_end_begins_at_its_drop_when_the_next_event_stands_before_it():
    _coming, close = lay_out([day(331, is_next=True), day(344, size="large")])

    assert (close.column, close.ends) == (int(344 / 365 * COLUMNS) + 1, False)
    assert close.inset == 4


def test_three_events_in_one_week_are_raised_above_the_line():
    spots = lay_out([day(100), day(102), day(104)])

    assert {spot.level for spot in spots} == {0, 1, 2}
    assert [spot.row for spot in spots] == [0, 0, 1]  # one to the right, one to the left


def test_the_first_and_the_last_day_keep_their_names_inside():
    first, last = lay_out([day(0), day(364, is_next=True)])

    assert (first.column, first.ends) == (1, False)
    assert (last.column + last.width - 1, last.ends) == (COLUMNS, True)


def test_an_empty_year_has_no_spots():
    assert lay_out([]) == []
