"""The statements of a scan, built once: at the door building them took longer than running them."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    null,
    outerjoin,
    select,
    update,
)

from eventapp.models.door import Scan
from eventapp.models.event import Event
from eventapp.models.rsvp import Attendee, Badge
from eventapp.queries.door import DEVICE
from eventapp.rules.event import EventState
from eventapp.rules.rsvp import Place

attendees, badges, events, scans = (model.__table__.c for model in (Attendee, Badge, Event, Scan))
companion_table = Attendee.__table__.alias("companion")
companions = companion_table.c
phone = DEVICE.subquery("phone")


CANCELLED = exists().where(events.id == bindparam("event_id"), events.state == EventState.CANCELLED)
# One conditional UPDATE: whoever was overtaken since the facts were read is not let in.
LET_IN = (
    update(Attendee)
    .where(
        attendees.id == bindparam("attendee_id"),
        attendees.badge_serial == bindparam("serial"),
        attendees.place == Place.CONFIRMED,
        attendees.checked_in_at.is_(None),
        ~CANCELLED,
    )
    .values(
        checked_in_at=bindparam("scanned_at"),
        entrance=bindparam("through"),
        presence_changed_at=bindparam("received_at"),
    )
)


FACTS = [
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
]


def _facts(whose: ColumnElement[bool], through: FromClause, *more: Any) -> Select[Any]:
    """Ask all that an answer needs in one statement: a row per companion, and always one."""
    return (
        select(*more, *FACTS)
        .select_from(through)
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


def _and_stored(let_in: Update) -> Insert:
    """Store the scan of whom a statement lets in, by the same statement; for PostgreSQL only."""
    inside = let_in.returning(attendees.id).cte("inside")
    row = [bindparam(column.key, type_=column.type) for column in scans]
    return insert(Scan).from_select(list(scans), select(*row).select_from(inside))


DEVICE_ID: BindParameter[int] = bindparam("device_id")
SAME_SCAN = and_(scans.door_device_id == DEVICE_ID, scans.id == bindparam("scan_id"))
ALWAYS = select(literal(1).label("one")).subquery()
SCANNED_BEFORE = outerjoin(ALWAYS, Scan.__table__, SAME_SCAN)
BY_BADGE = attendees.id == func.coalesce(scans.attendee_id, badges.attendee_id)
BY_NAME = and_(
    attendees.public_id == bindparam("person_id"), attendees.event_id == bindparam("the_event_id")
)

LET_IN_AND_STORE = _and_stored(LET_IN)
FACTS_BY_BADGE = _facts(BY_BADGE, SCANNED_BEFORE, scans.result.label("stored"))
FACTS_BY_NAME = _facts(BY_NAME, SCANNED_BEFORE, scans.result.label("stored"))
# Was the same scan stored before, then storing it once more fails. To look for it here would be
# quick in a large table only: PostgreSQL keeps the plan that it made when there were few scans,
# and reads them all each time.
DEVICE_AND_FACTS = _facts(
    attendees.id == badges.attendee_id,
    phone,
    *(column.label(f"device_{column.key}") for column in phone.c),
    null().label("stored"),
)
STORED = select(scans.result).where(SAME_SCAN)
STORE = insert(Scan)
