from datetime import UTC, datetime, timedelta

import pytest

from eventapp.rules.event import EventState
from eventapp.rules.mailing import can_remind

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "closes_at", "unanswered", "can"),
    [
        (EventState.PUBLISHED, LATER, 1, True),
        (EventState.PUBLISHED, LATER, 0, False),
        (EventState.PUBLISHED, NOW, 1, False),
        (EventState.DRAFT, LATER, 1, False),
        (EventState.CANCELLED, LATER, 1, False),
    ],
)
def test_only_who_can_still_answer_is_reminded(state, closes_at, unanswered, can):
    assert can_remind(event_state=state, closes_at=closes_at, unanswered=unanswered, now=NOW) is can
