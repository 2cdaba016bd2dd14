"""Connections of the pool: believed for a second, asked after that."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from eventapp.database import base, db


@pytest.fixture
def app_on_server(applications: Any) -> Iterator[Flask]:
    app: Flask = applications.on("postgresql")
    with app.app_context():
        db.engine.dispose()
        yield app


def restart() -> None:
    """End every connection of the pool from the server's side."""
    with db.engine.connect() as connection:
        pid = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
    with db.engine.connect() as _first, db.engine.connect() as other:
        other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")


def test_one_that_lay_idle_is_asked_before_it_is_used(
    app_on_server: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    restart()
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


def test_one_that_worked_just_now_is_not_asked(app_on_server: Flask) -> None:
    lent = db.engine.raw_connection()
    lent.close()
    lent = db.engine.raw_connection()
    asked = lent.dbapi_connection.pgconn  # type: ignore[union-attr]
    lent.close()

    again = db.engine.raw_connection()
    try:
        assert again.dbapi_connection.pgconn is asked  # type: ignore[union-attr]
    finally:
        again.close()
