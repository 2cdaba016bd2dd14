from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventapp.rules.event import EventState
from eventapp.rules.to_do import Standing, Task, ToDo, attention, still_open, to_do

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
        (replace(COMING, unanswered=3, just_asked=2), [ToDo(Task.REMIND, 1, 3)]),
        (replace(COMING, unanswered=3, just_asked=3), []),
        (replace(COMING, invited=0), [ToDo(Task.INVITE, 1)]),
        (replace(COMING, state=EventState.DRAFT, invited=0), [ToDo(Task.PUBLISH, 1)]),
        (replace(COMING, state=EventState.CANCELLED, unanswered=3), []),
        (replace(COMING, waiting=5, free=2), [ToDo(Task.PROMOTE, 1, 2)]),
        (replace(COMING, waiting=5, free=0), [ToDo(Task.FULL, 1, 5)]),
        (replace(COMING, waiting=5, free=-2), [ToDo(Task.FULL, 1, 5)]),
        (replace(COMING, waiting=0, free=0), []),
        (replace(COMING, waiting=5, free=None), []),
        (replace(COMING, refused=3), [ToDo(Task.REFUSED, 1, 3)]),
        (replace(COMING, unsure=2), [ToDo(Task.UNSURE, 1, 2)]),
        (replace(COMING, no_speaker=1), [ToDo(Task.NO_SPEAKER, 1, 1)]),
        (replace(COMING, no_room=2), [ToDo(Task.NO_ROOM, 1, 2)]),
        (replace(COMING, state=EventState.CANCELLED, refused=3, waiting=2, free=0), []),
        (replace(COMING, starts_at=NOW - DAY / 24, closes_at=NOW - DAY), [ToDo(Task.DOOR, 1)]),
        (
            replace(COMING, starts_at=NOW + DAY / 24, closes_at=NOW - DAY),
            [ToDo(Task.DOOR_SOON, 1)],
        ),
        (replace(COMING, starts_at=NOW + DAY, closes_at=NOW - DAY), []),
        (
            replace(COMING, starts_at=NOW, closes_at=NOW, refused=3, waiting=5, free=0, no_room=1),
            [ToDo(Task.DOOR, 1)],
        ),
        (replace(COMING, starts_at=NOW - 2 * DAY, ends_at=NOW - DAY, unanswered=3), []),
    ],
)
def test_what_there_is_to_do_for_one_event(standing, tasks):
    assert to_do([standing], NOW) == tasks


@pytest.mark.parametrize(
    ("left", "unanswered", "task"),
    [
        (7 * DAY, 3, Task.CLOSING),
        (DAY / 24, 10, Task.CLOSING),
        (7 * DAY, 2, Task.REMIND),
        (8 * DAY, 10, Task.REMIND),
    ],
)
def test_a_reminder_is_urgent_when_answers_close_soon_and_many_are_missing(left, unanswered, task):
    standing = replace(COMING, closes_at=NOW + left, unanswered=unanswered)

    assert to_do([standing], NOW) == [ToDo(task, 1, unanswered)]


def test_the_page_of_an_event_warns_only_of_what_it_does_not_show_by_itself():
    standing = replace(
        COMING, starts_at=NOW + DAY / 2, closes_at=NOW + DAY / 3, unanswered=10,
        waiting=5, free=0, refused=3, unsure=1, no_speaker=1, no_room=1,
    )  # fmt: skip

    assert [todo.task for todo in attention(standing, NOW)] == [
        Task.REFUSED,
        Task.CLOSING,
        Task.FULL,
        Task.UNSURE,
        Task.NO_SPEAKER,
        Task.NO_ROOM,
    ]
    assert attention(replace(COMING, unanswered=3), NOW) == []
    assert attention(replace(COMING, invited=0), NOW) == []


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


@pytest.mark.parametrize(
    ("values", "tasks"),
    [
        ({}, []),
        ({"place": ""}, [Task.NO_PLACE]),
        ({"answer_before": None}, [Task.NO_DEADLINE]),
        ({"parts": 0}, [Task.NO_PROGRAMME]),
        (
            {"place": "", "answer_before": None, "parts": 0},
            [Task.NO_PLACE, Task.NO_DEADLINE, Task.NO_PROGRAMME],
        ),
    ],
)
def test_what_is_still_open_about_an_event(values, tasks):
    settled = {"place": "De Gistfabriek", "answer_before": NOW, "parts": 3}

    assert still_open(1, **{**settled, **values}) == [ToDo(task, 1) for task in tasks]
