from datetime import UTC, datetime

import pytest

from eventapp.rules.event import EventState
from eventapp.rules.year import Moment, days_until, fraction_of_year, moment_of, size_of
from eventapp.rules.zones import TimeZone

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
PAST, FUTURE = NOW.replace(day=1), NOW.replace(day=30)


@pytest.mark.parametrize(
    ("state", "ends_at", "is_next", "moment"),
    [
        (EventState.PUBLISHED, PAST, False, Moment.HELD),
        (EventState.PUBLISHED, FUTURE, True, Moment.NEXT),
        (EventState.PUBLISHED, FUTURE, False, Moment.PUBLISHED),
        (EventState.DRAFT, PAST, False, Moment.DRAFT),
        (EventState.DRAFT, FUTURE, True, Moment.DRAFT),
        (EventState.CANCELLED, PAST, False, Moment.CANCELLED),
    ],
)
def test_moment_of(state: EventState, ends_at: datetime, is_next: bool, moment: Moment) -> None:
    assert moment_of(state, ends_at=ends_at, is_next=is_next, now=NOW) is moment


def test_fraction_of_year_is_on_the_clock_of_the_zone() -> None:
    new_year = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)

    assert fraction_of_year(new_year, TimeZone.AMSTERDAM) == 0
    assert fraction_of_year(new_year, TimeZone.LONDON) > 0.99
    assert fraction_of_year(datetime(2028, 12, 31, 22, tzinfo=UTC), TimeZone.AMSTERDAM) < 1


def test_days_until_counts_nights_not_hours() -> None:
    late = datetime(2027, 3, 16, 22, 30, tzinfo=UTC)
    early = datetime(2027, 3, 16, 23, 30, tzinfo=UTC)

    assert days_until(early, late, TimeZone.AMSTERDAM) == 1
    assert days_until(late, late, TimeZone.AMSTERDAM) == 0


def test_size_of_a_drop_follows_the_capacity() -> None:
    assert [size_of(n) for n in (None, 49, 50, 80)] == ["middle", "small", "middle", "large"]
