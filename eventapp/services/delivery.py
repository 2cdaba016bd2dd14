"""The way of a mail from the outbox to the server, in steps that each fit one short transaction.

A mail that is CLAIMED can be lost and is found again; from SENDING on only the server's answer,
or the reader, can tell whether it arrived.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Update, case, exists, func, select, update

from eventapp.database import Direct, db
from eventapp.models.mailing import Mailing, Message
from eventapp.queries import chosen
from eventapp.rules.delivery import (
    AWAY,
    BATCH,
    CAN_WAIT,
    CLAIM_LASTS,
    HAND_OVER_LASTS,
    LONGEST_PAUSE,
    WAITED_FOR,
    Drop,
    Facts,
    drop_reason,
    next_try,
)
from eventapp.rules.event import closes_at
from eventapp.rules.mailing import UNDER_WAY, MailingState, MessageKind, MessageState
from eventapp.services.delivery_statements import (
    BEGUN,
    BEGUN_AS_WRITTEN,
    CLAIMED_MAIL,
    DROPPED,
    EXTENDED,
    SENT,
    SENT_AND_BEGUN,
)
from eventapp.services.letters import Source

ERROR_LENGTH = 300
URGENCY = case(WAITED_FOR, value=Message.kind, else_=CAN_WAIT)


def recover(now: datetime) -> None:
    """Put back what a dead worker had claimed; what it was handing over may have arrived."""
    late = Message.lease_until < now
    _run(
        update(Message)
        .where(Message.state == MessageState.CLAIMED, late)
        .values(state=MessageState.QUEUED, claimed_by=None, lease_until=None)
    )
    _run(
        update(Message)
        .where(Message.state == MessageState.SENDING, late)
        .values(state=MessageState.UNKNOWN, lease_until=None, error="", due_at=now)
    )


def claim(worker: str, *, now: datetime, limit: int = BATCH) -> list[int]:
    """Take the mails somebody waits for, then those due longest; give their ids in that order."""
    due = (
        select(Message.id)
        .where(Message.state == MessageState.QUEUED, Message.due_at <= now)
        .order_by(URGENCY, Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # says nothing on SQLite, where one writes at a time
    )
    ids = list(db.session.scalars(due))
    _run(
        update(Message)
        .where(Message.id.in_(ids))
        .values(state=MessageState.CLAIMED, claimed_by=worker, lease_until=now + CLAIM_LASTS)
    )
    return ids


def release(worker: str) -> None:
    """Put back what a worker claimed and will not send."""
    _run(
        update(Message)
        .where(Message.state == MessageState.CLAIMED, Message.claimed_by == worker)
        .values(state=MessageState.QUEUED, claimed_by=None, lease_until=None)
    )


def unwanted(message: Message, now: datetime) -> Drop | None:
    """Check once more whether a mail should go; one without an invitation always should."""
    invitation = message.invitation
    if invitation is None:
        return None
    return drop_reason(chosen.facts_of(message.kind, invitation), now)


class Begun(StrEnum):
    """What became of beginning to hand a mail over."""

    READY = "ready"
    GONE = "gone"
    UNWANTED = "unwanted"
    STALE = "stale"


@dataclass(frozen=True)
class InHand:
    """A mail that a worker is about to hand over: what is kept of it, and where it came from."""

    id: int
    worker: str
    mime: bytes
    subject: str
    source: Source | None = None


def begin(mail: InHand, through: Direct, *, now: datetime) -> Begun:
    """Write down that a mail is being handed over, if it is ours to send and still as it was.

    The reasons against it are checked again here, and so is what it was written from: one that is
    STALE is to be written anew.
    """
    if begin_as_written(mail, through, now=now):
        return Begun.READY
    row = _claimed(mail.id, mail.worker, through)
    if row is None:
        return Begun.GONE
    if _dropped(row, mail.id, mail.worker, through, now):
        return Begun.UNWANTED
    source = mail.source
    if source and (source.public_id, source.email, source.updated_at) != (
        row.public_id,
        row.email,
        row.updated_at,
    ):
        return Begun.STALE
    through.change(BEGUN, _begun(mail, row.email, now))
    return Begun.READY


def begin_as_written(
    mail: InHand, through: Direct, *, now: datetime, sent: int | None = None
) -> bool:
    """Write down in one statement that a mail is being handed over; False if anything changed.

    On PostgreSQL the mail ``sent`` before it is marked by the same statement, whatever changed.
    """
    source = mail.source
    if source is None or drop_reason(source.facts, now) is not None:
        return False
    values = {
        **_begun(mail, source.email, now),
        "public_id": source.public_id,
        "updated_at": source.updated_at,
        "answer": source.facts.answer,
        "event_state": source.facts.event_state,
    }
    if sent is None:
        return through.change(BEGUN_AS_WRITTEN, values) == 1
    return through.change(SENT_AND_BEGUN, {**values, "sent_id": sent, "moment": now}) == 1


def _begun(mail: InHand, email: str | None, now: datetime) -> dict[str, Any]:
    return {
        "held_id": mail.id,
        "worker": mail.worker,
        "written": mail.mime,
        "its_subject": mail.subject,
        "until": now + HAND_OVER_LASTS,
        "address": email or None,
    }


def drop(message_id: int, worker: str, through: Direct, *, now: datetime) -> bool:
    """Leave out a claimed mail that is not wanted any more; False when it is wanted after all."""
    row = _claimed(message_id, worker, through)
    return row is None or _dropped(row, message_id, worker, through, now)


def _claimed(message_id: int, worker: str, through: Direct) -> Any:
    rows = through.rows(CLAIMED_MAIL, {"held_id": message_id, "worker": worker})
    return rows[0] if rows else None


def _dropped(row: Any, message_id: int, worker: str, through: Direct, now: datetime) -> bool:
    reason = drop_reason(_facts(row), now) if row.invitation_id is not None else None
    if reason is None:
        return False
    through.change(DROPPED, {"held_id": message_id, "worker": worker, "reason": reason.value})
    return True


def _facts(row: Any) -> Facts:
    return Facts(
        kind=row.kind,
        event_state=row.event_state,
        closes_at=closes_at(row.answer_before, row.starts_at),
        ends_at=row.ends_at,
        revoked=row.revoked_at is not None,
        answer=row.answer,
        has_address=row.email is not None,
        unsubscribed=row.unsubscribed_at is not None,
    )


def extend(worker: str, through: Direct, *, now: datetime) -> None:
    """Keep what a worker claimed for longer, so that a slow server does not lose it."""
    through.change(EXTENDED, {"worker": worker, "until": now + CLAIM_LASTS})


def fail(message_id: int, worker: str, sentence: str) -> None:
    """Write down that a claimed mail cannot be made."""
    message = _held(message_id, worker, MessageState.CLAIMED)
    if message is not None:
        _end(message, MessageState.FAILED, sentence)


def mark_sent(message_id: int, worker: str, through: Direct, *, now: datetime) -> None:
    """Write down that the server took a mail; the mail of an account is then forgotten."""
    through.change(SENT, {"held_id": message_id, "worker": worker, "moment": now})


def mark_refused(message_id: int, worker: str, sentence: str) -> None:
    """Write down that the server will never take a mail, and what it said."""
    message = _held(message_id, worker, MessageState.SENDING, MessageState.UNKNOWN)
    if message is not None:
        _end(message, MessageState.FAILED, sentence)


def mark_unsure(message_id: int, worker: str, sentence: str, *, now: datetime) -> None:
    """Write down that a mail may have arrived, and when that was."""
    message = _held(message_id, worker, MessageState.SENDING)
    if message is not None:
        message.due_at = now
        _end(message, MessageState.UNKNOWN, sentence)


def put_off(
    message_id: int,
    worker: str,
    sentence: str,
    *,
    now: datetime,
    longest: timedelta = LONGEST_PAUSE,
) -> bool:
    """Queue a mail that the server did not take now, or give up after days of trying.

    Answers whether it was ours to put off.
    """
    message = _held(message_id, worker, MessageState.SENDING, MessageState.CLAIMED)
    if message is None:
        return False
    if message.state is MessageState.CLAIMED:
        message.attempts += 1
    moment = next_try(
        attempts=message.attempts, created_at=message.created_at, now=now, longest=longest
    )
    if moment is None:
        _end(message, MessageState.FAILED, sentence.removeprefix(AWAY))
        return True
    message.state = MessageState.QUEUED
    message.due_at = moment
    message.error = sentence[:ERROR_LENGTH]
    message.claimed_by = message.lease_until = None
    return True


def hold(ids: Sequence[int], sentence: str, *, now: datetime) -> None:
    """Let all that is due wait with mails that were just put off: the server is not there."""
    until = select(func.max(Message.due_at)).where(Message.id.in_(ids))
    _run(
        update(Message)
        .where(Message.state == MessageState.QUEUED, Message.due_at <= now)
        .values(
            due_at=until.scalar_subquery(),
            error=sentence[:ERROR_LENGTH],
            attempts=Message.attempts + 1,
        )
    )


def hurry() -> None:
    """Let all that waits for a server go now, in its old order."""
    waiting = Message.error.startswith(AWAY, autoescape=True)
    _run(
        update(Message)
        .where(Message.state == MessageState.QUEUED, waiting)
        .values(due_at=Message.created_at, error="")
    )


def finish_mailings() -> None:
    """Call a mailing sent once none of its mails is under way."""
    under_way = exists().where(Message.mailing_id == Mailing.id, Message.state.in_(UNDER_WAY))
    _run(
        update(Mailing)
        .where(Mailing.state == MailingState.SENDING, ~under_way)
        .values(state=MailingState.SENT)
    )


def _held(message_id: int, worker: str, *states: MessageState) -> Message | None:
    return db.session.scalar(
        select(Message)
        .where(Message.id == message_id, Message.claimed_by == worker, Message.state.in_(states))
        .with_for_update(of=Message)
    )


def _end(message: Message, state: MessageState, sentence: str = "") -> None:
    message.state = state
    message.error = sentence[:ERROR_LENGTH]
    message.lease_until = None
    if message.kind is MessageKind.ACCOUNT:
        message.mime = None


def _run(statement: Update) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
