"""What an organiser had better do now, told from how the events of a network stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventapp.rules.event import EventState

SOON = timedelta(days=1)
CLOSES_SOON = timedelta(days=7)
MANY_IN = 4  # one in so many who did not answer is many


class Task(StrEnum):
    """The kinds of things to do, the most urgent first."""

    DOOR = "door"
    DOOR_SOON = "door_soon"
    REFUSED = "refused"
    CLOSING = "closing"
    PROMOTE = "promote"
    FULL = "full"
    UNSURE = "unsure"
    PUBLISH = "publish"
    INVITE = "invite"
    NO_SPEAKER = "no_speaker"
    NO_ROOM = "no_room"
    NO_PLACE = "no_place"
    NO_DEADLINE = "no_deadline"
    NO_PROGRAMME = "no_programme"
    REMIND = "remind"


# What somebody must be told of who looks at one event; the rest its page shows by itself.
AT_THE_DOOR = frozenset({Task.DOOR, Task.DOOR_SOON})
ATTENTION = frozenset(
    {
        Task.REFUSED,
        Task.CLOSING,
        Task.PROMOTE,
        Task.FULL,
        Task.UNSURE,
        Task.NO_SPEAKER,
        Task.NO_ROOM,
    }
)


@dataclass(frozen=True)
class Standing:
    """How one event stands; ``free`` is None where places are not limited.

    ``refused`` and ``unsure`` count mails, ``no_speaker`` and ``no_room`` parts of the programme.
    ``just_asked`` counts those of the unanswered whose mail left a moment ago, or is about to.
    """

    event_id: int
    state: EventState
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    invited: int = 0
    unanswered: int = 0
    just_asked: int = 0
    waiting: int = 0
    free: int | None = None
    refused: int = 0
    unsure: int = 0
    no_speaker: int = 0
    no_room: int = 0


@dataclass(frozen=True)
class ToDo:
    """One thing to do, and for how many people, mails or parts of the programme."""

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


def attention(standing: Standing, now: datetime) -> list[ToDo]:
    """List what the page of one event must warn of, the most urgent first."""
    return [todo for todo in to_do([standing], now) if todo.task in ATTENTION]


def still_open(
    event_id: int, *, place: str, answer_before: datetime | None, parts: int
) -> list[ToDo]:
    """List what an event can do without, but had better have before people read of it."""
    settled = {
        Task.NO_PLACE: place,
        Task.NO_DEADLINE: answer_before,
        Task.NO_PROGRAMME: parts,
    }
    return [ToDo(task, event_id) for task, value in settled.items() if not value]


def _of(one: Standing, now: datetime) -> list[ToDo]:
    if one.state is EventState.DRAFT:
        return [ToDo(Task.PUBLISH, one.event_id)]
    found = []
    if one.starts_at <= now:
        found.append(ToDo(Task.DOOR, one.event_id))
    elif one.starts_at < now + SOON:
        found.append(ToDo(Task.DOOR_SOON, one.event_id))
    if one.starts_at > now:
        found += _before_it_starts(one)
    if now < one.closes_at and not one.invited:
        found.append(ToDo(Task.INVITE, one.event_id))
    if now < one.closes_at and one.unanswered > one.just_asked:
        found.append(ToDo(_reminder(one, now), one.event_id, one.unanswered))
    return found


def _before_it_starts(one: Standing) -> list[ToDo]:
    """List what can only be mended as long as people are not there."""
    full = one.free is not None and one.free <= 0
    numbers = {
        Task.REFUSED: one.refused,
        Task.UNSURE: one.unsure,
        Task.PROMOTE: min(one.waiting, max(one.free or 0, 0)),
        Task.FULL: one.waiting if full else 0,
        Task.NO_SPEAKER: one.no_speaker,
        Task.NO_ROOM: one.no_room,
    }
    return [ToDo(task, one.event_id, number) for task, number in numbers.items() if number]


def _reminder(one: Standing, now: datetime) -> Task:
    """Tell apart who may still be waited for, and who must be asked before answers close."""
    many = one.unanswered * MANY_IN >= one.invited
    return Task.CLOSING if many and one.closes_at - now <= CLOSES_SOON else Task.REMIND
