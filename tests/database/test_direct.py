"""Statements past the session: the same values, errors and transactions as through it."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from eventapp.database import (
    Direct,
    TransactionError,
    base,
    db,
    direct_transaction,
    glance,
    of_session,
    transaction,
)
from eventapp.database.direct import Wording
from eventapp.logs import scrubbed
from eventapp.models import DoorDevice, Event, Network, Scan
from eventapp.rules.door import ScanResult
from eventapp.rules.event import EventState
from tests.factories import NOW, make_attendee, make_device, make_event, make_network
from tests.statements import through_session

AMSTERDAM = timezone(timedelta(hours=2))
EVENTS = select(Event).where(Event.state == EventState.PUBLISHED, Event.slug == bindparam("slug"))
RENAME = update(Network.__table__).where(Network.slug == bindparam("of")).values(name="Anders")
STORE = insert(Scan)
SCANS = select(Scan).where(Scan.door_device_id == bindparam("device_id"))


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Network.name).order_by(Network.name)))


def test_values_come_back_as_through_the_session(database: None) -> None:
    event = make_event(starts_at=datetime(2027, 4, 1, tzinfo=AMSTERDAM), state=EventState.PUBLISHED)
    expected = db.session.connection().execute(EVENTS, {"slug": event.slug}).all()
    db.session.rollback()

    with direct_transaction() as through:
        found = through.rows(EVENTS, {"slug": event.slug})

    assert [row._asdict() for row in found] == [row._asdict() for row in expected]
    assert found[0].state is EventState.PUBLISHED
    assert found[0].starts_at == datetime(2027, 3, 31, 22, tzinfo=UTC)


def test_what_is_written_can_be_read_through_the_session(database: None) -> None:
    event = make_event()
    device, attendee = make_device(event), make_attendee(event)
    row: dict[str, Any] = {
        "door_device_id": device.id,
        "id": "a-scan",
        "attendee_id": attendee.id,
        "result": ScanResult.WELCOME,
        "scanned_at": NOW.astimezone(AMSTERDAM),
        "received_at": NOW,
    }
    db.session.rollback()

    with direct_transaction() as through:
        changed = through.change(STORE, row)
        seen = through.rows(SCANS, {"device_id": row["door_device_id"]})

    [stored] = db.session.connection().execute(SCANS, {"device_id": row["door_device_id"]}).all()
    assert changed == 1
    assert stored._asdict() == seen[0]._asdict() == row


def test_a_failing_transaction_leaves_nothing(database: None) -> None:
    make_network(slug="west-brabant", name="West-Brabant")
    db.session.rollback()

    def rename_and_fail() -> None:
        with direct_transaction() as through:
            assert through.change(RENAME, {"of": "west-brabant"}) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_and_fail()

    assert names() == ["West-Brabant"]


def twice(through: Direct) -> None:
    """Store one scan two times."""
    [device] = through.rows(select(DoorDevice.id), {})
    row = {
        "door_device_id": device.id,
        "id": "geheim",
        "attendee_id": None,
        "result": ScanResult.UNKNOWN,
        "scanned_at": NOW,
        "received_at": NOW,
    }
    through.change(STORE, row)
    through.change(STORE, row)


def test_errors_are_those_of_sqlalchemy_and_name_no_values(database: None) -> None:
    make_device(make_event())
    db.session.rollback()

    def store_twice() -> None:
        with direct_transaction() as through:
            twice(through)

    with pytest.raises(IntegrityError) as raised:
        store_twice()

    assert "geheim" not in scrubbed(str(raised.value))
    assert db.session.scalars(select(Scan)).all() == []


def test_errors_are_those_of_sqlalchemy_in_the_session_s_transaction_too(database: None) -> None:
    make_device(make_event())

    def store_twice() -> None:
        with transaction():
            twice(of_session())

    with pytest.raises(IntegrityError):
        store_twice()


def test_what_depends_on_its_values_cannot_be_written_out_once(app: Flask, database: None) -> None:
    dialect = db.engine.dialect
    listed = select(Scan.id).where(Scan.id.in_(["a", "b"]))

    for statement in (listed, insert(Network.__table__).values(slug="x")):
        with pytest.raises(ValueError, match="written out once"):
            Wording(statement, dialect)


@pytest.mark.parametrize("outer", [transaction, direct_transaction])
@pytest.mark.parametrize("inner", [transaction, direct_transaction])
def test_a_transaction_in_another_is_refused_at_once(
    database: None, outer: Callable[[], Any], inner: Callable[[], Any]
) -> None:
    with outer(), pytest.raises(TransactionError), inner():
        pass


def test_a_locked_database_is_waited_for_once(
    applications: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = applications.on("sqlite")
    monkeypatch.setattr(base, "BUSY_SECONDS", 1.0)
    with app.app_context():
        db.engine.dispose()
        other = sqlite3.connect(db.engine.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        for write in (transaction, direct_transaction):
            began = monotonic()
            with pytest.raises(OperationalError, match="locked"), write():
                pass
            assert 0.9 < monotonic() - began < 1.8

        other.execute("ROLLBACK")
        other.close()
        db.engine.dispose()


def test_the_session_s_own_transaction_can_be_joined(database: None) -> None:
    make_network(slug="west-brabant", name="West-Brabant")

    def rename_and_fail() -> None:
        with transaction():
            of_session().change(RENAME, {"of": "west-brabant"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_and_fail()
    undone = names()
    with transaction():
        of_session().change(RENAME, {"of": "west-brabant"})

    assert (undone, names()) == (["West-Brabant"], ["Anders"])


def test_a_glance_goes_past_the_session(database: None) -> None:
    event = make_event(state=EventState.PUBLISHED)
    slug = event.slug

    with through_session() as seen:
        [found] = glance(EVENTS, {"slug": slug})

    assert (found.slug, seen) == (slug, [])


def test_a_glance_sees_what_the_running_transaction_wrote(database: None) -> None:
    event = make_event()
    devices = select(DoorDevice.entrance).where(DoorDevice.event_id == bindparam("event_id"))

    with transaction():
        db.session.add(
            DoorDevice(event_id=event.id, entrance="Zij", expires_at=NOW, created_at=NOW)
        )
        db.session.flush()
        seen = [row.entrance for row in glance(devices, {"event_id": event.id})]

    assert seen == ["Zij"]


def test_a_glance_that_cannot_be_had_at_once_goes_through_the_session(
    app: Flask, database: None
) -> None:
    event = make_event(state=EventState.PUBLISHED)
    slug = event.slug

    with through_session() as seen, app.extensions["peephole"].lock:
        [found] = glance(EVENTS, {"slug": slug})

    assert found.slug == slug
    assert any("FROM event" in statement for statement in seen)


def test_a_connection_that_broke_is_given_up_and_the_next_works(applications: Any) -> None:
    app = applications.on("postgresql")

    def lose_it() -> None:
        with direct_transaction() as through:
            end(through.connection.info.backend_pid)
            through.rows(EVENTS, {"slug": "x"})

    with app.app_context():
        with pytest.raises(DBAPIError) as raised:
            lose_it()
        with direct_transaction() as through:
            again = through.rows(EVENTS, {"slug": "x"})

    assert raised.value.connection_invalidated
    assert again == []


def end(backend: int) -> None:
    """End a connection from the server's side, as a restart of it does."""
    with db.engine.begin() as other:
        other.exec_driver_sql(f"SELECT pg_terminate_backend({backend})")
