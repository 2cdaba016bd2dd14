"""The time zones we offer, and the way between their clocks and UTC."""

from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class TimeZone(StrEnum):
    """The zones for which the calendar files carry a fixed block; others are refused."""

    AMSTERDAM = "Europe/Amsterdam"
    BRUSSELS = "Europe/Brussels"
    BERLIN = "Europe/Berlin"
    LONDON = "Europe/London"
    UTC = "UTC"


class LocalTimeError(ValueError):
    """A clock time from which no moment can be made."""


class NonexistentTime(LocalTimeError):
    """A clock time that is skipped when summer time begins."""


class NotNaive(LocalTimeError):
    """A moment that already has a zone, where a clock time was expected."""


def to_utc(local: datetime, zone: TimeZone) -> datetime:
    """Turn a naive clock time into a moment in UTC; of two candidates the first is taken.

    Raises NonexistentTime for a time the clock skips.
    """
    if local.tzinfo is not None:
        raise NotNaive(str(local))
    moment = local.replace(tzinfo=ZoneInfo(zone.value), fold=0).astimezone(UTC)
    if to_local(moment, zone) != local.replace(fold=0):
        raise NonexistentTime(str(local))
    return moment


def is_doubled(local: datetime, zone: TimeZone) -> bool:
    """Tell whether a naive clock time comes twice, as winter time begins in that hour."""
    first, second = (local.replace(tzinfo=ZoneInfo(zone.value), fold=fold) for fold in (0, 1))
    return first.astimezone(UTC) < second.astimezone(UTC)


def to_local(moment: datetime, zone: TimeZone) -> datetime:
    """Turn a moment into the naive clock time of a zone; naive moments are refused."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(ZoneInfo(zone.value)).replace(tzinfo=None, fold=0)
