"""How often something may be tried, and how long to wait after that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import AddressValueError, IPv6Address

MINUTE = timedelta(minutes=1)


class Attempt(StrEnum):
    """What somebody tries."""

    LOGIN = "login"
    FORGOT = "forgot"
    RESET = "reset"
    CHANGE = "change"
    SETUP = "setup"
    PAIRING = "pairing"


@dataclass(frozen=True)
class Limit:
    """So many tries in so many minutes."""

    tries: int
    minutes: int


# An office or a hall shares one address, so an address may do more than an account.
PER_ACCOUNT = {
    Attempt.LOGIN: Limit(10, 15),
    Attempt.FORGOT: Limit(4, 60),
    Attempt.RESET: Limit(10, 60),
    Attempt.CHANGE: Limit(10, 15),
    Attempt.SETUP: Limit(10, 15),
    Attempt.PAIRING: Limit(10, 15),
}
PER_ADDRESS = {
    Attempt.LOGIN: Limit(100, 15),
    Attempt.FORGOT: Limit(20, 60),
    Attempt.RESET: Limit(40, 60),
    Attempt.CHANGE: Limit(100, 15),
    Attempt.SETUP: Limit(20, 15),
    Attempt.PAIRING: Limit(60, 15),
}
LONGEST = timedelta(minutes=60)


def minute_of(moment: datetime) -> datetime:
    """Cut a moment down to its minute."""
    return moment.replace(second=0, microsecond=0)


def first_minute(limit: Limit, now: datetime) -> datetime:
    """Give the first minute that still counts."""
    return minute_of(now) - (limit.minutes - 1) * MINUTE


def retry_at(tries: Mapping[datetime, int], limit: Limit, now: datetime) -> datetime | None:
    """Tell when the next try is welcome after these tries per minute; None means now.

    Old minutes fall out of the window one by one; a refused try is not counted, so the wait is
    never longer than the window.
    """
    first = first_minute(limit, now)
    counted = {minute: count for minute, count in tries.items() if minute >= first}
    surplus = sum(counted.values()) - limit.tries + 1
    if surplus <= 0:
        return None
    for minute in sorted(counted):
        surplus -= counted[minute]
        if surplus <= 0:
            return minute + limit.minutes * MINUTE
    return minute_of(now) + limit.minutes * MINUTE


def neighbourhood(address: str) -> str:
    """Name what one client can choose freely: a whole IPv4 address, half an IPv6 address."""
    try:
        whole = IPv6Address(address.partition("%")[0])
    except AddressValueError:
        return address
    if whole.ipv4_mapped:
        return str(whole.ipv4_mapped)
    return whole.exploded[:19]
