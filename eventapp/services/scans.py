"""Scanning: the one path that writes with Core statements, and with as few as it can."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import CursorResult, Row, select, update

from eventapp.database import Direct, db, of_session
from eventapp.models.door import DoorDevice, Scan
from eventapp.models.rsvp import Attendee
from eventapp.queries.door import Companion, Device, Person
from eventapp.rules import badge_code, door
from eventapp.rules.door import ScanRequest, ScanResult
from eventapp.rules.event import EventState
from eventapp.rules.rsvp import Place
from eventapp.rules.zones import TimeZone
from eventapp.services import audit
from eventapp.services import scan_statements as statements

CODE_MAX = 1000
# No scanner can make this id: "~" is not among the characters of a scan's id.
UNDO_ID = "~{}"


@dataclass(frozen=True)
class OtherEvent:
    """The event of the same network that a badge is for."""

    title: str
    starts_at: datetime
    time_zone: TimeZone
    town: str


@dataclass(frozen=True)
class Answer:
    """What the door says to one scan."""

    id: str
    result: ScanResult
    person: Person | None = None
    other_event: OtherEvent | None = None
    cancelled: bool = False
    rehearsed: bool = False


class ScannedTwice(Exception):
    """A scan with the same id was answered while this one let somebody in."""


def scan(request: ScanRequest, device: Device, through: Direct, *, now: datetime) -> Answer:
    """Let somebody in, once, and answer; the same scan again gets the first answer.

    Takes three statements. Two that come in at once with the same id may end in an
    IntegrityError or in ScannedTwice: then nothing may stay written, and doing it again gives
    the first answer. One that may rehearse writes nothing before the door is open.
    """
    at = door.scanned_at(request.at, paired_at=device.paired_at, now=now)
    if request.may_rehearse and door.is_rehearsal(device.starts_at, at):
        return _rehearsed(request, device, through)
    values = {**_asked(request, device), "at": at, "now": now, "the_entrance": device.entrance}
    by_name = request.attendee is not None
    welcomed = False
    if by_name or values["digest"] is not None:
        let_in = statements.LET_IN_BY_NAME if by_name else statements.LET_IN_BY_BADGE
        welcomed = through.change(let_in, values) == 1
    facts_of = statements.FACTS_BY_NAME if by_name else statements.FACTS_BY_BADGE
    rows = through.rows(facts_of, values)
    facts = rows[0]
    if facts.stored is not None and welcomed:
        raise ScannedTwice(request.id)  # for another badge, between our two statements
    if facts.stored is not None:
        return _answer(request, facts.stored, rows, device)
    result = ScanResult.WELCOME if welcomed else _judge(request, facts, device)
    if result is ScanResult.WELCOME and not welcomed:
        result = ScanResult.ALREADY_IN  # another entrance was a moment earlier
    ours = result not in {ScanResult.UNKNOWN, ScanResult.OTHER_EVENT}
    whose = facts.row_id if ours else None
    _store(request.id, result, whose, device, through, at=at, now=now)
    return _answer(request, result, rows, device)


def _rehearsed(request: ScanRequest, device: Device, through: Direct) -> Answer:
    """Give the answer that would be given, and let nobody in."""
    facts_of = statements.FACTS_BY_NAME if request.attendee else statements.FACTS_BY_BADGE
    rows = through.rows(facts_of, _asked(request, device))
    answer = _answer(request, _judge(request, rows[0], device), rows, device)
    return replace(answer, rehearsed=True)


def undo(scan_id: str, device: Device, *, now: datetime) -> bool:
    """Take back a welcome of this device that still stands; asking twice changes nothing more.

    The taking back is a row of its own, as scans are never changed.
    """
    undo_id = UNDO_ID.format(uuid5(NAMESPACE_OID, scan_id).hex)
    welcome = _recent_welcome(scan_id, device, now)
    if welcome is None:
        return False
    asked = {"device_id": device.id, "scan_id": undo_id}
    if db.session.connection().execute(statements.STORED, asked).first() is not None:
        return True
    if not _let_out(welcome, device, now):
        return False
    whose = welcome.attendee_id
    _store(undo_id, ScanResult.UNDONE, whose, device, of_session(), at=now, now=now)
    audit.record(
        "door.undone",
        actor=audit.Actor(device.entrance),
        network_id=device.network_id,
        event_id=device.event_id,
        now=now,
        changes=[audit.Change("presence", welcome.name, "")],
    )
    return True


def note_seen(device: Device, *, now: datetime) -> None:
    """Write down that a device is alive, at most once a minute."""
    if door.is_seldom_seen(device.last_seen_at, now):
        db.session.execute(
            update(DoorDevice)
            .where(DoorDevice.id == device.id)
            .values(last_seen_at=now)
            .execution_options(synchronize_session=False)
        )


def _asked(request: ScanRequest, device: Device) -> dict[str, Any]:
    """Name whom and what a scan is about, for its statements."""
    return {
        "device_id": device.id,
        "the_event_id": device.event_id,
        "scan_id": request.id,
        "person_id": request.attendee,
        "digest": _digest(request),
    }


def _store(
    scan_id: str,
    result: ScanResult,
    attendee_id: int | None,
    device: Device,
    through: Direct,
    *,
    at: datetime,
    now: datetime,
) -> None:
    through.change(
        statements.STORE,
        {
            "door_device_id": device.id,
            "id": scan_id,
            "attendee_id": attendee_id,
            "result": result,
            "scanned_at": at,
            "received_at": now,
        },
    )


def _digest(request: ScanRequest) -> str | None:
    if request.code is None or len(request.code) > CODE_MAX:
        return None
    code = badge_code.read(request.code)
    return badge_code.digest(code) if code else None


def _judge(request: ScanRequest, facts: Row[Any], device: Device) -> ScanResult:
    return door.judge(
        known=facts.row_id is not None,
        same_event=facts.event_id == device.event_id,
        current_badge=request.attendee is not None or facts.serial == facts.badge_serial,
        place=Place.NONE if facts.state is EventState.CANCELLED else facts.place or Place.NONE,
        present=facts.checked_in_at is not None,
    )


def _answer(
    request: ScanRequest, result: ScanResult, rows: Sequence[Row[Any]], device: Device
) -> Answer:
    """Word an answer; of another event no person is named, of another network no event."""
    facts = rows[0]
    if result is ScanResult.OTHER_EVENT:
        return Answer(request.id, result, other_event=_other_event(facts, device))
    if facts.row_id is None or facts.event_id != device.event_id or result is ScanResult.UNKNOWN:
        return Answer(request.id, result)
    return Answer(request.id, result, _person(rows), cancelled=facts.state is EventState.CANCELLED)


def _other_event(facts: Row[Any], device: Device) -> OtherEvent | None:
    if facts.network_id != device.network_id or facts.state is EventState.DRAFT:
        return None
    return OtherEvent(facts.title, facts.starts_at, facts.time_zone, facts.venue_town)


def _person(rows: Sequence[Row[Any]]) -> Person:
    facts = rows[0]
    return Person(
        id=facts.public_id,
        name=facts.name,
        employer=facts.employer_name,
        role=facts.kind,
        place=facts.place,
        checked_in_at=facts.checked_in_at,
        entrance=facts.entrance,
        party=tuple(
            Companion(row.companion_id, row.companion_name, row.companion_role, row.companion_in_at)
            for row in rows
            if row.companion_id is not None
        ),
    )


def _recent_welcome(scan_id: str, device: Device, now: datetime) -> Row[Any] | None:
    return db.session.execute(
        select(Scan.attendee_id, Scan.scanned_at, Attendee.name)
        .join(Attendee, Attendee.id == Scan.attendee_id)
        .where(
            Scan.door_device_id == device.id,
            Scan.id == scan_id,
            Scan.result == ScanResult.WELCOME,
            Scan.received_at > now - door.UNDO_LASTS,
        )
    ).first()


def _let_out(welcome: Row[Any], device: Device, now: datetime) -> bool:
    """Undo exactly the check-in that a welcome made: a later one by others stays."""
    result = db.session.execute(
        update(Attendee)
        .where(
            Attendee.id == welcome.attendee_id,
            Attendee.checked_in_at == welcome.scanned_at,
            Attendee.entrance == device.entrance,
        )
        .values(checked_in_at=None, entrance="", presence_changed_at=now)
        .execution_options(synchronize_session=False)
    )
    return _changed(result)


def _changed(result: Any) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1
