"""Connections of the pool: believed for a second, asked after that."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from eventapp.database import base, db, direct_transaction
from eventapp.models import Network


@pytest.fixture
def app_on_server(applications: Any) -> Iterator[Flask]:
    app: Flask = applications.on("postgresql")
    with app.app_context():
        db.engine.dispose()
        yield app


def restart(app: Flask, connections: int = 1) -> None:
    """End the connections of the pool from the server's side, as a restart of it does."""
    with ExitStack() as stack:
        lent = [stack.enter_context(db.engine.connect()).connection for _ in range(connections)]
        pids = [one.dbapi_connection.info.backend_pid for one in lent]  # type: ignore[union-attr]
    address = app.extensions["config"].database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as other:
        for pid in pids:
            other.execute(f"SELECT pg_terminate_backend({pid})")


def test_one_that_lay_idle_is_asked_before_it_is_used(
    app_on_server: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    restart(app_on_server)
    monkeypatch.setattr(base, "FRESH_SECONDS", 0.0)

    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_asking_leaves_no_transaction_open(
    app_on_server: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "FRESH_SECONDS", 0.0)

    for _time in range(2):
        with db.engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            assert driver.autocommit is False
            assert driver.info.transaction_status.name == "IDLE"


def test_one_that_worked_just_now_is_believed(app_on_server: Flask) -> None:
    restart(app_on_server)

    with pytest.raises(OperationalError), db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")


def test_after_one_broke_none_that_lay_idle_is_believed(app_on_server: Flask) -> None:
    restart(app_on_server, connections=5)
    failed = 0

    for _ in range(5):
        try:
            with direct_transaction() as through:
                through.rows(select(Network.id), {})
        except OperationalError:
            failed += 1

    assert failed == 1
