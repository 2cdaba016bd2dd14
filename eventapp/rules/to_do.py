"""What an organiser had better do now, told from how the events of a network stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventapp.rules.event import EventState

SOON = timedelta(days=1)


class Task(StrEnum):
    """The kinds of things to do, the most urgent first."""

    DOOR = "door"
    PROMOTE = "promote"
    PUBLISH = "publish"
    INVITE = "invite"
    REMIND = "remind"


@dataclass(frozen=True)
class Standing:
    """How one event stands; ``free`` is None where places are not limited."""

    event_id: int
    state: EventState
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    invited: int = 0
    unanswered: int = 0
    waiting: int = 0
    free: int | None = None


@dataclass(frozen=True)
class ToDo:
    """One thing to do, and for how many people."""

    task: Task
    event_id: int
    number: int = 0


def to_do(standings: Iterable[Standing], now: datetime) -> list[ToDo]:
    """List what can be done for events that are not over: by urgency, then by date."""
    coming = sorted(
        (one for one in standings if one.ends_at > now and one.state is not EventState.CANCELLED),
        key=lambda one: one.starts_at,
    )
    found = [todo for one in coming for todo in _of(one, now)]
    return sorted(found, key=lambda todo: list(Task).index(todo.task))


def _of(one: Standing, now: datetime) -> list[ToDo]:
    if one.state is EventState.DRAFT:
        return [ToDo(Task.PUBLISH, one.event_id)]
    found = []
    if one.starts_at < now + SOON:
        found.append(ToDo(Task.DOOR, one.event_id))
    if one.waiting and (one.free or 0) > 0 and one.starts_at > now:
        found.append(ToDo(Task.PROMOTE, one.event_id, min(one.waiting, one.free or 0)))
    if now < one.closes_at and not one.invited:
        found.append(ToDo(Task.INVITE, one.event_id))
    if now < one.closes_at and one.unanswered:
        found.append(ToDo(Task.REMIND, one.event_id, one.unanswered))
    return found
