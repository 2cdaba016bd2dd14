from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.rules.zones import (
    LocalTimeError,
    NonexistentTime,
    TimeZone,
    is_doubled,
    to_local,
    to_utc,
)


def naive(*parts):
    return datetime(*parts)  # noqa: DTZ001 (a clock time)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        (naive(2027, 3, 27, 12), datetime(2027, 3, 27, 11, tzinfo=UTC)),
        (naive(2027, 3, 28, 12), datetime(2027, 3, 28, 10, tzinfo=UTC)),
        (naive(2027, 10, 30, 12), datetime(2027, 10, 30, 10, tzinfo=UTC)),
        (naive(2027, 10, 31, 12), datetime(2027, 10, 31, 11, tzinfo=UTC)),
        (naive(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_to_utc_follows_summer_time(local, expected):
    assert to_utc(local, TimeZone.AMSTERDAM) == expected


def test_to_utc_refuses_a_time_that_the_clock_skips():
    with pytest.raises(NonexistentTime):
        to_utc(naive(2027, 3, 28, 2, 30), TimeZone.AMSTERDAM)
    with pytest.raises(NonexistentTime):
        to_utc(naive(2027, 3, 28, 1, 30), TimeZone.LONDON)
    assert to_utc(naive(2027, 3, 28, 2, 30), TimeZone.UTC).hour == 2


def test_a_time_in_the_night_that_winter_time_begins_is_doubled():
    doubled = [
        (hour, zone)
        for zone in TimeZone
        for hour in range(6)
        if is_doubled(naive(2027, 10, 31, hour, 30), zone)
    ]

    assert doubled == [
        (2, TimeZone.AMSTERDAM),
        (2, TimeZone.BRUSSELS),
        (2, TimeZone.BERLIN),
        (1, TimeZone.LONDON),
    ]
    assert not any(is_doubled(naive(2027, 3, 28, hour, 30), TimeZone.BERLIN) for hour in range(6))


def test_to_utc_refuses_a_moment_that_has_a_zone():
    with pytest.raises(LocalTimeError):
        to_utc(datetime(2027, 3, 1, tzinfo=UTC), TimeZone.AMSTERDAM)


def test_to_local_refuses_a_naive_moment():
    with pytest.raises(ValueError, match="no time zone"):
        to_local(naive(2027, 3, 1), TimeZone.AMSTERDAM)


def test_other_zones_are_refused():
    with pytest.raises(ValueError):
        TimeZone("America/New_York")


@given(
    st.datetimes(naive(2020, 1, 1), naive(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(TimeZone),
)
def test_opening_and_saving_moves_a_moment_only_in_the_doubled_hour(moment, zone):
    saved = to_utc(to_local(moment, zone), zone)

    assert moment - saved in (timedelta(0), timedelta(hours=1))
    assert to_local(saved, zone) == to_local(moment, zone)
