"""What can be done for each row of the list of answers, in one statement."""

from datetime import timedelta

import pytest

from eventapp.database import db
from eventapp.models import Invitation
from eventapp.queries import chosen
from eventapp.rules.chosen import Step
from eventapp.rules.event import EventState
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import Partstat, Place
from tests.factories import NOW, make_attendee, make_event, make_invitation, make_message
from tests.statements import statements

A_WEEK_AGO = NOW - timedelta(days=7)


def steps(event, confirmed=0, now=NOW):
    rows = [db.session.get_one(Invitation, one.id) for one in listed(event)]
    return list(chosen.steps(event, rows, confirmed=confirmed, now=now).values())


def listed(event):
    found = db.session.query(Invitation).filter(Invitation.event_id == event.id)
    return found.order_by(Invitation.id).all()


def wait(event, persons=1, since=NOW):
    invitation = make_invitation(event, answer=Partstat.ACCEPTED)
    for position in range(1, persons + 1):
        make_attendee(event, invitation, position=position, place=Place.WAITLISTED, place_at=since)
    return invitation


def test_who_was_mailed_and_is_silent_can_be_mailed_again(database):
    event = make_event()
    silent, answered = make_invitation(event), make_invitation(event, answer=Partstat.DECLINED)
    for invitation in (silent, answered):
        make_message(event, invitation, sent_at=A_WEEK_AGO)
    make_invitation(event)

    assert steps(event) == [[Step.AGAIN], [], []]


def test_the_newest_mail_with_the_invitation_counts(database):
    event = make_event()
    invitation = make_invitation(event)
    make_message(event, invitation, sent_at=A_WEEK_AGO)
    make_message(event, invitation, state=MessageState.QUEUED)
    make_message(event, invitation, sent_at=A_WEEK_AGO, kind=MessageKind.CONFIRMATION)

    assert steps(event) == [[]]


def test_who_waits_can_have_a_place_when_the_party_fits(database):
    event = make_event(capacity=3)
    wait(event)
    wait(event, persons=2)

    assert steps(event, confirmed=1) == [[Step.PLACE], [Step.PLACE]]
    assert steps(event, confirmed=2) == [[Step.PLACE], []]
    assert steps(event, confirmed=3) == [[], []]
    assert steps(event, now=event.starts_at) == [[], []]


def test_who_waits_longest_has_the_first_turn(database):
    event = make_event()
    late = wait(event, since=NOW)
    early = wait(event, since=A_WEEK_AGO, persons=2)
    make_invitation(event)

    assert chosen.turns(listed(event), NOW) == {early.id: (0, 2), late.id: (1, 1)}


@pytest.mark.parametrize(("capacity", "left"), [(None, None), (5, 3), (1, 0)])
def test_seats_left_are_those_nobody_sits_on(database, capacity, left):
    assert chosen.seats_left(make_event(capacity=capacity), confirmed=2) == left


def test_nothing_can_be_done_for_a_cancelled_event(database):
    event = make_event(state=EventState.CANCELLED)
    make_message(event, make_invitation(event), sent_at=A_WEEK_AGO)
    wait(event)

    assert steps(event) == [[], []]


def test_many_rows_cost_as_much_as_one(database):
    event = make_event()
    for _ in range(3):
        make_message(event, make_invitation(event), sent_at=A_WEEK_AGO)

    assert [cost(event, number) for number in (1, 3)] == [1, 1]


def cost(event, number):
    with statements() as seen:
        rows = chosen.of_event(event, [row.id for row in listed(event)[:number]])
        before = len(seen)
        found = chosen.steps(event, rows, confirmed=0, now=NOW)
    assert list(found.values()) == [[Step.AGAIN]] * number
    return len(seen) - before
