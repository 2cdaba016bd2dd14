from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Message
from eventapp.rules.chosen import Kept
from eventapp.rules.delivery import Drop
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import Partstat, Place, Promotion
from eventapp.services import chosen
from eventapp.services.audit import Actor
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_message,
    make_network,
)

ANNELIES = Actor("Annelies Hoekstra")
A_WEEK_AGO = NOW - timedelta(days=7)


@pytest.fixture
def event(database):
    return make_event(make_network(), capacity=2)


def mailed(event, *, invitation=None, **contact):
    invitation = invitation or make_invitation(event, make_contact(event.network, **contact))
    make_message(event, invitation, sent_at=A_WEEK_AGO, mime=b"From: us", attempts=3)
    return invitation


def waiting(event, *, since=NOW, persons=1):
    invitation = make_invitation(event, answer=Partstat.ACCEPTED)
    for position in range(1, persons + 1):
        make_attendee(event, invitation, position=position, place=Place.WAITLISTED, place_at=since)
    return invitation


def send_again(event, *invitations):
    with transaction():
        ids = [invitation.id for invitation in invitations]
        return chosen.send_again(event, ids, actor=ANNELIES, now=NOW)


def promote(event, *invitations):
    with transaction():
        ids = [invitation.id for invitation in invitations]
        return chosen.promote(event, ids, actor=ANNELIES, now=NOW)


def history():
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.contact_id, entry.actor) for entry in entries]


def mails():
    db.session.expire_all()
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def test_invitations_are_queued_anew_with_a_line_of_history_each(event):
    jan, eva = mailed(event), mailed(event)

    counted = send_again(event, jan, eva)

    assert counted == Counter({None: 2})
    assert [
        (mail.state, mail.mime, mail.attempts, mail.sent_at, mail.due_at) for mail in mails()
    ] == [(MessageState.QUEUED, None, 0, None, NOW)] * 2
    assert history() == [
        ("invitation.sent_again", jan.contact_id, "Annelies Hoekstra"),
        ("invitation.sent_again", eva.contact_id, "Annelies Hoekstra"),
    ]


def test_who_gets_no_mail_is_counted_by_the_reason(event):
    people = [
        mailed(event),
        mailed(event, email=None),
        mailed(event, unsubscribed_at=NOW),
        mailed(event, invitation=make_invitation(event, answer=Partstat.DECLINED)),
        make_invitation(event),
        mailed(event, invitation=make_invitation(event, revoked_at=NOW)),
        mailed(make_event(event.network)),
    ]

    counted = send_again(event, *people)

    assert counted == Counter(
        {
            None: 1,
            Drop.NO_ADDRESS: 1,
            Drop.UNSUBSCRIBED: 1,
            Drop.ANSWERED: 1,
            Kept.NEVER_SENT: 1,
            Drop.REVOKED: 2,
        }
    )
    assert [mail.state for mail in mails()].count(MessageState.QUEUED) == 1
    assert len(history()) == 1


def test_a_button_pressed_twice_sends_once(event):
    jan = mailed(event)

    first, second = send_again(event, jan), send_again(event, jan)

    assert (first, second) == (Counter({None: 1}), Counter({Kept.UNDER_WAY: 1}))
    assert len(history()) == 1


def test_the_old_address_is_not_used_again(event):
    jan = mailed(event)
    with transaction():
        db.session.get_one(type(jan.contact), jan.contact_id).email = "nieuw@werkgever.example"

    send_again(event, jan)

    assert [mail.to_address for mail in mails()] == ["nieuw@werkgever.example"]


def test_who_waits_longest_gets_a_place_first_and_each_is_told(event):
    late = waiting(event)
    early = waiting(event, since=A_WEEK_AGO, persons=2)
    seated = make_invitation(event, answer=Partstat.DECLINED)

    counted = promote(event, late, early, seated)

    assert counted == Counter({Promotion.PROMOTED: 1, Promotion.FULL: 1, Promotion.NOBODY_WAITS: 1})
    db.session.expire_all()
    assert {person.place for person in early.attendees} == {Place.CONFIRMED}
    assert {person.place for person in late.attendees} == {Place.WAITLISTED}
    assert [(mail.kind, mail.contact_id) for mail in mails()] == [
        (MessageKind.CONFIRMATION, early.contact_id)
    ]
    assert {line[:2] for line in history()} == {("place.given", early.contact_id)}


def test_strangers_get_no_place(event):
    stranger = waiting(make_event(event.network))

    assert promote(event, stranger) == Counter({Promotion.GONE: 1})
    db.session.expire_all()
    assert stranger.attendees[0].place is Place.WAITLISTED
    assert history() == []
