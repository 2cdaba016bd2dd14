"""Work of several threads in one transaction: all of it lasts, or its error reaches them all."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import OperationalError

from eventapp.database import Direct, NotDone, Together, base, db, direct, transaction
from eventapp.models import Network
from tests.conftest import empty
from tests.factories import make_network

Work = Callable[[Direct], None]
RENAME = update(Network.__table__).where(Network.slug == bindparam("of")).values(name="Anders")
THREADS = 8


@pytest.fixture
def sqlite(applications: Any) -> Any:
    app: Flask = applications.on("sqlite")
    with app.app_context():
        empty()
        for number in range(THREADS):
            make_network(slug=f"netwerk-{number}", name="Zelfde")
        db.session.rollback()
        yield app


def rename(number: int) -> Work:
    def work(through: Direct) -> None:
        assert through.change(RENAME, {"of": f"netwerk-{number}"}) == 1

    return work


def fail(_through: Direct) -> None:
    raise ZeroDivisionError


@contextmanager
def locked() -> Iterator[None]:
    """Hold the write lock as another process does."""
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def at_once(together: Together, works: list[Work]) -> list[Future[None]]:
    """Write each from a thread of its own; all wait for the lock."""
    engine, pool = db.engine, ThreadPoolExecutor(len(works))

    def write(work: Work) -> None:
        with direct(engine) as through:
            together.write(work, through)

    writing = [pool.submit(write, work) for work in works]
    pool.shutdown(wait=False)
    while len(together.waiting) < len(works):
        sleep(0.001)
    return writing


def renamed() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Network).where(Network.name == "Anders")).all())


def test_who_waits_for_the_lock_shares_one_transaction(sqlite: Flask) -> None:
    ways: list[Direct] = []

    def noted(number: int) -> Work:
        def work(through: Direct) -> None:
            ways.append(through)
            rename(number)(through)

        return work

    with locked():
        writing = at_once(Together(), [noted(number) for number in range(THREADS)])

    assert [one.result() for one in writing] == [None] * THREADS
    assert len({id(way) for way in ways}) == 1
    assert renamed() == THREADS


def test_one_error_undoes_the_work_of_all_which_can_be_done_again(sqlite: Flask) -> None:
    with locked():
        works = [*(rename(number) for number in range(THREADS - 1)), fail]
        writing = at_once(Together(), works)

    errors = [type(one.exception()) for one in writing]
    assert errors == [NotDone] * (THREADS - 1) + [ZeroDivisionError]
    assert renamed() == 0


def test_a_lock_that_is_never_free_is_waited_for_once_by_all(
    sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "BUSY_SECONDS", 1.0)
    began = monotonic()

    with locked():
        writing = at_once(Together(), [rename(number) for number in range(THREADS)])
        errors = [one.exception() for one in writing]

    assert {type(error) for error in errors} == {OperationalError}
    assert monotonic() - began < 1.8
    assert renamed() == 0


def test_nothing_is_lost_among_many_writers(sqlite: Flask) -> None:
    together, engine = Together(), db.engine

    def write(number: int) -> None:
        with direct(engine) as through:
            together.write(rename(number % THREADS), through)

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(20):
            with transaction() as session:
                session.execute(update(Network).values(name="Zelfde"))
            assert list(pool.map(write, range(THREADS))) == [None] * THREADS
            assert renamed() == THREADS
