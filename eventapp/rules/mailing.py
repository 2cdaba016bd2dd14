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
    """Where a mail is; UNKNOWN may have arrived and is never sent again by itself."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"
