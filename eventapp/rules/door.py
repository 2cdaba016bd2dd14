"""What the door answers to a scanned badge."""

from datetime import datetime, timedelta
from enum import StrEnum

from eventapp.rules.rsvp import Place

PAIRING_LASTS = timedelta(minutes=15)
DEVICE_OUTLIVES_EVENT = timedelta(hours=6)


class ScanResult(StrEnum):
    """One scan's answer; only WELCOME lets a new person in."""

    WELCOME = "welcome"
    ALREADY_IN = "already_in"
    WAITLISTED = "waitlisted"
    NO_PLACE = "no_place"
    OTHER_EVENT = "other_event"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


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


def device_expires_at(event_ends_at: datetime) -> datetime:
    """Give the moment at which a door device stops working."""
    return event_ends_at + DEVICE_OUTLIVES_EVENT
