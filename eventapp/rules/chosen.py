"""What can be done at once for people who are chosen in the list of answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventapp.rules.delivery import Drop, Facts, drop_reason
from eventapp.rules.mailing import UNDER_WAY, MessageState

NOT_TWICE_WITHIN = timedelta(hours=12)  # a button pressed twice, or by two organisers


class Step(StrEnum):
    """What the bar above the list offers."""

    AGAIN = "again"
    PLACE = "place"


class Kept(StrEnum):
    """Why an invitation is not sent again, beside what keeps back any mail."""

    NEVER_SENT = "never_sent"
    UNDER_WAY = "under_way"
    RECENT = "recent"
    UNSURE = "unsure"


@dataclass(frozen=True)
class LastMail:
    """Where the newest mail with somebody's invitation is."""

    state: MessageState
    sent_at: datetime | None


def kept_back(facts: Facts, last: LastMail | None, now: datetime) -> Drop | Kept | None:
    """Decide why an invitation is not sent again; None means that it is."""
    unwanted = drop_reason(facts, now)
    if unwanted is not None:
        return unwanted
    if last is None:
        return Kept.NEVER_SENT
    if last.state in UNDER_WAY:
        return Kept.UNDER_WAY
    if last.state is MessageState.UNKNOWN:  # it may have arrived: one by one, by who looks at it
        return Kept.UNSURE
    if last.state is not MessageState.SENT or last.sent_at is None:
        return None
    return Kept.RECENT if now - last.sent_at < NOT_TWICE_WITHIN else None
