from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from eventapp.database import db, transaction
from eventapp.models import Throttle
from eventapp.rules.throttle import Limit
from eventapp.services import throttle

NOW = datetime(2027, 3, 16, 13, 0, 20, tzinfo=UTC)
LIMIT = Limit(tries=3, minutes=15)


def attempt(*keys: str, now: datetime = NOW) -> bool:
    try:
        with transaction():
            throttle.count([(key, LIMIT) for key in keys], now=now)
    except throttle.TooManyTries:
        return False
    return True


def test_count_refuses_what_is_too_many(database):
    assert [attempt("key") for _ in range(5)] == [True, True, True, False, False]


def test_count_refuses_when_one_of_the_keys_is_full(database):
    for _ in range(3):
        attempt("account-1", "address")

    assert not attempt("account-2", "address")
    assert attempt("account-2")


def test_a_refused_try_is_not_counted(database):
    for _ in range(9):
        attempt("key")

    assert db.session.scalar(select(Throttle.tries)) == 3
    assert attempt("key", now=NOW + timedelta(minutes=15))


def test_too_many_tries_tells_when_to_come_back(database):
    for _ in range(3):
        attempt("key")

    with pytest.raises(throttle.TooManyTries) as refusal, transaction():
        throttle.count([("key", LIMIT)], now=NOW)

    assert refusal.value.at == NOW.replace(second=0) + timedelta(minutes=15)


def test_forget_begins_anew(database):
    for _ in range(3):
        attempt("key")

    with transaction():
        throttle.forget("key")

    assert attempt("key")


def test_old_minutes_are_removed_by_later_tries(database):
    for number in range(5):
        attempt(f"key-{number}", now=NOW - timedelta(hours=3))

    attempt("key")

    assert db.session.scalars(select(Throttle.key)).all() == ["key"]


def test_digest_tells_nothing_and_differs_per_kind():
    one = throttle.digest("secret", "login", "account", "annelies@olievlek.example")
    other = throttle.digest("secret", "reset", "account", "annelies@olievlek.example")

    assert len(one) == 64
    assert one != other


def test_fifty_tries_at_once_let_no_more_through(app):
    def work(_number: int) -> bool:
        with app.app_context():
            return attempt("key", "address")

    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(work, range(50)))

    assert answers.count(True) == 3
    with app.app_context():
        assert db.session.scalar(select(func.sum(Throttle.tries))) == 6
