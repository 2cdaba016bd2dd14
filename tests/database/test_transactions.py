"""Writing in one transaction, on a database that others use too."""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.database import TransactionError, UtcDateTime, db, transaction
from eventapp.database.base import BUSY_SECONDS, write_lock
from eventapp.models import Network
from tests.conftest import empty
from tests.factories import make_network

HOLD_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
connection.execute("ROLLBACK")
"""


@pytest.mark.drill
def test_transaction_lets_400_gates_and_writes_succeed(app: Flask):
    with app.app_context():
        network_id = make_network(name="0").id

    def read_then_write(_number: int) -> None:
        with app.app_context():
            network = db.session.get(Network, network_id)
            assert network is not None
            with transaction():
                network.name = str(int(network.name) + 1)
                if db.engine.dialect.name == "postgresql":
                    db.session.flush()

    # PostgreSQL has no one write lock: there the gate's row is locked, as services do.
    def lock_then_write(_number: int) -> None:
        with app.app_context():
            assert db.session.get(Network, network_id) is not None
            with transaction():
                network = db.session.scalars(
                    select(Network).where(Network.id == network_id).with_for_update()
                ).one()
                network.name = str(int(network.name) + 1)

    with app.app_context():
        sqlite = db.engine.dialect.name == "sqlite"
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(read_then_write if sqlite else lock_then_write, range(400)))

    with app.app_context():
        assert db.session.get(Network, network_id).name == "400"


def test_a_get_works_while_another_process_holds_the_write_lock(applications):
    app = applications.on("sqlite")
    with app.app_context():
        empty()
        make_network(slug="west-brabant", name="West-Brabant")
        path = db.engine.url.database
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"

    try:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(path, timeout=0).execute("BEGIN IMMEDIATE")
        answer = app.test_client().get("/west-brabant/")
    finally:
        holder.communicate(b"")

    assert answer.status_code == 200
    assert "West-Brabant" in answer.text


def test_transaction_reads_the_gate_again_under_the_lock(app: Flask):
    with app.app_context():
        network_id = make_network(name="before").id
        gate = db.session.get(Network, network_id)
        thread = threading.Thread(target=rename, args=(app, network_id, "meanwhile"))
        thread.start()
        thread.join()

        with transaction():
            seen = gate.name

    assert seen == "meanwhile"


def rename(app: Flask, network_id: int, name: str) -> None:
    with app.app_context(), transaction():
        db.session.get(Network, network_id).name = name


def test_transaction_undoes_everything_when_something_fails(database):
    with pytest.raises(ZeroDivisionError):
        write_and_fail()

    assert db.session.scalars(select(Network)).all() == []


def write_and_fail() -> None:
    with transaction():
        moment = datetime.now(UTC)
        db.session.add(Network(slug="weg", name="Weg", created_at=moment, updated_at=moment))
        db.session.flush()
        1 / 0  # noqa: B018


def test_transaction_refuses_changes_from_before_it(database):
    db.session.add(Network(slug="vroeg", name="Vroeg"))

    with pytest.raises(TransactionError), transaction():
        pass

    db.session.rollback()


def test_transaction_refuses_to_be_nested(database):
    with pytest.raises(TransactionError), transaction(), transaction():
        pass


def test_moments_are_refused_when_naive_and_read_back_in_utc(database):
    amsterdam = timezone(timedelta(hours=2))
    network = make_network(created_at=datetime(2027, 6, 1, 12, 0, tzinfo=amsterdam))

    assert network.created_at == datetime(2027, 6, 1, 10, 0, tzinfo=UTC)
    assert network.created_at.tzinfo == UTC
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2027, 6, 1), db.engine.dialect)  # noqa: DTZ001


def test_sqlite_keeps_its_promises(applications):
    with applications.on("sqlite").app_context():
        values = {
            name: db.session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_connection_that_breaks_leaves_the_lock_to_others(tmp_path: Path):
    broken, other = (
        sqlite3.connect(tmp_path / "locked.db", isolation_level=None) for _ in range(2)
    )

    with pytest.raises(sqlite3.ProgrammingError), write_lock(broken):
        broken.close()

    began = monotonic()
    with write_lock(other):
        other.execute("COMMIT")
    other.close()
    assert monotonic() - began < BUSY_SECONDS / 2
