"""What the door answers to a scanned badge, and how long its secrets last."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from eventapp.rules.rsvp import Place

PAIRING_LASTS = timedelta(minutes=15)
DOOR_OPENS_BEFORE = timedelta(hours=6)
DEVICE_OUTLIVES_EVENT = timedelta(hours=6)
UNDO_LASTS = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)
BATCH_MAX = 100
SEARCH_LETTERS = 2
SCAN_ID = re.compile(r"[A-Za-z0-9_.:\-]{1,36}", re.ASCII)


class ScanResult(StrEnum):
    """One scan's answer; only WELCOME lets a new person in.

    UNDONE is recorded when a welcome is taken back, and never answers a scan.
    """

    WELCOME = "welcome"
    ALREADY_IN = "already_in"
    WAITLISTED = "waitlisted"
    NO_PLACE = "no_place"
    OTHER_EVENT = "other_event"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNDONE = "undone"


class DeviceState(StrEnum):
    """How a device stands."""

    WAITING = "waiting"
    LAPSED = "lapsed"
    PAIRED = "paired"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class ScanRequest:
    """A well-formed scan: of a badge's code, or of a person found by name.

    One that ``may_rehearse`` lets nobody in for real before the door is open.
    """

    id: str
    at: datetime | None
    code: str | None = None
    attendee: str | None = None
    may_rehearse: bool = False


def judge(
    *, known: bool, same_event: bool, current_badge: bool, place: Place, present: bool
) -> ScanResult:
    """Decide what a scan means before anything is written."""
    if not known:
        return ScanResult.UNKNOWN
    if not same_event:
        return ScanResult.OTHER_EVENT
    if not current_badge:
        return ScanResult.REVOKED
    if present:
        return ScanResult.ALREADY_IN
    if place is Place.CONFIRMED:
        return ScanResult.WELCOME
    return ScanResult.WAITLISTED if place is Place.WAITLISTED else ScanResult.NO_PLACE


def clock_error(phones_now: datetime | None, now: datetime) -> timedelta:
    """Tell how far a phone's clock is behind ours; nothing when it does not say its moment."""
    return now - phones_now if phones_now is not None else timedelta()


def read_request(item: object, behind: timedelta = timedelta()) -> ScanRequest | None:
    """Read one scan of a batch; None when it cannot be told from others or says nothing.

    ``behind`` is how far the clock of its phone is behind ours.
    """
    if not isinstance(item, Mapping):
        return None
    scan_id, code, attendee = item.get("id"), item.get("code"), item.get("attendee")
    if not isinstance(scan_id, str) or not SCAN_ID.fullmatch(scan_id):
        return None
    at, may_rehearse = read_moment(item.get("at"), behind), item.get("rehearsal") is True
    if isinstance(code, str):
        return ScanRequest(scan_id, at, code=code, may_rehearse=may_rehearse)
    if isinstance(attendee, str) and SCAN_ID.fullmatch(attendee):
        return ScanRequest(scan_id, at, attendee=attendee, may_rehearse=may_rehearse)
    return None


def read_moment(text: object, behind: timedelta = timedelta()) -> datetime | None:
    """Read a moment in ISO 8601 with its offset, by a clock so far behind; None for else."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) + behind if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def scanned_at(claimed: datetime | None, *, paired_at: datetime, now: datetime) -> datetime:
    """Believe a scanner's clock only between its pairing and now."""
    return claimed if claimed is not None and paired_at <= claimed <= now else now


def is_rehearsal(event_starts_at: datetime, now: datetime) -> bool:
    """Tell whether the door is not open yet: volunteers try their phones with real badges."""
    return now < event_starts_at - DOOR_OPENS_BEFORE


def is_worth_a_call(event_starts_at: datetime, event_ends_at: datetime, now: datetime) -> bool:
    """Tell whether who is not inside may be called: not while the door is closed or afterwards."""
    return not is_rehearsal(event_starts_at, now) and now < event_ends_at


def device_expires_at(event_ends_at: datetime) -> datetime:
    """Give the moment at which a door device stops working."""
    return event_ends_at + DEVICE_OUTLIVES_EVENT


def device_state(
    *,
    paired_at: datetime | None,
    pairing_expires_at: datetime | None,
    expires_at: datetime,
    revoked_at: datetime | None,
    now: datetime,
) -> DeviceState:
    """Tell how a device stands; a pairing link that was never used lapses."""
    if revoked_at is not None:
        return DeviceState.REVOKED
    if now >= expires_at:
        return DeviceState.EXPIRED
    if paired_at is not None:
        return DeviceState.PAIRED
    waiting = pairing_expires_at is not None and now < pairing_expires_at
    return DeviceState.WAITING if waiting else DeviceState.LAPSED


def is_seldom_seen(last_seen_at: datetime | None, now: datetime) -> bool:
    """Tell whether it is time to write down again that a device was seen."""
    return last_seen_at is None or now - last_seen_at >= SEEN_EVERY


def search_words(folded: str) -> list[str]:
    """Split a folded question into words; none when it holds fewer than two letters."""
    enough = sum(character.isalnum() for character in folded) >= SEARCH_LETTERS
    return folded.split()[:5] if enough else []
