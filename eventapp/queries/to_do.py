"""How events stand, for what there is to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, exists, func, or_, select

from eventapp.database import db
from eventapp.models.event import Event, ProgrammeItem, Room, Speaker
from eventapp.models.mailing import Message
from eventapp.models.rsvp import Invitation
from eventapp.queries.counts import EventCounts
from eventapp.queries.event import count_items
from eventapp.queries.mailing import left_lately
from eventapp.rules import venue
from eventapp.rules.event import closes_at
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.programme import LED
from eventapp.rules.rsvp import Partstat
from eventapp.rules.to_do import Standing, ToDo, still_open


@dataclass(frozen=True)
class _Gaps:
    """How many parts of a programme miss a speaker, and how many a room."""

    no_speaker: int = 0
    no_room: int = 0


@dataclass(frozen=True)
class _Mails:
    """How many mails of an event were refused or are unsure, and whom we asked just now."""

    refused: int = 0
    unsure: int = 0
    just_asked: int = 0


def standings(
    events: Iterable[Event], counts: Mapping[int, EventCounts], now: datetime
) -> list[Standing]:
    """Say how each event stands, in two statements beside those of its counts."""
    events = list(events)
    ids = [event.id for event in events]
    mails, gaps = _mails(ids, now), _gaps(ids)
    return [
        Standing(
            event_id=event.id,
            state=event.state,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            closes_at=closes_at(event.answer_before, event.starts_at),
            invited=counts[event.id].invited,
            unanswered=counts[event.id].unanswered,
            waiting=counts[event.id].waitlisted,
            free=None if event.capacity is None else event.capacity - counts[event.id].confirmed,
            just_asked=mails.get(event.id, _Mails()).just_asked,
            refused=mails.get(event.id, _Mails()).refused,
            unsure=mails.get(event.id, _Mails()).unsure,
            no_speaker=gaps.get(event.id, _Gaps()).no_speaker,
            no_room=gaps.get(event.id, _Gaps()).no_room,
        )
        for event in events
    ]


def unsettled(event: Event) -> list[ToDo]:
    """Say what an event has not yet that its readers would like to know."""
    return still_open(
        event.id,
        place=venue.place(name=event.venue_name, town=event.venue_town),
        answer_before=event.answer_before,
        parts=count_items(event.id),
    )


def _mails(event_ids: list[int], now: datetime) -> dict[int | None, _Mails]:
    troubled = (MessageState.FAILED, MessageState.UNKNOWN)
    just_asked = and_(
        Message.kind == MessageKind.INVITATION,
        left_lately(now),
        Invitation.answer == Partstat.NEEDS_ACTION,
        Invitation.revoked_at.is_(None),
    )
    rows = db.session.execute(
        select(
            Message.event_id,
            func.count().filter(Message.state == MessageState.FAILED),
            func.count().filter(Message.state == MessageState.UNKNOWN),
            func.count(Message.invitation_id.distinct()).filter(just_asked),
        )
        .outerjoin(Message.invitation)
        .where(Message.event_id.in_(event_ids), or_(Message.state.in_(troubled), left_lately(now)))
        .group_by(Message.event_id)
    )
    return {event_id: _Mails(*numbers) for event_id, *numbers in rows}


def _gaps(event_ids: list[int]) -> dict[int, _Gaps]:
    """Count per event; where no part has a room, the venue is the room."""
    silent = ~exists().where(Speaker.programme_item_id == ProgrammeItem.id)
    has_rooms = exists().where(Room.event_id == ProgrammeItem.event_id)
    homeless = and_(ProgrammeItem.room_id.is_(None), has_rooms)
    rows = db.session.execute(
        select(
            ProgrammeItem.event_id,
            func.sum(case((silent, 1), else_=0)),
            func.sum(case((homeless, 1), else_=0)),
        )
        .where(ProgrammeItem.event_id.in_(event_ids), ProgrammeItem.kind.in_(LED))
        .group_by(ProgrammeItem.event_id)
    )
    return {event_id: _Gaps(no_speaker, no_room) for event_id, no_speaker, no_room in rows}
