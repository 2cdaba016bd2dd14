"""Answering: what was said, which places that gives, and who is told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import String, cast, or_, select, update

from eventapp.database import db
from eventapp.models.event import Event
from eventapp.models.rsvp import Attendee, Invitation
from eventapp.queries import counts as counting
from eventapp.queries import rsvp as reading
from eventapp.rules.event import EventState, closes_at
from eventapp.rules.mailing import MessageKind
from eventapp.rules.names import fold
from eventapp.rules.rsvp import (
    NEEDS_KEPT_FOR,
    AccessNeed,
    AnsweredVia,
    AttendeeKind,
    Companion,
    Diet,
    Outcome,
    Partstat,
    Place,
    Promotion,
    Reply,
    companion_positions,
    decide,
    promotion,
)
from eventapp.services import audit, badges, outbox
from eventapp.services.audit import Actor, Change

ORGANISERS = frozenset({AnsweredVia.DESK, AnsweredVia.DOOR})
SEARCH_LENGTH = 800


def reply(
    invitation: Invitation, reply: Reply, *, via: AnsweredVia, actor: Actor, now: datetime
) -> Outcome:
    """Record an answer, give its places and queue the mail; only RECORDED has written."""
    event = _lock(invitation)
    names = _party_names(invitation, reply)
    current = {attendee.position: attendee for attendee in invitation.attendees}
    decision = decide(
        reply.answer,
        current=tuple(current[p].place if p in current else Place.NONE for p in names),
        persons=len(names),
        seats_left=reading.seats_for(invitation, event.capacity),
        companions_max=event.companions_max,
        wants_to_wait=reply.wants_to_wait,
        closes_at=_closing(invitation, event, via, now),
        now=now,
    )
    if decision.outcome is not Outcome.RECORDED:
        return decision.outcome
    coming = names if reply.answer is Partstat.ACCEPTED else {}
    if _loses_somebody_inside(invitation.attendees, coming):
        return Outcome.PRESENT
    before = _party(invitation)
    had_place = any(attendee.place is Place.CONFIRMED for attendee in invitation.attendees)
    changes = audit.apply(invitation, _answer_values(reply))
    changes += _seat(
        invitation, coming, dict(zip(names, decision.places, strict=True)), event=event, now=now
    )
    if changes or invitation.answered_at is None:
        invitation.answered_at = now
        invitation.answered_via = via
        invitation.answered_by_id = actor.user_id if via in ORGANISERS else None
        _record("answer.recorded", invitation, actor=actor, now=now, changes=changes)
    if _party(invitation) != before:
        _tell(invitation, had_place=had_place, now=now)
    return Outcome.RECORDED


def answer_for(invitation: Invitation, answer: Reply, *, actor: Actor, now: datetime) -> Outcome:
    """Record what an invitee said by phone; an organiser may until the event is over."""
    return reply(invitation, answer, via=AnsweredVia.DESK, actor=actor, now=now)


def promote(invitation: Invitation, *, actor: Actor, now: datetime) -> Promotion:
    """Give a waiting party its places, if all of them fit."""
    event = _lock(invitation)
    waiting = [person for person in invitation.attendees if person.place is Place.WAITLISTED]
    decision = promotion(
        waiting=len(waiting),
        confirmed=counting.event_counts([event.id])[event.id].confirmed,
        capacity=event.capacity,
        starts_at=now if event.state is EventState.CANCELLED else event.starts_at,
        now=now,
    )
    if decision is not Promotion.PROMOTED:
        return decision
    changes: list[Change] = []
    for person in waiting:
        changes += _change_place(person, Place.CONFIRMED)
        person.place_at = now
        badges.ensure(person)
    _record("place.given", invitation, actor=actor, now=now, changes=changes)
    outbox.tell_invitee(MessageKind.CONFIRMATION, invitation, now=now)
    return decision


def renew_link(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Make the personal link worthless, give a new one, and send again the mail that held it."""
    _lock(invitation)
    invitation.public_id = uuid4().hex
    _record("link.renewed", invitation, actor=actor, now=now)
    if invitation.answer is Partstat.NEEDS_ACTION:
        outbox.send_again(invitation, now=now)
    _tell(invitation, had_place=False, now=now)


def renew_badges(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Make a party's badges worthless and mail new ones."""
    _lock(invitation)
    for person in invitation.attendees:
        if person.place is Place.CONFIRMED:
            badges.renew(person)
    _record("badge.renewed", invitation, actor=actor, now=now)
    _tell(invitation, had_place=False, now=now)


def revoke_badge(attendee: Attendee, *, actor: Actor, now: datetime) -> None:
    """Make one badge worthless; a new answer or renewed badges give another."""
    badges.revoke(attendee)
    audit.record(
        "badge.revoked",
        actor=actor,
        network_id=attendee.event.network_id,
        event_id=attendee.event_id,
        contact_id=attendee.invitation.contact_id if attendee.invitation else None,
        now=now,
    )


def forget_needs(now: datetime) -> int:
    """Wipe diets, access needs and remarks of events that ended two weeks ago; count them."""
    over = select(Event.id).where(Event.ends_at < now - NEEDS_KEPT_FOR)
    filled = or_(
        cast(Invitation.diet, String) != "[]",
        cast(Invitation.access_needs, String) != "[]",
        Invitation.diet_other != "",
        Invitation.access_other != "",
        Invitation.remark != "",
    )
    nothing = {"diet": [], "diet_other": "", "access_needs": [], "access_other": "", "remark": ""}
    done = db.session.execute(
        update(Invitation)
        .where(Invitation.event_id.in_(over), filled)
        .values(**nothing)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _lock(invitation: Invitation) -> Event:
    """Take the lock under which places are given, and read the party again below it."""
    event = db.session.scalars(
        select(Event)
        .where(Event.id == invitation.event_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    db.session.refresh(invitation)
    people = select(Attendee).where(Attendee.invitation_id == invitation.id)
    db.session.execute(people.with_for_update())  # a scan of their badge waits, or came first
    db.session.refresh(invitation, ["attendees"])
    return event


def _closing(invitation: Invitation, event: Event, via: AnsweredVia, now: datetime) -> datetime:
    if event.state is EventState.CANCELLED or invitation.revoked_at is not None:
        return now
    if via in ORGANISERS:
        return event.ends_at
    return closes_at(event.answer_before, event.starts_at)


def _party_names(invitation: Invitation, reply: Reply) -> dict[int, str]:
    """Give everybody's name by position, the invitee first."""
    known = [
        Companion(person.position, person.name, person.place is not Place.NONE)
        for person in invitation.attendees
        if person.position > 1
    ]
    positions = companion_positions(reply.companions, known)
    return {1: invitation.contact.name, **dict(zip(positions, reply.companions, strict=True))}


def _loses_somebody_inside(party: Sequence[Attendee], coming: dict[int, str]) -> bool:
    return any(
        person.checked_in_at is not None and not _is_same(person, coming.get(person.position, ""))
        for person in party
    )


def _is_same(person: Attendee, name: str) -> bool:
    """Tell whether a name is still this person's: an invitee always is, once they come."""
    return bool(name) and (person.position == 1 or fold(person.name) == fold(name))


def _answer_values(reply: Reply) -> dict[str, object]:
    """Give what is stored of an answer; who stays away needs no food and no ramp."""
    comes = reply.answer is not Partstat.DECLINED
    return {
        "answer": reply.answer,
        "diet": [wish.value for wish in Diet if comes and wish in reply.diet],
        "diet_other": reply.diet_other if comes else "",
        "access_needs": [n.value for n in AccessNeed if comes and n in reply.access_needs],
        "access_other": reply.access_other if comes else "",
        "remark": reply.remark,
    }


def _seat(
    invitation: Invitation,
    coming: dict[int, str],
    places: dict[int, Place],
    *,
    event: Event,
    now: datetime,
) -> list[Change]:
    """Write the party as it now is; nobody is deleted, so that old badges stay known."""
    changes: list[Change] = []
    rows = {person.position: person for person in invitation.attendees}
    for position in sorted(coming.keys() - rows.keys()):
        rows[position] = _add(invitation, position, coming[position], event=event, now=now)
        changes.append(Change("person", "", coming[position]))
    for position, person in rows.items():
        if position in coming:
            changes += _rename(person, coming[position], invitation)
        elif coming and person.place is not Place.NONE:
            badges.revoke(person)
        changes += _give(person, places[position] if position in coming else Place.NONE, now)
    return changes


def _add(
    invitation: Invitation, position: int, name: str, *, event: Event, now: datetime
) -> Attendee:
    person = Attendee(
        public_id=uuid4().hex,
        event_id=event.id,
        position=position,
        kind=AttendeeKind.INVITEE if position == 1 else AttendeeKind.COMPANION,
        name=name,
        search_text=_search_text(name, invitation),
        employer_name=invitation.contact.employer.name,
        place=Place.NONE,
        badge_serial=1,
        created_at=now,
    )
    invitation.attendees.append(person)
    return person


def _rename(person: Attendee, name: str, invitation: Invitation) -> list[Change]:
    """Write a name; another person in the same seat gets another badge."""
    if not _is_same(person, name):
        badges.revoke(person)
    changes = audit.apply(person, {"name": name})
    person.search_text = _search_text(name, invitation)
    return [Change("person", change.old, change.new) for change in changes]


def _give(person: Attendee, place: Place, now: datetime) -> list[Change]:
    changes = _change_place(person, place)
    if changes:
        person.place_at = None if place is Place.NONE else now
    if place is Place.CONFIRMED:
        badges.ensure(person)
    return changes


def _change_place(person: Attendee, place: Place) -> list[Change]:
    """Set a place and tell whose it is: a party has several."""
    return [
        Change(
            change.field,
            audit.of_one(person.name, change.old),
            audit.of_one(person.name, change.new),
        )
        for change in audit.apply(person, {"place": place})
    ]


def _search_text(name: str, invitation: Invitation) -> str:
    return fold(f"{name} {invitation.contact.employer.name}")[:SEARCH_LENGTH]


def _party(invitation: Invitation) -> list[tuple[int, str, Place, int]]:
    """Give what the invitee sees of the party."""
    return [
        (person.position, person.name, person.place, person.badge_serial)
        for person in sorted(invitation.attendees, key=lambda person: person.position)
        if person.place is not Place.NONE
    ]


def _tell(invitation: Invitation, *, had_place: bool, now: datetime) -> None:
    """Queue the mail that fits the places; a plain maybe or no needs none."""
    places = {person.place for person in invitation.attendees}
    if Place.CONFIRMED in places:
        outbox.tell_invitee(MessageKind.CONFIRMATION, invitation, now=now)
    elif Place.WAITLISTED in places:
        outbox.tell_invitee(MessageKind.WAITLIST, invitation, now=now)
    elif had_place:
        outbox.tell_invitee(MessageKind.REGRETS, invitation, now=now)
    else:
        outbox.drop_unsent(invitation)


def _record(
    action: str,
    invitation: Invitation,
    *,
    actor: Actor,
    now: datetime,
    changes: Sequence[Change] = (),
) -> None:
    audit.record(
        action,
        actor=actor,
        network_id=invitation.event.network_id,
        event_id=invitation.event_id,
        contact_id=invitation.contact_id,
        now=now,
        changes=changes,
    )
