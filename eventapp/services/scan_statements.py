"""The statements of a scan, built once: at the door building them took longer than running them."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from eventapp.models.door import Scan
from eventapp.models.event import Event
from eventapp.models.rsvp import Attendee, Badge
from eventapp.rules.event import EventState
from eventapp.rules.rsvp import Place

attendees, badges, events, scans = (model.__table__.c for model in (Attendee, Badge, Event, Scan))
companion_table = Attendee.__table__.alias("companion")
companions = companion_table.c

SCANNED = and_(
    scans.door_device_id == bindparam("device_id"),
    scans.id == bindparam("scan_id"),
)
PERSON = [
    attendees.public_id == bindparam("person_id"),
]
CURRENT_BADGE = [
    attendees.id
    == select(badges.attendee_id)
    .where(badges.code_digest == bindparam("digest"))
    .scalar_subquery(),
    attendees.badge_serial
    == select(badges.serial).where(badges.code_digest == bindparam("digest")).scalar_subquery(),
]


def _let_in(subject: list[ColumnElement[bool]]) -> Update:
    """Check somebody in if this is the first scan that may: one conditional UPDATE."""
    cancelled = exists().where(
        events.id == bindparam("the_event_id"), events.state == EventState.CANCELLED
    )
    return (
        update(Attendee)
        .where(
            *subject,
            attendees.event_id == bindparam("the_event_id"),
            attendees.place == Place.CONFIRMED,
            attendees.checked_in_at.is_(None),
            ~cancelled,
            ~exists().where(SCANNED),
        )
        .values(
            checked_in_at=bindparam("at"),
            entrance=bindparam("the_entrance"),
            presence_changed_at=bindparam("now"),
        )
    )


def _facts(whose: ColumnElement[bool]) -> Select[Any]:
    """Ask all that an answer needs in one statement: a row per companion, and always one."""
    always = select(literal(1).label("one")).subquery()
    return (
        select(
            scans.result.label("stored"),
            badges.serial,
            attendees.id.label("row_id"),
            attendees.badge_serial,
            attendees.public_id,
            attendees.name,
            attendees.employer_name,
            attendees.kind,
            attendees.place,
            attendees.checked_in_at,
            attendees.entrance,
            attendees.event_id,
            events.network_id,
            events.state,
            events.title,
            events.starts_at,
            events.time_zone,
            events.venue_town,
            companions.public_id.label("companion_id"),
            companions.name.label("companion_name"),
            companions.kind.label("companion_role"),
            companions.checked_in_at.label("companion_in_at"),
        )
        .select_from(always)
        .outerjoin(Scan.__table__, SCANNED)
        .outerjoin(Badge.__table__, badges.code_digest == bindparam("digest"))
        .outerjoin(Attendee.__table__, whose)
        .outerjoin(Event.__table__, events.id == attendees.event_id)
        .outerjoin(
            companion_table,
            and_(
                companions.invitation_id == attendees.invitation_id,
                companions.id != attendees.id,
                companions.place == Place.CONFIRMED,
            ),
        )
        .order_by(companions.position)
    )


LET_IN_BY_BADGE = _let_in(CURRENT_BADGE)
LET_IN_BY_NAME = _let_in(PERSON)
FACTS_BY_BADGE = _facts(attendees.id == func.coalesce(scans.attendee_id, badges.attendee_id))
FACTS_BY_NAME = _facts(and_(*PERSON, attendees.event_id == bindparam("the_event_id")))
STORED = select(scans.result).where(SCANNED)
STORE = insert(Scan)
