"""Who gets a mailing, and what may happen to one mail of it."""

from enum import StrEnum


class Audience(StrEnum):
    """The ways to pick recipients; nothing picked means nobody."""

    ALL = "all"
    AMBASSADORS = "ambassadors"
    TAG = "tag"
    HAND = "hand"


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
