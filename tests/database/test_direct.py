"""Statements past the session: the same values, errors and transactions as through it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from eventapp.database import (
    TransactionError,
    db,
    direct_transaction,
    glance,
    of_session,
    transaction,
)
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


def test_errors_are_those_of_sqlalchemy_and_name_no_values(database: None) -> None:
    make_network(slug="west-brabant", name="West-Brabant")
    db.session.rollback()
    twice = insert(Network.__table__).values(slug="west-brabant", name="Geheim", created_at=NOW)
    values = {column.name: None for column in Network.__table__.columns if column.name != "id"}

    def write_twice() -> None:
        with direct_transaction() as through:
            through.change(RENAME, {"of": "west-brabant"})
            through.change(twice, values)

    with pytest.raises(IntegrityError) as raised:
        write_twice()

    assert "Geheim" not in str(raised.value).partition("DETAIL")[0]
    assert names() == ["West-Brabant"]


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


def test_one_beside_the_session_s_own_is_refused(database: None) -> None:
    with transaction(), pytest.raises(TransactionError), direct_transaction():
        pass


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
