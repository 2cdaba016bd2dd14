from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventapp.rules.event import EventState
from eventapp.rules.to_do import Standing, Task, ToDo, to_do

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
DAY = timedelta(days=1)
COMING = Standing(
    1, EventState.PUBLISHED, NOW + 30 * DAY, NOW + 31 * DAY, NOW + 23 * DAY, invited=10
)


@pytest.mark.parametrize(
    ("standing", "tasks"),
    [
        (COMING, []),
        (replace(COMING, unanswered=3), [ToDo(Task.REMIND, 1, 3)]),
        (replace(COMING, unanswered=3, closes_at=NOW), []),
        (replace(COMING, invited=0), [ToDo(Task.INVITE, 1)]),
        (replace(COMING, state=EventState.DRAFT, invited=0), [ToDo(Task.PUBLISH, 1)]),
        (replace(COMING, state=EventState.CANCELLED, unanswered=3), []),
        (replace(COMING, waiting=5, free=2), [ToDo(Task.PROMOTE, 1, 2)]),
        (replace(COMING, waiting=5, free=0), []),
        (replace(COMING, waiting=5, free=None), []),
        (replace(COMING, starts_at=NOW - DAY / 24, closes_at=NOW - DAY), [ToDo(Task.DOOR, 1)]),
        (replace(COMING, starts_at=NOW - 2 * DAY, ends_at=NOW - DAY, unanswered=3), []),
    ],
)
def test_what_there_is_to_do_for_one_event(standing, tasks):
    assert to_do([standing], NOW) == tasks


def test_what_is_urgent_comes_first_and_then_what_is_near():
    later = replace(COMING, event_id=2, starts_at=NOW + 60 * DAY, unanswered=1)
    sooner = replace(COMING, event_id=3, unanswered=1)
    today = replace(COMING, event_id=4, starts_at=NOW, ends_at=NOW + DAY, unanswered=1)

    found = to_do([later, sooner, today], NOW)

    assert [(todo.task, todo.event_id) for todo in found] == [
        (Task.DOOR, 4),
        (Task.REMIND, 4),
        (Task.REMIND, 3),
        (Task.REMIND, 2),
    ]
