"""The numbers of an event: one query, wherever a number is shown."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, func, select

from eventapp.database import db
from eventapp.models.register import Contact
from eventapp.models.rsvp import Attendee, Invitation
from eventapp.queries.rsvp import CONDITIONS, AnswerFilter, is_waiting, matches
from eventapp.rules.rsvp import Partstat, Place


@dataclass
class EventCounts:
    """How many were asked, what they answered (invitations), and who comes (persons)."""

    invited: int = 0
    accepted: int = 0
    tentative: int = 0
    declined: int = 0
    delegated: int = 0
    unanswered: int = 0
    confirmed: int = 0
    waitlisted: int = 0
    present: int = 0


ANSWERS = {
    Partstat.ACCEPTED: "accepted",
    Partstat.TENTATIVE: "tentative",
    Partstat.DECLINED: "declined",
    Partstat.DELEGATED: "delegated",
    Partstat.NEEDS_ACTION: "unanswered",
}


def event_counts(event_ids: Collection[int]) -> dict[int, EventCounts]:
    """Count for each event, in two statements; ``present`` counts whoever was let in."""
    counts = {event_id: EventCounts() for event_id in event_ids}
    answers = (
        select(Invitation.event_id, Invitation.answer, func.count())
        .where(Invitation.event_id.in_(counts), Invitation.revoked_at.is_(None))
        .group_by(Invitation.event_id, Invitation.answer)
    )
    for event_id, answer, number in db.session.execute(answers):
        setattr(counts[event_id], ANSWERS[answer], number)
        counts[event_id].invited += number
    present = func.sum(case((Attendee.checked_in_at.is_not(None), 1), else_=0))
    places = (
        select(Attendee.event_id, Attendee.place, func.count(), present)
        .where(Attendee.event_id.in_(counts))
        .group_by(Attendee.event_id, Attendee.place)
    )
    for event_id, place, number, inside in db.session.execute(places):
        if place is Place.CONFIRMED:
            counts[event_id].confirmed = number
        elif place is Place.WAITLISTED:
            counts[event_id].waitlisted = number
        counts[event_id].present += inside
    return counts


def filter_counts(event_id: int, counts: EventCounts, search: str = "") -> dict[AnswerFilter, int]:
    """Count the invitations behind each filter of the list of answers, in one more statement."""
    if search:
        return _found_counts(event_id, search)
    waiting, ambassadors = db.session.execute(
        select(
            func.coalesce(func.sum(case((is_waiting(), 1), else_=0)), 0),
            func.coalesce(func.sum(case((Contact.is_ambassador, 1), else_=0)), 0),
        )
        .select_from(Invitation)
        .join(Invitation.contact)
        .where(Invitation.event_id == event_id, Invitation.revoked_at.is_(None))
    ).one()
    return {
        AnswerFilter.ALL: counts.invited,
        AnswerFilter.YES: counts.accepted,
        AnswerFilter.MAYBE: counts.tentative,
        AnswerFilter.NO: counts.declined,
        AnswerFilter.UNANSWERED: counts.unanswered,
        AnswerFilter.WAITING: waiting,
        AnswerFilter.AMBASSADORS: ambassadors,
    }


def _found_counts(event_id: int, search: str) -> dict[AnswerFilter, int]:
    """Count what a search finds behind each filter."""
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in CONDITIONS.values()]
    every, *found = db.session.execute(
        select(func.count(), *sums)
        .select_from(Invitation)
        .join(Invitation.contact)
        .where(Invitation.event_id == event_id, Invitation.revoked_at.is_(None), *matches(search))
    ).one()
    return {AnswerFilter.ALL: every, **dict(zip(CONDITIONS, found, strict=True))}
