"""How events stand: mails that went wrong and gaps in the programme, for many at once."""

from datetime import timedelta

import pytest

from eventapp.database import db
from eventapp.models import Event
from eventapp.queries.counts import event_counts
from eventapp.queries.to_do import standings
from eventapp.rules.event import ItemKind
from eventapp.rules.mailing import MessageState
from eventapp.rules.rsvp import Partstat, Place
from tests.factories import (
    NOW,
    make_attendee,
    make_event,
    make_invitation,
    make_item,
    make_message,
    make_network,
)
from tests.statements import statements


def numbers(event):
    [one] = standings([event], event_counts([event.id]), NOW)
    return one.refused, one.unsure, one.no_speaker, one.no_room


def test_only_mails_of_the_event_that_went_wrong_count(database):
    event = make_event()
    for state in MessageState:
        make_message(event, state=state)
    make_message(event, state=MessageState.FAILED)
    make_message(make_event(event.network), state=MessageState.FAILED)

    assert numbers(event) == (2, 1, 0, 0)


@pytest.mark.parametrize(
    ("state", "sent_at", "number"),
    [
        (MessageState.QUEUED, None, 1),
        (MessageState.SENT, NOW - timedelta(hours=11), 1),
        (MessageState.SENT, NOW - timedelta(hours=13), 0),
        (MessageState.FAILED, None, 0),
        (MessageState.UNKNOWN, None, 1),
    ],
)
def test_who_was_just_asked_is_counted_once_and_only_without_an_answer(
    database, state, sent_at, number
):
    event = make_event()
    silent = make_invitation(event)
    for invitation in (silent, silent, make_invitation(event, answer=Partstat.DECLINED)):
        make_message(event, invitation, state=state, sent_at=sent_at)

    [one] = standings([event], event_counts([event.id]), NOW)

    assert (one.unanswered, one.just_asked) == (1, number)


def test_talks_and_workshops_want_a_speaker_and_a_room(database):
    event = make_event()
    make_item(event, room="De Hal", speakers=["Sanne Verhagen"])
    make_item(event, room="De Hal", kind=ItemKind.WORKSHOP)
    make_item(event, speakers=["Omar Idrissi", "Lotte Brouwers"])
    make_item(event, kind=ItemKind.MEAL)
    make_item(event, kind=ItemKind.VISIT)

    assert numbers(event) == (0, 0, 1, 1)


def test_without_any_room_the_venue_is_the_room(database):
    event = make_event()
    make_item(event, speakers=["Sanne Verhagen"])
    make_item(make_event(event.network), room="Elders")

    assert numbers(event) == (0, 0, 0, 0)


def test_an_event_stands_as_its_counts_say(database):
    event = make_event(capacity=1)
    invitation = make_invitation(event)
    make_attendee(event)
    make_attendee(event, place=Place.WAITLISTED)

    [one] = standings([event], event_counts([event.id]), NOW)

    assert (one.invited, one.unanswered, one.waiting, one.free) == (1, 1, 1, 0)
    assert one.closes_at == event.answer_before
    assert invitation.event_id == one.event_id


def test_many_events_cost_as_much_as_one(database):
    network = make_network()
    events = [make_event(network) for _ in range(3)]
    for event in events:
        make_message(event, state=MessageState.FAILED)
        make_item(event, room="De Hal")

    costs = [cost([event.id for event in events[:number]]) for number in (1, 3)]

    assert costs == [2, 2]


def cost(event_ids):
    counts = event_counts(event_ids)
    with statements() as seen:
        rows = [db.session.get_one(Event, event_id) for event_id in event_ids]
        before = len(seen)
        found = standings(rows, counts, NOW)
    assert [one.refused for one in found] == [1] * len(event_ids)
    return len(seen) - before
