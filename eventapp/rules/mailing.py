"""Who gets a mailing, and what may happen to one mail of it."""

from datetime import datetime
from enum import StrEnum

from eventapp.rules.event import EventState


class Audience(StrEnum):
    """The ways to pick recipients; nothing picked means nobody.

    A mailing to those who are invited and have not answered is a reminder.
    """

    ALL = "all"
    AMBASSADORS = "ambassadors"
    TAG = "tag"
    HAND = "hand"
    UNANSWERED = "unanswered"


class MailingState(StrEnum):
    """How far a mailing is."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"


class MessageKind(StrEnum):
    """What a mail is for."""

    INVITATION = "invitation"
    CONFIRMATION = "confirmation"
    WAITLIST = "waitlist"
    REGRETS = "regrets"
    CANCELLATION = "cancellation"
    ACCOUNT = "account"


class MessageState(StrEnum):
    """Where a mail is; UNKNOWN may have arrived and is never sent again by itself.

    A worker holds what is CLAIMED and can lose it without harm; SENDING is written down just
    before the one mail in hand is handed over.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


WAITING = frozenset({MessageState.QUEUED, MessageState.CLAIMED})
UNDER_WAY = WAITING | {MessageState.SENDING}


def can_remind(
    *, event_state: EventState, closes_at: datetime, unanswered: int, now: datetime
) -> bool:
    """Tell whether there is anybody to remind, who can still answer."""
    return unanswered > 0 and event_state is EventState.PUBLISHED and now < closes_at
