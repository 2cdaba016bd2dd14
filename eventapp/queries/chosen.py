"""Who is chosen in the list of answers, and what can be done for whom."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload

from eventapp.database import db
from eventapp.models.event import Event
from eventapp.models.mailing import Message
from eventapp.models.rsvp import Attendee, Invitation
from eventapp.rules.chosen import LastMail, Step, kept_back
from eventapp.rules.delivery import Facts
from eventapp.rules.event import EventState, closes_at
from eventapp.rules.mailing import MessageKind
from eventapp.rules.rsvp import Place, Promotion, promotion


def of_event(event: Event, invitation_ids: Collection[int]) -> list[Invitation]:
    """Give those of the chosen that are in the list, with person and party, in two statements."""
    return list(
        db.session.scalars(
            select(Invitation)
            .where(
                Invitation.event_id == event.id,
                Invitation.id.in_(invitation_ids),
                Invitation.revoked_at.is_(None),
            )
            .order_by(Invitation.id)
            .options(joinedload(Invitation.contact), selectinload(Invitation.attendees))
        )
    )


def last_mails(invitation_ids: Collection[int], *, lock: bool = False) -> dict[int, Message]:
    """Give the newest mail that held each invitation, without its body, in one statement."""
    query = (
        select(Message)
        .where(
            Message.invitation_id.in_(invitation_ids),
            Message.kind == MessageKind.INVITATION,
        )
        .order_by(Message.id)
        .options(defer(Message.mime))
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    mails = db.session.scalars(query)
    return {mail.invitation_id: mail for mail in mails if mail.invitation_id is not None}


def facts_of(kind: MessageKind, invitation: Invitation) -> Facts:
    """Tell what decides whether a mail about an invitation is wanted."""
    event, contact = invitation.event, invitation.contact
    return Facts(
        kind=kind,
        event_state=event.state,
        closes_at=closes_at(event.answer_before, event.starts_at),
        ends_at=event.ends_at,
        revoked=invitation.revoked_at is not None,
        answer=invitation.answer,
        has_address=contact.email is not None,
        unsubscribed=contact.unsubscribed_at is not None,
    )


def steps(
    event: Event, rows: Iterable[Invitation], *, confirmed: int, now: datetime
) -> dict[int, list[Step]]:
    """Say what can be done for each row of the list, in one statement."""
    rows = list(rows)
    mails = last_mails([row.id for row in rows])
    found: dict[int, list[Step]] = {}
    for row in rows:
        again = kept_back(facts_of(MessageKind.INVITATION, row), last_mail(mails, row), now) is None
        place = _promotion(event, row, confirmed, now) is Promotion.PROMOTED
        found[row.id] = [Step.AGAIN] * again + [Step.PLACE] * place
    return found


def seats_left(event: Event, *, confirmed: int) -> int | None:
    """Count the seats that waiting parties can be given; None means no limit."""
    return None if event.capacity is None else max(0, event.capacity - confirmed)


def in_turn(rows: Iterable[Invitation], now: datetime) -> list[Invitation]:
    """Order parties as they are given places: who waits longest first."""
    return sorted(rows, key=lambda row: (_waits_since(row, now), row.id))


def waiting_of(row: Invitation) -> list[Attendee]:
    """Give those of a party who wait for a place."""
    return [person for person in row.attendees if person.place is Place.WAITLISTED]


def turns(rows: Iterable[Invitation], now: datetime) -> dict[int, tuple[int, int]]:
    """Give for each waiting row its turn, and how many of the party wait."""
    waiting = [row for row in in_turn(rows, now) if waiting_of(row)]
    return {row.id: (turn, len(waiting_of(row))) for turn, row in enumerate(waiting)}


def _waits_since(row: Invitation, now: datetime) -> datetime:
    moments = (person.place_at or person.created_at for person in waiting_of(row))
    return min(moments, default=now)


def last_mail(mails: Mapping[int, Message], row: Invitation) -> LastMail | None:
    """Give what the rule asks of the newest mail with an invitation."""
    mail = mails.get(row.id)
    return LastMail(mail.state, mail.sent_at) if mail else None


def _promotion(event: Event, row: Invitation, confirmed: int, now: datetime) -> Promotion:
    return promotion(
        waiting=len(waiting_of(row)),
        confirmed=confirmed,
        capacity=event.capacity,
        starts_at=now if event.state is EventState.CANCELLED else event.starts_at,
        now=now,
    )
