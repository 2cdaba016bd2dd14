"""When a mail is handed over, put off, given up or dropped."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventapp.rules.event import EventState
from eventapp.rules.mailing import MessageKind
from eventapp.rules.rsvp import Partstat

BATCH = 50
CLAIM_LASTS = timedelta(minutes=2)
HAND_OVER_LASTS = timedelta(minutes=5)  # longer than every time-out of one hand-over together
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=2)
PAUSE_OF_SERVER = timedelta(minutes=5)  # asking is cheap, and everybody waits for it
AWAY = "away: "  # begins the error of mails that wait for a server that cannot be reached
GIVE_UP_AFTER = timedelta(days=3)

# Somebody sits and waits for these: they go before the hundreds of a mailing.
WAITED_FOR = {
    MessageKind.ACCOUNT: 0,
    MessageKind.CONFIRMATION: 1,
    MessageKind.WAITLIST: 1,
    MessageKind.REGRETS: 1,
}
CAN_WAIT = 2

# These go out also when the invitation was withdrawn or the event cancelled: they say so.
FAREWELLS = frozenset({MessageKind.REGRETS, MessageKind.CANCELLATION})


class Drop(StrEnum):
    """Why a mail that was queued is not sent after all."""

    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    NOT_PUBLISHED = "not_published"
    TOO_LATE = "too_late"
    ANSWERED = "answered"
    UNSUBSCRIBED = "unsubscribed"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is true of a mail's invitation at the moment of sending."""

    kind: MessageKind
    event_state: EventState
    closes_at: datetime
    ends_at: datetime
    revoked: bool
    answer: Partstat
    has_address: bool
    unsubscribed: bool


def drop_reason(facts: Facts, now: datetime) -> Drop | None:
    """Decide whether a mail is still wanted; None means that it is.

    Somebody who unsubscribed gets no mailing, but still hears about an own answer.
    """
    if not facts.has_address:
        return Drop.NO_ADDRESS
    if facts.kind in FAREWELLS:
        return None
    if facts.revoked:
        return Drop.REVOKED
    if facts.event_state is not EventState.PUBLISHED:
        return Drop.NOT_PUBLISHED
    if facts.kind is not MessageKind.INVITATION:
        return Drop.TOO_LATE if now >= facts.ends_at else None
    if facts.answer is not Partstat.NEEDS_ACTION:
        return Drop.ANSWERED
    if facts.unsubscribed:
        return Drop.UNSUBSCRIBED
    return Drop.TOO_LATE if now >= facts.closes_at else None


def next_try(
    *, attempts: int, created_at: datetime, now: datetime, longest: timedelta = LONGEST_PAUSE
) -> datetime | None:
    """Give the moment to try again after so many tries; None means give up."""
    if now - created_at >= GIVE_UP_AFTER:
        return None
    pause: timedelta = FIRST_PAUSE * 2 ** min(max(attempts, 1) - 1, 10)
    return now + min(pause, longest)
