"""The history shows one act as one row, however many fields it changed."""

from datetime import timedelta

from eventapp.database import transaction
from eventapp.queries import audit as history
from eventapp.services import audit
from eventapp.services.audit import Actor, Change
from tests.factories import NOW, make_event

ANNELIES = Actor("Annelies Hoekstra")


def test_of_event_groups_what_was_done_at_once(database):
    event = make_event()
    place = {"network_id": event.network_id, "event_id": event.id, "actor": ANNELIES}
    with transaction():
        audit.record("event.published", now=NOW, **place)
        audit.record(
            "event.changed",
            now=NOW + timedelta(hours=1),
            changes=[Change("title", "Dag", "Kijkdag"), Change("capacity", "", "90")],
            **place,
        )

    acts = history.of_event(event.id)

    assert [(act.action, [change.field for change in act.changes]) for act in acts] == [
        ("event.changed", ["title", "capacity"]),
        ("event.published", []),
    ]
    assert {act.actor for act in acts} == {"Annelies Hoekstra"}


def test_record_never_keeps_what_is_secret(database):
    event = make_event()
    secrets = ("diet", "diet_other", "access_needs", "access_other", "remark", "password", "token")
    with transaction():
        audit.record(
            "answer.recorded",
            actor=ANNELIES,
            network_id=event.network_id,
            event_id=event.id,
            now=NOW,
            changes=[Change(field, "halal", "rolstoel") for field in secrets],
        )

    [act] = history.of_event(event.id)

    assert [change.field for change in act.changes] == list(secrets)
    assert {change.old + change.new for change in act.changes} == {""}
