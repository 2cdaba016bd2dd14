"""Writing a mailing and sending it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import inspect, select, update

from eventapp.database import db
from eventapp.formats.letter import Letter, to_bytes
from eventapp.models.event import Event
from eventapp.models.mailing import Mailing, Message
from eventapp.models.register import Contact
from eventapp.queries import mailing as mailings
from eventapp.rules import placeholders
from eventapp.rules.event import EventState, closes_at
from eventapp.rules.mailing import Audience, MailingState, MessageKind, MessageState
from eventapp.services import audit, invitations
from eventapp.services.audit import Actor, Change
from eventapp.services.letter_words import Known, Reader, author, fill
from eventapp.services.outbox import new_message_id

PICKED_FROM = "picked_from"  # how many were picked when the history told of it last


class SendOutcome(StrEnum):
    """What became of the wish to send a mailing."""

    SENT = "sent"
    NOBODY = "nobody"
    ALREADY_SENT = "already_sent"
    NOT_PUBLISHED = "not_published"
    TOO_LATE = "too_late"


def draft(
    event: Event,
    *,
    subject: str,
    body: str,
    actor: Actor,
    now: datetime,
    audience: Audience | None = None,
) -> Mailing:
    """Begin a mailing with a text to work on; an invitation is for nobody yet."""
    mailing = Mailing(
        network_id=event.network_id,
        event_id=event.id,
        kind=MessageKind.INVITATION,
        audience=audience,
        audience_value={},
        subject=subject,
        body=body,
        created_by_id=actor.user_id,
        created_at=now,
    )
    db.session.add(mailing)
    db.session.flush()
    _record("mailing.begun", mailing, actor, now)
    return mailing


def address(
    mailing: Mailing,
    audience: Audience,
    *,
    tag_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> bool:
    """Choose the way of picking recipients; who was picked by hand stays remembered.

    Answers False, as do the other changes of a draft, when it was sent meanwhile.
    """
    if not _is_still_draft(mailing):
        return False
    kept = {name: value for name, value in mailing.audience_value.items() if name != "tag"}
    kept.setdefault("contacts", [])
    value = {**kept, "tag": tag_id} if tag_id is not None else kept
    if (mailing.audience, mailing.audience_value) != (audience, value):
        change = Change("recipients", mailing.audience or "", audience.value)
        mailing.audience, mailing.audience_value = audience, value
        _record("mailing.changed", mailing, actor, now, change)
    return True


def pick(
    mailing: Mailing,
    *,
    shown: Collection[int],
    ticked: Collection[int],
    done: bool = True,
    actor: Actor,
    now: datetime,
) -> bool:
    """Keep the ticks of one page of contacts, beside those of other pages and searches.

    The history tells of all pages at once, when the picking is ``done`` or the mailing is sent.
    """
    if not _is_still_draft(mailing):
        return False
    mine = set(
        db.session.scalars(
            select(Contact.id).where(
                Contact.network_id == mailing.network_id, Contact.id.in_(set(ticked))
            )
        )
    )
    before = set(mailing.audience_value.get("contacts", []))
    after = (before - set(shown)) | mine
    if after != before:
        first = {PICKED_FROM: len(before)}
        mailing.audience_value = {**first, **mailing.audience_value, "contacts": sorted(after)}
    changes = _untold_picks(mailing) if done else []
    if changes:
        _record("mailing.changed", mailing, actor, now, *changes)
    return True


def _untold_picks(mailing: Mailing) -> list[Change]:
    """Take from a mailing what its history does not tell yet of the picking."""
    value = dict(mailing.audience_value)
    before = value.pop(PICKED_FROM, None)
    if before is None:
        return []
    mailing.audience_value = value
    return [Change("picked", str(before), str(len(value["contacts"])))]


def write(mailing: Mailing, *, subject: str, body: str, actor: Actor, now: datetime) -> bool:
    """Keep the text as it is typed, also while it is not yet right."""
    if not _is_still_draft(mailing):
        return False
    changes = audit.apply(mailing, {"subject": subject})
    if mailing.body != body:
        mailing.body = body
        changes.append(Change("body", "", ""))  # too long to keep, and anything may stand in it
    if changes:
        _record("mailing.changed", mailing, actor, now, *changes)
    return True


def discard(mailing: Mailing, *, actor: Actor, now: datetime) -> bool:
    """Throw a draft away; what was sent stays."""
    if not _is_still_draft(mailing):
        return False
    _record("mailing.discarded", mailing, actor, now, Change("subject", mailing.subject, ""))
    tests = update(Message).where(Message.mailing_id == mailing.id)
    db.session.execute(tests.values(mailing_id=None))  # which may still be on their way
    db.session.delete(mailing)
    return True


def _is_still_draft(mailing: Mailing) -> bool:
    """Read a mailing again under its lock: somebody else may have sent it."""
    identity = inspect(mailing).identity  # known also of a row that is gone
    locked = select(Mailing).where(Mailing.id == (identity or (0,))[0]).with_for_update()
    found = db.session.scalar(locked.execution_options(populate_existing=True))
    return found is not None and found.state is MailingState.DRAFT


def _record(action: str, mailing: Mailing, actor: Actor, now: datetime, *changes: Change) -> None:
    audit.record(
        action,
        actor=actor,
        network_id=mailing.network_id,
        event_id=mailing.event_id,
        now=now,
        changes=changes,
    )


def lock(event_id: int, mailing_id: int) -> Mailing | None:
    """Read a mailing and its event under the lock that keeps a second sending waiting."""
    db.session.execute(select(Event.id).where(Event.id == event_id).with_for_update())
    return db.session.scalar(
        select(Mailing)
        .where(Mailing.id == mailing_id, Mailing.event_id == event_id)
        .with_for_update()
    )


def send(mailing: Mailing, *, actor: Actor, now: datetime) -> tuple[SendOutcome, int]:
    """Queue a mail for everybody the mailing is for at this moment; only a reminder invites nobody.

    ``mailing`` comes from `lock`. Answers how many mails were queued.
    """
    event = mailing.event
    if mailing.state is not MailingState.DRAFT:
        return SendOutcome.ALREADY_SENT, 0
    refused = refusal(event, now)
    if refused is not None:
        return refused, 0
    if mailing.audience is Audience.UNANSWERED:
        asked = mailings.reminded(mailing, now)
    else:
        contacts = mailings.audience_contacts(mailing, now)
        asked = invitations.invite_many(event, contacts, now=now)
    if not asked:
        return SendOutcome.NOBODY, 0
    known = Known()
    for invitation in asked:
        contact = invitation.contact
        db.session.add(
            Message(
                network_id=mailing.network_id,
                event_id=event.id,
                mailing=mailing,
                invitation=invitation,
                contact=contact,
                kind=mailing.kind,
                state=MessageState.QUEUED,
                message_id=new_message_id(),
                to_address=contact.email,
                to_name=contact.name,
                subject=subject_for(mailing, contact, known),
                due_at=now,
                created_at=now,
            )
        )
    mailing.state = MailingState.SENDING
    mailing.sent_at = now
    picks = _untold_picks(mailing) if mailing.audience is Audience.HAND else []
    _record("mailing.sent", mailing, actor, now, *picks, Change("mails", "", str(len(asked))))
    return SendOutcome.SENT, len(asked)


def refusal(event: Event, now: datetime) -> SendOutcome | None:
    """Tell why nobody can be invited to an event now; None when people can."""
    if event.state is not EventState.PUBLISHED:
        return SendOutcome.NOT_PUBLISHED
    if now >= closes_at(event.answer_before, event.starts_at):
        return SendOutcome.TOO_LATE
    return None


def subject_for(mailing: Mailing, contact: Contact, known: Known) -> str:
    """Fill in the subject for one reader, so that the outbox shows it before it is sent."""
    reader = Reader.of(contact)
    values = fill(
        mailing.event,
        reader,
        known,
        sender=author(mailing),
        link="",
    )
    return placeholders.fill(mailing.subject, values)[:250]


def send_test(
    mailing: Mailing, sample: Letter, *, to_address: str, to_name: str, now: datetime
) -> None:
    """Queue an example of a mailing for the organiser; it belongs to no invitation."""
    message_id = new_message_id()
    letter = replace(
        sample,
        to_address=to_address,
        to_name=to_name,
        subject=f"[Test] {sample.subject}",
        message_id=message_id,
    )
    db.session.add(
        Message(
            network_id=mailing.network_id,
            event_id=mailing.event_id,
            mailing=mailing,
            kind=mailing.kind,
            state=MessageState.QUEUED,
            message_id=message_id,
            to_address=to_address,
            to_name=to_name,
            subject=letter.subject[:250],
            mime=to_bytes(letter),
            due_at=now,
            created_at=now,
        )
    )


def send_again(message: Message, *, actor: Actor, now: datetime) -> bool:
    """Queue a refused mail once more, as somebody asked; False when it was not refused."""
    db.session.execute(select(Event.id).where(Event.id == message.event_id).with_for_update())
    locked = select(Message).where(Message.id == message.id).with_for_update(of=Message)
    db.session.scalar(locked.execution_options(populate_existing=True))
    if message.state is not MessageState.FAILED or message.network_id is None:
        return False
    message.state = MessageState.QUEUED
    message.due_at = message.created_at = now
    message.attempts = 0
    message.error = ""
    audit.record(
        "message.sent_again",
        actor=actor,
        network_id=message.network_id,
        event_id=message.event_id,
        contact_id=message.contact_id,
        now=now,
    )
    return True
