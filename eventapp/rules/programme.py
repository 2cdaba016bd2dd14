"""When and where the parts of an event are, and which of them get in each other's way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from eventapp.rules.event import ItemKind
from eventapp.rules.names import clean_text, fold
from eventapp.rules.zones import NonexistentTime, TimeZone, to_local, to_utc

DAY = timedelta(days=1)

# Somebody leads these, somewhere; people eat, pause and visit without either.
LED = frozenset({ItemKind.TALK, ItemKind.WORKSHOP})


class SlotProblem(StrEnum):
    """Why a part cannot stand where it was put."""

    ENDS_TOO_EARLY = "ends_too_early"
    OUTSIDE_EVENT = "outside_event"
    ROOM_TAKEN = "room_taken"


@dataclass(frozen=True)
class Slot:
    """A part's title, clock times in the event's zone, and room ("" for none)."""

    title: str
    starts: datetime
    ends: datetime
    room: str = ""


@dataclass(frozen=True)
class Clash:
    """What is wrong with the slot at an index; ``other`` is the slot already in that room."""

    index: int
    problem: SlotProblem
    other: Slot | None = None


def event_days(starts_at: datetime, ends_at: datetime, zone: TimeZone) -> list[date]:
    """List the days of an event; an end at midnight sharp does not begin another."""
    first = to_local(starts_at, zone).date()
    last = (to_local(ends_at, zone) - timedelta(microseconds=1)).date()
    return [first + DAY * number for number in range((last - first).days + 1)]


def clock_span(day: date, starts: time, ends: time, days: Collection[date]) -> Slot:
    """Place two clock times on a day; an earlier end is past midnight if the event goes on then."""
    begin, end = datetime.combine(day, starts), datetime.combine(day, ends)
    if end < begin and day + DAY in days:
        end += DAY
    return Slot("", begin, end)


def find_clashes(slots: Sequence[Slot], days: Collection[date]) -> list[Clash]:
    """Find what cannot be: at most one problem a slot, in order of the slots."""
    clashes = []
    for index, slot in enumerate(slots):
        if slot.ends <= slot.starts:
            clashes.append(Clash(index, SlotProblem.ENDS_TOO_EARLY))
        elif not _within(slot, days):
            clashes.append(Clash(index, SlotProblem.OUTSIDE_EVENT))
        elif other := next((other for other in slots[:index] if _collide(slot, other)), None):
            clashes.append(Clash(index, SlotProblem.ROOM_TAKEN, other))
    return clashes


def split_speakers(text: str) -> list[str]:
    """Split names at commas, semicolons and line ends; nobody is named twice."""
    for separator in (";", "\r", "\n"):
        text = text.replace(separator, ",")
    found: dict[str, str] = {}
    for name in map(clean_text, text.split(",")):
        found.setdefault(fold(name), name)
    return [name for name in found.values() if name]


def moved(moment: datetime, *, days: int, old_zone: TimeZone, zone: TimeZone) -> datetime:
    """Keep a clock time when its event goes to another day or zone.

    A time the clock skips on the new day becomes an hour later.
    """
    if not days and old_zone == zone:
        return moment
    local = to_local(moment, old_zone) + DAY * days
    try:
        return to_utc(local, zone)
    except NonexistentTime:
        return to_utc(local + timedelta(hours=1), zone)


def _within(slot: Slot, days: Collection[date]) -> bool:
    last = (slot.ends - timedelta(microseconds=1)).date()
    return slot.starts.date() in days and last in days


def _collide(slot: Slot, other: Slot) -> bool:
    same_room = bool(fold(slot.room)) and fold(slot.room) == fold(other.room)
    return same_room and slot.starts < other.ends and other.starts < slot.ends
