"""Scanning: the one path that writes with Core statements, and with as few as it can."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
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
OF_NOBODY = {ScanResult.UNKNOWN, ScanResult.OTHER_EVENT}
DEVICE_WIDTH = len(fields(Device))

Facts = Sequence[Row[Any]]  # of one scan: a row per companion, and always one


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


@dataclass(frozen=True)
class Verdict:
    """What a scan comes to by what the database knew, and what is still to be written of it."""

    answer: Answer
    at: datetime
    attendee_id: int | None
    serial: int | None
    is_news: bool


class Overtaken(Exception):
    """Somebody whom a scan would let in may no longer be let in: it changed a moment ago."""


def scan(request: ScanRequest, device: Device, through: Direct, *, now: datetime) -> Answer:
    """Let somebody in, once, and answer; the same scan again gets the first answer.

    Takes three statements, on PostgreSQL two. Two at once for one person or with one id may end in
    Overtaken or in an IntegrityError: then nothing may stay written, and doing it again gives
    the right answer. One that may rehearse writes nothing before the door is open.
    """
    facts_of = statements.FACTS_BY_NAME if request.attendee else statements.FACTS_BY_BADGE
    facts = through.rows(facts_of, _asked(request, device))
    verdict = judge(request, device, facts, now=now)
    if verdict.is_news:
        write_down(verdict, request, device, through, now=now)
    return verdict.answer


def look(request: ScanRequest, token_digest: str, through: Direct) -> tuple[Device, Facts] | None:
    """Find the device that shows a token and the facts of its scan of a code, in one statement.

    These do not tell of the same scan before: writing it down once more ends in an IntegrityError.
    """
    asked = {"token_digest": token_digest, "digest": _digest(request)}
    facts = through.rows(statements.DEVICE_AND_FACTS, asked)
    return (Device(*facts[0][:DEVICE_WIDTH]), facts) if facts else None


def judge(request: ScanRequest, device: Device, facts: Facts, *, now: datetime) -> Verdict:
    """Decide what a scan comes to; a welcome is given only once it is written down."""
    at = door.scanned_at(request.at, paired_at=device.paired_at, now=now)
    rehearsed = request.may_rehearse and door.is_rehearsal(device.starts_at, at)
    first = facts[0]
    stored = None if rehearsed else first.stored
    result = stored or _judge(request, first, device)
    answer = _answer(request, result, facts, device)
    is_news = not rehearsed and not stored
    if is_news and result is ScanResult.WELCOME and answer.person:
        inside = replace(answer.person, checked_in_at=at, entrance=device.entrance)
        answer = replace(answer, person=inside)
    return Verdict(
        answer=replace(answer, rehearsed=True) if rehearsed else answer,
        at=at,
        attendee_id=None if result in OF_NOBODY else first.row_id,
        serial=first.badge_serial,
        is_news=is_news,
    )


def write_down(
    verdict: Verdict, request: ScanRequest, device: Device, through: Direct, *, now: datetime
) -> None:
    """Let somebody in if that may still be done, and store the scan; raises Overtaken."""
    row = _row(request.id, verdict.answer.result, verdict.attendee_id, device, verdict.at, now)
    if verdict.answer.result is not ScanResult.WELCOME:
        through.change(statements.STORE, row)
        return
    facts = {"serial": verdict.serial, "event_id": device.event_id, "through": device.entrance}
    let_in = statements.LET_IN_AND_STORE if through.can_write_two else statements.LET_IN
    if through.change(let_in, {**row, **facts}) == 0:
        raise Overtaken(request.id)
    if not through.can_write_two:
        through.change(statements.STORE, row)


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
    undone = _row(undo_id, ScanResult.UNDONE, whose, device, now, now)
    of_session().change(statements.STORE, undone)
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


def _row(
    scan_id: str,
    result: ScanResult,
    attendee_id: int | None,
    device: Device,
    at: datetime,
    now: datetime,
) -> dict[str, Any]:
    """Give the values of a scan's row."""
    return {
        "door_device_id": device.id,
        "id": scan_id,
        "attendee_id": attendee_id,
        "result": result,
        "scanned_at": at,
        "received_at": now,
    }


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


def _answer(request: ScanRequest, result: ScanResult, facts: Facts, device: Device) -> Answer:
    """Word an answer; of another event no person is named, of another network no event."""
    first = facts[0]
    if result is ScanResult.OTHER_EVENT:
        return Answer(request.id, result, other_event=_other_event(first, device))
    if first.row_id is None or first.event_id != device.event_id or result is ScanResult.UNKNOWN:
        return Answer(request.id, result)
    cancelled = first.state is EventState.CANCELLED
    return Answer(request.id, result, _person(facts), cancelled=cancelled)


def _other_event(facts: Row[Any], device: Device) -> OtherEvent | None:
    if facts.network_id != device.network_id or facts.state is EventState.DRAFT:
        return None
    return OtherEvent(facts.title, facts.starts_at, facts.time_zone, facts.venue_town)


def _person(facts: Facts) -> Person:
    first = facts[0]
    return Person(
        id=first.public_id,
        name=first.name,
        employer=first.employer_name,
        role=first.kind,
        place=first.place,
        checked_in_at=first.checked_in_at,
        entrance=first.entrance,
        party=tuple(
            Companion(row.companion_id, row.companion_name, row.companion_role, row.companion_in_at)
            for row in facts
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
