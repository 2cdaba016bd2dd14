"""Reading answers: one party, the seats that are left, and the list at the desk."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, literal, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from eventapp.database import db
from eventapp.models.event import Event
from eventapp.models.register import Contact
from eventapp.models.rsvp import Attendee, Invitation
from eventapp.rules.names import fold
from eventapp.rules.rsvp import Partstat, Place, seats_left

PAGE = 50


class AnswerFilter(StrEnum):
    """The ways to look at the list of answers."""

    ALL = "all"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    UNANSWERED = "unanswered"
    WAITING = "waiting"
    AMBASSADORS = "ambassadors"


@dataclass(frozen=True)
class AnswerPage:
    """Some rows of the list, and the id to go on after (None at the end)."""

    rows: list[Invitation]
    next_after: int | None


# Built once: it is asked for every page of an invitee.
BY_PUBLIC_ID = (
    select(Invitation)
    .where(Invitation.public_id == bindparam("public_id"))
    .options(
        joinedload(Invitation.contact).joinedload(Contact.employer),
        joinedload(Invitation.event).joinedload(Event.network),
        joinedload(Invitation.attendees),
    )
)


def by_public_id(public_id: str) -> Invitation | None:
    """Find an invitation with all that its pages show, in one statement.

    Not with what every invitee sees alike, the programme and the partners: pages keep that. A row
    for each person of the party costs less than a statement more.
    """
    return db.session.scalars(BY_PUBLIC_ID, {"public_id": public_id}).unique().one_or_none()


def of_event(event: Event, invitation_id: int) -> Invitation | None:
    """Find an invitation of an event, with the person and the party."""
    return db.session.scalar(
        _with_party(
            select(Invitation).where(
                Invitation.id == invitation_id, Invitation.event_id == event.id
            )
        )
    )


def seats_for(invitation: Invitation, capacity: int | None) -> int | None:
    """Count the seats a party may fill, its own left out of account; None means no limit."""
    if capacity is None:
        return None
    others = Attendee.invitation_id.is_distinct_from(invitation.id)
    taken = dict(
        db.session.execute(
            select(Attendee.place, func.count())
            .where(Attendee.event_id == invitation.event_id, others)
            .group_by(Attendee.place)
        )
        .tuples()
        .all()
    )
    own = sum(attendee.place is Place.CONFIRMED for attendee in invitation.attendees)
    return seats_left(
        capacity - own,
        confirmed=taken.get(Place.CONFIRMED, 0),
        waitlisted=taken.get(Place.WAITLISTED, 0),
    )


def is_waiting() -> ColumnElement[bool]:
    """Give the condition that somebody of an invitation's party waits for a place."""
    return exists().where(
        Attendee.invitation_id == Invitation.id, Attendee.place == Place.WAITLISTED
    )


CONDITIONS = {
    AnswerFilter.YES: Invitation.answer == Partstat.ACCEPTED,
    AnswerFilter.MAYBE: Invitation.answer == Partstat.TENTATIVE,
    AnswerFilter.NO: Invitation.answer == Partstat.DECLINED,
    AnswerFilter.UNANSWERED: Invitation.answer == Partstat.NEEDS_ACTION,
    AnswerFilter.WAITING: is_waiting(),
    AnswerFilter.AMBASSADORS: Contact.is_ambassador,
}


def matches(search: str) -> list[ColumnElement[bool]]:
    """Give the conditions of a search: every word is in the name, employer or town."""
    return [Contact.search_text.contains(word, autoescape=True) for word in fold(search).split()]


def answer_page(
    event: Event, *, which: AnswerFilter, search: str = "", after: int | None = None
) -> AnswerPage:
    """List invitations by family name, a page at a time, in two statements."""
    query = (
        select(Invitation)
        .join(Invitation.contact)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
    )
    if which in CONDITIONS:
        query = query.where(CONDITIONS[which])
    query = query.where(*matches(search))
    key = tuple_(Contact.sort_key, Invitation.id)
    if after is not None:
        last = (
            select(Contact.sort_key)
            .join(Invitation, Invitation.contact_id == Contact.id)
            .where(Invitation.id == after, Invitation.event_id == event.id)
            .scalar_subquery()
        )
        query = query.where(key > tuple_(last, literal(after)))
    query = _with_party(query).order_by(Contact.sort_key, Invitation.id).limit(PAGE + 1)
    rows = list(db.session.scalars(query))
    return AnswerPage(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


def all_answers(event: Event) -> list[Invitation]:
    """List every invitation of an event by family name, for the export."""
    return list(
        db.session.scalars(
            _with_party(
                select(Invitation)
                .join(Invitation.contact)
                .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
            ).order_by(Contact.sort_key, Invitation.id)
        )
    )


def uninvited_attendees(event: Event) -> list[Attendee]:
    """List who is on the list without an invitation: speakers and walk-ins."""
    return list(
        db.session.scalars(
            select(Attendee)
            .where(Attendee.event_id == event.id, Attendee.invitation_id.is_(None))
            .order_by(Attendee.name, Attendee.id)
        )
    )


def _with_party(query: Select[tuple[Invitation]]) -> Select[tuple[Invitation]]:
    return query.options(
        joinedload(Invitation.contact).joinedload(Contact.employer),
        joinedload(Invitation.answered_by),
        selectinload(Invitation.attendees),
    )
