"""When a mail goes, waits or stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventapp.rules.delivery import PAUSE_OF_SERVER, Drop, Facts, drop_reason, next_try
from eventapp.rules.event import EventState
from eventapp.rules.mailing import MessageKind
from eventapp.rules.rsvp import Partstat

NOW = datetime(2027, 3, 16, tzinfo=UTC)
FACTS = Facts(
    kind=MessageKind.INVITATION,
    event_state=EventState.PUBLISHED,
    closes_at=NOW + timedelta(days=20),
    ends_at=NOW + timedelta(days=30),
    revoked=False,
    answer=Partstat.NEEDS_ACTION,
    has_address=True,
    unsubscribed=False,
)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"revoked": True}, Drop.REVOKED),
        ({"event_state": EventState.CANCELLED}, Drop.NOT_PUBLISHED),
        ({"answer": Partstat.DECLINED}, Drop.ANSWERED),
        ({"unsubscribed": True}, Drop.UNSUBSCRIBED),
        ({"has_address": False}, Drop.NO_ADDRESS),
        ({"closes_at": NOW}, Drop.TOO_LATE),
        ({"kind": MessageKind.CONFIRMATION, "unsubscribed": True}, None),
        ({"kind": MessageKind.CONFIRMATION, "answer": Partstat.ACCEPTED}, None),
        ({"kind": MessageKind.CONFIRMATION, "ends_at": NOW}, Drop.TOO_LATE),
        ({"kind": MessageKind.WAITLIST, "revoked": True}, Drop.REVOKED),
        ({"kind": MessageKind.CANCELLATION, "event_state": EventState.CANCELLED}, None),
        ({"kind": MessageKind.REGRETS, "revoked": True}, None),
        ({"kind": MessageKind.REGRETS, "has_address": False}, Drop.NO_ADDRESS),
    ],
)
def test_drop_reason(changed: dict[str, object], reason: Drop | None):
    assert drop_reason(replace(FACTS, **changed), NOW) is reason  # type: ignore[arg-type]


def test_next_try_waits_longer_each_time_and_gives_up_after_days():
    pauses = [next_try(attempts=n, created_at=NOW, now=NOW) for n in (1, 2, 3, 50)]

    assert [pause - NOW for pause in pauses if pause] == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=4),
        timedelta(hours=2),
    ]
    assert next_try(attempts=9, created_at=NOW, now=NOW, longest=PAUSE_OF_SERVER) == (
        NOW + timedelta(minutes=5)
    )
    assert next_try(attempts=60, created_at=NOW - timedelta(days=3), now=NOW) is None
