"""Saving the programme of an event, from one table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventapp.database import db
from eventapp.models.event import Event, ProgrammeItem, Room, Speaker
from eventapp.queries import event as event_queries
from eventapp.rules.event import EventState, ItemKind
from eventapp.rules.names import clean_text, fold
from eventapp.rules.zones import to_local
from eventapp.services import audit
from eventapp.services.audit import Actor, Change
from eventapp.services.event import lock, touch


@dataclass(frozen=True)
class ItemDetails:
    """One row of the table; ``id=None`` is a new part, ``room=""`` is no room."""

    id: int | None
    kind: ItemKind
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str
    speakers: tuple[str, ...]


def save(
    event: Event,
    rows: Sequence[ItemDetails],
    *,
    removed: Iterable[int],
    actor: Actor,
    now: datetime,
) -> int | None:
    """Write what differs and tell how many changes that were; None when the event is cancelled.

    A part that is neither in the rows nor removed stays: somebody else added it meanwhile. One
    that was removed meanwhile comes back with what was typed.
    """
    lock(event)
    if event.state is EventState.CANCELLED:
        return None
    items = {item.id: item for item in event_queries.programme(event.id)}
    changes = [_remove(items.pop(number), event) for number in set(removed) & items.keys()]
    rooms, renamed = _rooms(event, rows)
    changes += renamed
    for row in rows:
        item = items.get(row.id) if row.id is not None else None
        changes += _write(item, row, event, rooms)
    db.session.flush()
    _drop_empty_rooms(event)
    if changes:
        touch(event, now)
        audit.record(
            "programme.changed",
            actor=actor,
            network_id=event.network_id,
            event_id=event.id,
            now=now,
            changes=changes,
        )
    return len(changes)


def _write(
    item: ProgrammeItem | None, row: ItemDetails, event: Event, rooms: dict[str, Room]
) -> list[Change]:
    old = _facts(item, event) if item else None
    if item is None:
        item = ProgrammeItem(event_id=event.id)
        db.session.add(item)
    room = rooms.get(fold(row.room))
    audit.apply(
        item,
        {
            "kind": row.kind,
            "title": row.title,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "room": room,
        },
    )
    if [speaker.name for speaker in item.speakers] != list(row.speakers):
        item.speakers = [
            Speaker(name=name, position=position)
            for position, name in enumerate(row.speakers, start=1)
        ]
    if old is None:
        return [Change("item", "", _describe(item, event))]
    new = _facts(item, event)
    return [_difference(field, old, new) for field in new if old[field] != new[field]]


def _difference(field: str, old: dict[str, str], new: dict[str, str]) -> Change:
    """Tell one fact of a part, and of which part it is."""
    if field == "item_title":
        return Change(field, old[field], new[field])
    title = new["item_title"]
    return Change(field, audit.of_part(title, old[field]), audit.of_part(title, new[field]))


def _remove(item: ProgrammeItem, event: Event) -> Change:
    db.session.delete(item)
    return Change("item", _describe(item, event), "")


def _rooms(event: Event, rows: Sequence[ItemDetails]) -> tuple[dict[str, Room], list[Change]]:
    """Find or make the rooms by name; the spelling of the first row is the one that stays.

    Gives them with the spellings that changed: pages must know.
    """
    renamed = []
    rooms = {fold(room.name): room for room in event.rooms}
    names: dict[str, str] = {}
    for row in rows:
        names.setdefault(fold(row.room), row.room)
    for key, name in names.items():
        if key and key not in rooms:
            rooms[key] = Room(event=event, name=name, position=len(rooms) + 1)
            db.session.add(rooms[key])
        elif key and clean_text(rooms[key].name) != name:
            renamed.append(Change("room", rooms[key].name, name))
            rooms[key].name = name
    return rooms, renamed


def _drop_empty_rooms(event: Event) -> None:
    used = {item.room_id for item in event_queries.programme(event.id)}
    for room in list(event.rooms):
        if room.id not in used:
            db.session.delete(room)


def _describe(item: ProgrammeItem, event: Event) -> str:
    facts = _facts(item, event)
    shown = ("item_time", "item_title", "item_room", "item_speakers")
    return ", ".join(facts[field] for field in shown if facts[field])


def _facts(item: ProgrammeItem, event: Event) -> dict[str, str]:
    """Give what is told of a part, on the clock of the event."""
    starts, ends = (to_local(moment, event.time_zone) for moment in (item.starts_at, item.ends_at))
    return {
        "item_title": item.title,
        "item_kind": item.kind.value,
        "item_time": f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}",
        "item_room": item.room.name if item.room else "",
        "item_speakers": ", ".join(speaker.name for speaker in item.speakers),
    }
