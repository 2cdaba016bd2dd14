from datetime import UTC, datetime, timedelta

import pytest

from eventapp.rules.event import (
    EventState,
    capacity_fits,
    closes_at,
    is_public,
    last_in_time,
    may_become,
    raises_sequence,
)

START = datetime(2027, 4, 15, 10, 30, tzinfo=UTC)
EARLIER = datetime(2027, 4, 8, 15, 0, tzinfo=UTC)


def test_a_draft_is_published_and_then_cancelled_and_never_back() -> None:
    ways = {(a, b) for a in EventState for b in EventState if may_become(a, b)}

    assert ways == {
        (EventState.DRAFT, EventState.PUBLISHED),
        (EventState.PUBLISHED, EventState.CANCELLED),
    }


@pytest.mark.parametrize(
    ("answer_before", "closes"),
    [(None, START), (EARLIER, EARLIER), (START.replace(hour=12), START)],
)
def test_answers_close_at_the_start_at_the_latest(
    answer_before: datetime | None, closes: datetime
) -> None:
    assert closes_at(answer_before, START) == closes


def test_who_may_answer_until_midnight_answers_on_the_day_before() -> None:
    midnight = START.replace(hour=0, minute=0)

    assert last_in_time(midnight, START).date() == START.date() - timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "fields", "raises"),
    [
        (EventState.PUBLISHED, {"starts_at"}, True),
        (EventState.PUBLISHED, {"venue_town", "capacity"}, True),
        (EventState.PUBLISHED, {"title"}, True),
        (EventState.PUBLISHED, {"introduction", "capacity"}, False),
        (EventState.PUBLISHED, set(), False),
        (EventState.DRAFT, {"starts_at"}, False),
    ],
)
def test_which_changes_reach_calendars(state: EventState, fields: set[str], raises: bool) -> None:
    assert raises_sequence(state, fields) is raises


def test_who_may_see_an_event() -> None:
    assert is_public(EventState.PUBLISHED, START)
    assert is_public(EventState.CANCELLED, START)
    assert not is_public(EventState.CANCELLED, None)
    assert not is_public(EventState.DRAFT, None)


@pytest.mark.parametrize(
    ("capacity", "before", "fits"),
    [(None, 5, True), (10, 5, True), (7, 5, True), (6, 90, False), (5, 5, True)],
)
def test_capacity_fits_who_has_a_place(capacity: int | None, before: int, fits: bool) -> None:
    assert capacity_fits(capacity, before=before, confirmed=7) is fits
