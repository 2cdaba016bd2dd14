from datetime import UTC, datetime, timedelta

import pytest

from eventapp.rules.throttle import Limit, neighbourhood, retry_at

NOW = datetime(2027, 3, 16, 13, 0, 20, tzinfo=UTC)
MINUTE = NOW.replace(second=0)
LIMIT = Limit(tries=3, minutes=15)


def ago(minutes: int) -> datetime:
    return MINUTE - timedelta(minutes=minutes)


def test_retry_at_welcomes_the_first_tries():
    assert retry_at({}, LIMIT, NOW) is None
    assert retry_at({ago(0): 2}, LIMIT, NOW) is None


def test_retry_at_waits_until_the_oldest_minute_falls_out():
    tries = {ago(10): 1, ago(2): 2}

    assert retry_at(tries, LIMIT, NOW) == MINUTE + timedelta(minutes=5)


def test_retry_at_waits_for_as_many_tries_as_are_too_many():
    tries = {ago(10): 1, ago(2): 3}

    assert retry_at(tries, LIMIT, NOW) == MINUTE + timedelta(minutes=13)


def test_retry_at_forgets_tries_outside_the_window():
    assert retry_at({ago(15): 50}, LIMIT, NOW) is None


def test_retry_at_welcomes_again_at_the_moment_it_named():
    tries = {ago(0): 3}
    moment = retry_at(tries, LIMIT, NOW)

    assert moment is not None
    assert retry_at(tries, LIMIT, moment - timedelta(seconds=1)) == moment
    assert retry_at(tries, LIMIT, moment) is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80:0000:0000:0000"),
        ("", ""),
    ],
)
def test_neighbourhood_is_what_one_client_can_choose_freely(address, name):
    assert neighbourhood(address) == name
