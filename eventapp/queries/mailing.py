"""Mailings, and who gets one: worked out anew each time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from eventapp.database import db
from eventapp.models.mailing import Mailing, Message
from eventapp.models.register import Contact, Tag, contact_tag
from eventapp.models.rsvp import Invitation
from eventapp.rules.chosen import NOT_TWICE_WITHIN
from eventapp.rules.mailing import UNDER_WAY, Audience, MessageKind, MessageState
from eventapp.rules.names import fold
from eventapp.rules.rsvp import Partstat

NAMES_SHOWN = 60
PICKS_SHOWN = 40


class Gets(StrEnum):
    """Whether somebody who was picked gets the mailing, and if not why."""

    MAIL = "mail"
    NO_ADDRESS = "no_address"
    UNSUBSCRIBED = "unsubscribed"
    INVITED = "invited"
    RECENT = "recent"


@dataclass(frozen=True)
class Recipients:
    """How many get a mailing, how many do not and why, and the first names of each."""

    number: int = 0
    without: dict[Gets, int] = field(default_factory=dict)
    names: Sequence[Contact] = ()
    names_without: dict[Gets, list[Contact]] = field(default_factory=dict)

    @property
    def picked(self) -> int:
        """Count whom the filter holds."""
        return self.number + sum(self.without.values())


def verdict(audience: Audience | None, now: datetime) -> ColumnElement[str]:
    """Build the column that says whether a contact, joined to an invitation, gets a mail.

    An invitation goes to who has none, a reminder to who did not just get a mail.
    """
    is_reminder = audience is Audience.UNANSWERED
    return case(
        (Contact.email.is_(None), Gets.NO_ADDRESS.value),
        (Contact.unsubscribed_at.is_not(None), Gets.UNSUBSCRIBED.value),
        (mailed_lately(now), Gets.RECENT.value)
        if is_reminder
        else (Invitation.id.is_not(None), Gets.INVITED.value),
        else_=literal(Gets.MAIL.value),
    )


def mailed_lately(now: datetime) -> ColumnElement[bool]:
    """Build the condition that an invitation's mail is on its way, or left not long ago."""
    return exists().where(
        Message.invitation_id == Invitation.id,
        Message.kind == MessageKind.INVITATION,
        left_lately(now),
    )


def left_lately(now: datetime) -> ColumnElement[bool]:
    """Build the condition that a mail is on its way, or left not long ago, perhaps."""
    since = now - NOT_TWICE_WITHIN
    return or_(
        Message.state.in_(UNDER_WAY),
        and_(Message.state == MessageState.SENT, Message.sent_at > since),
        and_(Message.state == MessageState.UNKNOWN, Message.due_at > since),
    )


def picked(
    network_id: int, audience: Audience | None, value: dict[str, Any]
) -> ColumnElement[bool]:
    """Build the filter of an audience, for contacts joined to an invitation.

    An empty or unknown one holds nobody.
    """
    mine = Contact.network_id == network_id
    if audience is Audience.ALL:
        return mine
    if audience is Audience.AMBASSADORS:
        return and_(mine, Contact.is_ambassador)
    if audience is Audience.TAG and value.get("tag"):
        tagged = (
            select(contact_tag.c.contact_id)
            .join(Tag, Tag.id == contact_tag.c.tag_id)
            .where(Tag.id == value["tag"], Tag.network_id == network_id)
        )
        return and_(mine, Contact.id.in_(tagged))
    if audience is Audience.HAND and value.get("contacts"):
        return and_(mine, Contact.id.in_(value["contacts"]))
    if audience is Audience.UNANSWERED:
        return and_(
            mine, Invitation.answer == Partstat.NEEDS_ACTION, Invitation.revoked_at.is_(None)
        )
    return false()


def _joined(mailing: Mailing, *columns: Any) -> Select[Any]:
    held = picked(mailing.network_id, mailing.audience, mailing.audience_value)
    return _invited(mailing, *columns).where(held)


def _invited(mailing: Mailing, *columns: Any) -> Select[Any]:
    invited = and_(Invitation.contact_id == Contact.id, Invitation.event_id == mailing.event_id)
    return select(*columns).select_from(Contact).outerjoin(Invitation, invited)


def count(mailing: Mailing, now: datetime) -> Recipients:
    """Count who gets a mailing and who does not, in one statement."""
    return _counted(mailing, mailing.audience, now)


def _counted(mailing: Mailing, audience: Audience | None, now: datetime) -> Recipients:
    kind = verdict(audience, now)
    held = picked(mailing.network_id, audience, mailing.audience_value)
    counted = db.session.execute(_invited(mailing, kind, func.count()).where(held).group_by(kind))
    numbers = {Gets(value): number for value, number in counted}
    return Recipients(numbers.pop(Gets.MAIL, 0), numbers)


@dataclass(frozen=True)
class Reach:
    """How many would get a mailing now, and who would not: by audience; and of each tag."""

    audiences: dict[Audience, Recipients]
    tags: dict[int, int]


def reach(mailing: Mailing, now: datetime) -> Reach:
    """Count whom each audience would reach, by the filter that picks them.

    In two statements, and a third for people who were picked by hand: there can be thousands.
    """
    network_id = mailing.network_id
    whole = (Audience.ALL, Audience.AMBASSADORS, Audience.UNANSWERED)
    kinds = [(audience, gets) for audience in whole for gets in Gets]
    held = [
        and_(
            picked(network_id, audience, mailing.audience_value),
            verdict(audience, now) == gets.value,
        )
        for audience, gets in kinds
    ]
    counted = _invited(mailing, *(func.count().filter(one) for one in held))
    row = db.session.execute(counted.where(Contact.network_id == network_id)).one()
    numbers = dict(zip(kinds, row, strict=True))
    tagged = (
        _invited(mailing, contact_tag.c.tag_id, func.count())
        .join(contact_tag, contact_tag.c.contact_id == Contact.id)
        .where(Contact.network_id == network_id, verdict(Audience.TAG, now) == Gets.MAIL.value)
        .group_by(contact_tag.c.tag_id)
    )
    return Reach(
        {
            **{audience: _of(audience, numbers) for audience in whole},
            Audience.HAND: _picked_by_hand(mailing, now),
        },
        dict(db.session.execute(tagged).tuples().all()),
    )


def _picked_by_hand(mailing: Mailing, now: datetime) -> Recipients:
    is_any = mailing.audience_value.get("contacts")
    return _counted(mailing, Audience.HAND, now) if is_any else Recipients()


def _of(audience: Audience, numbers: dict[tuple[Audience, Gets], int]) -> Recipients:
    without = {gets: numbers[audience, gets] for gets in Gets if numbers[audience, gets]}
    return Recipients(without.pop(Gets.MAIL, 0), without)


def recipients(mailing: Mailing, now: datetime) -> Recipients:
    """Count who gets a mailing and who does not, and name the first of each, by family name."""
    totals = count(mailing, now)
    named = {
        gets: _first(mailing, gets, now) for gets in (Gets.MAIL, *totals.without) if totals.picked
    }
    return Recipients(
        totals.number,
        totals.without,
        named.pop(Gets.MAIL, []),
        named,
    )


def _first(mailing: Mailing, gets: Gets, now: datetime) -> list[Contact]:
    statement = (
        _joined(mailing, Contact)
        .where(verdict(mailing.audience, now) == gets.value)
        .order_by(Contact.sort_key, Contact.id)
        .limit(NAMES_SHOWN)
        .options(joinedload(Contact.employer))
    )
    return list(db.session.scalars(statement))


def audience_contacts(mailing: Mailing, now: datetime) -> list[Contact]:
    """Give everybody who gets a mailing now."""
    statement = (
        _joined(mailing, Contact)
        .where(verdict(mailing.audience, now) == Gets.MAIL.value)
        .order_by(Contact.sort_key, Contact.id)
        .options(joinedload(Contact.employer))
    )
    return list(db.session.scalars(statement))


def reminded(mailing: Mailing, now: datetime) -> list[Invitation]:
    """Give the invitations of everybody who gets a reminder now."""
    statement = (
        _joined(mailing, Invitation)
        .where(verdict(mailing.audience, now) == Gets.MAIL.value)
        .order_by(Contact.sort_key, Contact.id)
        .options(joinedload(Invitation.contact).joinedload(Contact.employer))
    )
    return list(db.session.scalars(statement))


def reader(mailing: Mailing, public_id: str, now: datetime) -> Contact | None:
    """Find the contact in whose place a mailing is looked at: the one asked for, or the first."""
    statement = (
        _joined(mailing, Contact)
        .where(verdict(mailing.audience, now) == Gets.MAIL.value)
        .order_by(Contact.public_id != public_id, Contact.sort_key, Contact.id)
        .limit(1)
        .options(joinedload(Contact.employer))
    )
    found: Contact | None = db.session.scalar(statement)
    return found


def first_addressee(mailing: Mailing) -> Contact | None:
    """Find the first who got a mailing that was sent; None when they are gone."""
    found: Contact | None = db.session.scalar(
        select(Contact)
        .join(Message, Message.contact_id == Contact.id)
        .where(Message.mailing_id == mailing.id)
        .order_by(Message.id)
        .limit(1)
        .options(joinedload(Contact.employer))
    )
    return found


@dataclass(frozen=True)
class Picks:
    """One page of contacts to tick, and where the next one starts."""

    contacts: list[Contact]
    invited: set[int]
    next: str | None


def candidates(mailing: Mailing, words: str, after: str = "") -> Picks:
    """Find contacts by any part of name, employer or town; ``after`` is where a page ended."""
    statement = select(Contact).where(Contact.network_id == mailing.network_id)
    for word in fold(words).split():
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        statement = statement.where(Contact.search_text.like(f"%{escaped}%", escape="\\"))
    last = db.session.get(Contact, int(after)) if after.isdecimal() and len(after) < 10 else None
    if last is not None and last.network_id == mailing.network_id:
        further = and_(Contact.sort_key == last.sort_key, Contact.id > last.id)
        statement = statement.where(or_(Contact.sort_key > last.sort_key, further))
    found = list(
        db.session.scalars(
            statement.order_by(Contact.sort_key, Contact.id)
            .limit(PICKS_SHOWN + 1)
            .options(joinedload(Contact.employer))
        )
    )
    shown = found[:PICKS_SHOWN]
    invited = select(Invitation.contact_id).where(
        Invitation.event_id == mailing.event_id,
        Invitation.contact_id.in_([contact.id for contact in shown]),
    )
    following = str(shown[-1].id) if len(found) > PICKS_SHOWN else None
    return Picks(shown, set(db.session.scalars(invited)), following)


def tag_of(mailing: Mailing) -> Tag | None:
    """Find the tag that a mailing is for; None when it is gone."""
    tag = db.session.get(Tag, mailing.audience_value.get("tag") or 0)
    return tag if tag is not None and tag.network_id == mailing.network_id else None


def tags(network_id: int) -> list[Tag]:
    """Give the tags of a network by name."""
    return list(
        db.session.scalars(select(Tag).where(Tag.network_id == network_id).order_by(Tag.name))
    )


@dataclass(frozen=True)
class Row:
    """A mailing in the list, with how many of its mails are where."""

    mailing: Mailing
    states: dict[MessageState, int]

    @property
    def number(self) -> int:
        """Count its mails."""
        return sum(self.states.values())


def has_any(event_id: int) -> bool:
    """Tell whether a mailing was begun for an event."""
    return db.session.scalar(select(exists().where(Mailing.event_id == event_id))) is True


def of_event(event_id: int) -> list[Row]:
    """Give the mailings of an event, newest first, in two statements."""
    mailings = list(
        db.session.scalars(
            select(Mailing)
            .where(Mailing.event_id == event_id)
            .order_by(Mailing.id.desc())
            .options(joinedload(Mailing.created_by))
        )
    )
    states = _states([mailing.id for mailing in mailings])
    return [Row(mailing, states.get(mailing.id, {})) for mailing in mailings]


def _states(mailing_ids: list[int]) -> dict[int, dict[MessageState, int]]:
    counted = db.session.execute(
        select(Message.mailing_id, Message.state, func.count())
        .where(Message.mailing_id.in_(mailing_ids), Message.invitation_id.is_not(None))
        .group_by(Message.mailing_id, Message.state)
    )
    states: dict[int, dict[MessageState, int]] = {}
    for mailing_id, state, number in counted:
        states.setdefault(mailing_id, {})[state] = number
    return states


def row(mailing: Mailing) -> Row:
    """Give one mailing with its numbers."""
    return Row(mailing, _states([mailing.id]).get(mailing.id, {}))


def find(event_id: int, mailing_id: int) -> Mailing | None:
    """Find a mailing of an event."""
    return db.session.scalar(
        select(Mailing).where(Mailing.id == mailing_id, Mailing.event_id == event_id)
    )
