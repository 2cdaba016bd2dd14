"""Picking recipients and sending."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.database import db, of_session, transaction
from eventapp.models import AuditEntry, Contact, Event, Invitation, Mailing, Message
from eventapp.models.register import contact_tag
from eventapp.queries import mailing as queries
from eventapp.queries.mailing import Gets
from eventapp.rules.event import EventState
from eventapp.rules.mailing import Audience, MailingState, MessageState
from eventapp.rules.rsvp import Partstat
from eventapp.services import chosen, delivery
from eventapp.services import mailing as service
from eventapp.services.audit import Actor
from eventapp.services.delivery import InHand
from eventapp.services.mailing import SendOutcome
from tests.factories import (
    NOW,
    make_contact,
    make_event,
    make_invitation,
    make_message,
    make_network,
    make_tag,
)

ME = Actor("Annelies Hoekstra")


def make_draft(event: Event, audience: Audience | None = Audience.ALL, **values: int) -> Mailing:
    with transaction():
        mailing = service.draft(event, subject="Komt u?", body="{{knoppen}}", actor=ME, now=NOW)
        if audience is not None:
            service.address(mailing, audience, **values, actor=ME, now=NOW)  # type: ignore[arg-type]
    return mailing


def send(mailing: Mailing) -> tuple[SendOutcome, int]:
    with transaction():
        locked = service.lock(mailing.event_id, mailing.id)
        assert locked is not None
        return service.send(locked, actor=ME, now=NOW)


def names(contacts: list[Contact]) -> list[str]:
    return sorted(contact.family_name for contact in contacts)


def test_nothing_picked_is_nobody(database: None):
    event = make_event()
    make_contact(event.network)

    outcomes = [
        send(make_draft(event, None)),
        send(make_draft(event, Audience.TAG)),
        send(make_draft(event, Audience.HAND)),
    ]

    assert outcomes == [(SendOutcome.NOBODY, 0)] * 3
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_audiences_stay_within_the_network(database: None):
    network, other = make_network(), make_network()
    event = make_event(network)
    jan = make_contact(network, name="Jan Aal", is_ambassador=True)
    make_contact(network, name="Bo Baars")
    stranger = make_contact(other, name="Zus Vreemd", is_ambassador=True)
    tag, foreign = make_tag(network), make_tag(other)
    with transaction() as session:
        for contact, word in ((jan, tag), (stranger, foreign), (jan, foreign)):
            session.execute(contact_tag.insert().values(contact_id=contact.id, tag_id=word.id))

    hand = make_draft(event, Audience.HAND)
    with transaction():
        service.pick(hand, shown=[], ticked=[jan.id, stranger.id, 999_999], actor=ME, now=NOW)

    found = {
        name: names(queries.audience_contacts(mailing, NOW))
        for name, mailing in {
            "all": make_draft(event),
            "ambassadors": make_draft(event, Audience.AMBASSADORS),
            "tag": make_draft(event, Audience.TAG, tag_id=tag.id),
            "foreign tag": make_draft(event, Audience.TAG, tag_id=foreign.id),
            "hand": hand,
        }.items()
    }
    assert found == {
        "all": ["Aal", "Baars"],
        "ambassadors": ["Aal"],
        "tag": ["Aal"],
        "foreign tag": [],
        "hand": ["Aal"],
    }


def invited(event: Event, name: str, hours_ago: int = 24 * 7, **values: object) -> Invitation:
    """Make an invitation whose mail left some hours ago."""
    contact = make_contact(event.network, name=name)
    invitation = make_invitation(event, contact, **values)
    make_message(event, invitation, sent_at=NOW - timedelta(hours=hours_ago))
    return invitation


def test_a_reminder_goes_to_who_is_invited_and_silent(database: None):
    event = make_event()
    make_contact(event.network, name="Uwe Niet")
    silent = invited(event, "Eef Eend")
    by_phone = make_invitation(event, make_contact(event.network, name="Bo Brief"))
    invited(event, "Jan Ja", answer=Partstat.ACCEPTED, answered_at=NOW)
    invited(event, "Wim Weg", revoked_at=NOW)
    invited(event, "Net Nu", hours_ago=11)
    make_invitation(event, make_contact(event.network, name="Ada Af", unsubscribed_at=NOW))
    invited(make_event(), "Ria Rest")
    invited(make_event(event.network), "Eva Elders")
    reminder = make_draft(event, Audience.UNANSWERED)

    found = queries.recipients(reminder, NOW)
    outcome = send(reminder)
    again = send(make_draft(event, Audience.UNANSWERED))

    assert found.without == {Gets.RECENT: 1, Gets.UNSUBSCRIBED: 1}
    assert (names(list(found.names)), outcome) == (["Brief", "Eend"], (SendOutcome.SENT, 2))
    assert again == (SendOutcome.NOBODY, 0)
    mails = db.session.scalars(select(Message).where(Message.mailing_id == reminder.id)).all()
    assert {mail.invitation_id for mail in mails} == {silent.id, by_phone.id}
    invitations = db.session.scalar(select(func.count()).select_from(Invitation))
    assert invitations == 8


@pytest.mark.parametrize("how", ["answer lost", "worker killed"])
def test_a_reminder_waits_for_a_mail_that_perhaps_left_late(database: None, how: str):
    event = make_event()
    invitation = make_invitation(event, make_contact(event.network))
    long_ago = NOW - timedelta(hours=14)  # the mail server was away since
    make_message(event, invitation, state=MessageState.QUEUED, due_at=long_ago, created_at=long_ago)
    with transaction():
        [number] = delivery.claim("worker", now=NOW - timedelta(hours=1))
        mail = InHand(number, "worker", b"x", "x")
        delivery.begin(mail, of_session(), now=NOW - timedelta(hours=1))
        if how == "answer lost":
            delivery.mark_unsure(number, "worker", "timed out", now=NOW)
        else:
            delivery.recover(NOW)

    outcome = send(make_draft(event, Audience.UNANSWERED))

    assert outcome == (SendOutcome.NOBODY, 0)
    assert db.session.scalars(select(Message.state)).all() == [MessageState.UNKNOWN]


def test_a_reminder_and_the_bar_at_once_mail_nobody_twice(app: Flask, database: None):
    event = make_event()
    people = [
        make_invitation(event, make_contact(event.network), answer=Partstat.NEEDS_ACTION)
        for _ in range(5)
    ]
    for one in people:
        make_message(event, one, sent_at=NOW - timedelta(days=7))
    reminder, ids = make_draft(event, Audience.UNANSWERED).id, [one.id for one in people]
    number, barrier = event.id, Barrier(2)

    def remind() -> None:
        with app.app_context():
            barrier.wait()
            with transaction():
                locked = service.lock(number, reminder)
                assert locked is not None
                service.send(locked, actor=ME, now=NOW)

    def press_again() -> None:
        with app.app_context():
            barrier.wait()
            with transaction():
                chosen.send_again(db.session.get_one(Event, number), ids, actor=ME, now=NOW)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(remind), pool.submit(press_again)]:
            done.result()

    db.session.rollback()
    queued = select(func.count()).where(Message.state == MessageState.QUEUED)
    assert db.session.scalar(queued) == 5


def test_recipients_say_who_gets_nothing_and_why(database: None):
    event = make_event()
    network = event.network
    make_contact(network, name="Jan Aal")
    make_contact(network, name="Bo Baars", email=None)
    make_contact(network, name="Cor Das", unsubscribed_at=NOW)
    make_invitation(event, make_contact(network, name="Eef Eend"))

    found = queries.recipients(make_draft(event), NOW)

    assert (found.number, names(list(found.names))) == (1, ["Aal"])
    assert found.without == {Gets.NO_ADDRESS: 1, Gets.UNSUBSCRIBED: 1, Gets.INVITED: 1}
    assert {gets: names(who) for gets, who in found.names_without.items()} == {
        Gets.NO_ADDRESS: ["Baars"],
        Gets.UNSUBSCRIBED: ["Das"],
        Gets.INVITED: ["Eend"],
    }


def test_send_invites_and_queues_one_mail_each(database: None):
    event = make_event()
    for _ in range(3):
        make_contact(event.network)
    mailing = make_draft(event)

    assert send(mailing) == (SendOutcome.SENT, 3)

    messages = db.session.scalars(select(Message)).all()
    assert {message.state for message in messages} == {MessageState.QUEUED}
    assert len({message.invitation_id for message in messages}) == 3
    assert db.session.get_one(Mailing, mailing.id).state is MailingState.SENDING


def test_send_works_the_audience_out_anew(database: None):
    event = make_event()
    early = make_contact(event.network)
    mailing = make_draft(event)
    make_contact(event.network)
    with transaction():
        early.unsubscribed_at = NOW

    assert send(mailing) == (SendOutcome.SENT, 1)


def test_send_twice_mails_nobody_twice(database: None):
    event = make_event()
    make_contact(event.network)
    mailing, other = make_draft(event), make_draft(event)

    assert [send(mailing), send(mailing), send(other)] == [
        (SendOutcome.SENT, 1),
        (SendOutcome.ALREADY_SENT, 0),
        (SendOutcome.NOBODY, 0),
    ]


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.CANCELLED])
def test_send_only_a_published_event_can_be_invited_to(database: None, state: EventState):
    event = make_event(state=state)
    make_contact(event.network)

    assert send(make_draft(event)) == (SendOutcome.NOT_PUBLISHED, 0)


def test_send_refuses_when_nobody_can_answer_any_more(database: None):
    event = make_event(answer_before=NOW - timedelta(hours=1))
    make_contact(event.network)

    assert send(make_draft(event)) == (SendOutcome.TOO_LATE, 0)


def told() -> list[tuple[str, str, str, str]]:
    """Give what the history tells of picking and sending."""
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    fields = ("picked", "mails")
    return [(one.action, one.field, one.old, one.new) for one in entries if one.field in fields]


def test_picking_over_several_searches_is_one_line_of_history(database: None):
    event = make_event()
    one, two, three = (make_contact(event.network).id for _ in range(3))
    mailing = make_draft(event, Audience.HAND)

    with transaction():
        for ticked in ([one], [two]):
            service.pick(mailing, shown=[], ticked=ticked, done=False, actor=ME, now=NOW)
        service.address(mailing, Audience.HAND, actor=ME, now=NOW)
        untold = told()
        service.pick(mailing, shown=[one], ticked=[three, one], actor=ME, now=NOW)
        service.pick(mailing, shown=[one], ticked=[one], actor=ME, now=NOW)

    assert untold == []
    assert told() == [("mailing.changed", "picked", "0", "3")]
    assert mailing.audience_value == {"contacts": [one, two, three]}


def test_picking_that_was_left_is_told_when_the_mailing_is_sent(database: None):
    event = make_event()
    ids = [make_contact(event.network).id]
    mailing = make_draft(event, Audience.HAND)
    with transaction():
        service.pick(mailing, shown=[], ticked=ids, done=False, actor=ME, now=NOW)

    send(mailing)

    assert told() == [("mailing.sent", "picked", "0", "1"), ("mailing.sent", "mails", "", "1")]


def test_pick_keeps_ticks_of_other_searches(database: None):
    event = make_event()
    one, two, three = (make_contact(event.network) for _ in range(3))
    mailing = make_draft(event, Audience.HAND)

    with transaction():
        service.pick(mailing, shown=[one.id, two.id], ticked=[one.id, two.id], actor=ME, now=NOW)
        service.pick(mailing, shown=[two.id, three.id], ticked=[three.id], actor=ME, now=NOW)

    assert mailing.audience_value["contacts"] == [one.id, three.id]


def test_candidates_are_found_without_accents_page_by_page(database: None):
    event = make_event()
    for number in range(45):
        make_contact(event.network, name=f"Zoë Łukasz{number:02}")
    make_contact(event.network, name="Jan 100%_Aal")
    make_contact(make_network(), name="Zoë Łukasz99")
    mailing = make_draft(event)

    first = queries.candidates(mailing, "zoe lukasz")
    second = queries.candidates(mailing, "zoe lukasz", first.next or "")

    assert (len(first.contacts), len(second.contacts), second.next) == (40, 5, None)
    assert not {c.id for c in first.contacts} & {c.id for c in second.contacts}
    assert [c.given_name for c in queries.candidates(mailing, "100%_").contacts] == ["Jan"]


def test_a_mailing_that_was_sent_keeps_its_text_and_its_readers(database: None):
    event = make_event()
    make_contact(event.network)
    mailing = make_draft(event)
    send(mailing)

    with transaction():
        done = [
            service.write(mailing, subject="Anders", body="Anders", actor=ME, now=NOW),
            service.address(mailing, Audience.AMBASSADORS, actor=ME, now=NOW),
            service.pick(mailing, shown=[], ticked=[1], actor=ME, now=NOW),
            service.discard(mailing, actor=ME, now=NOW),
        ]

    assert done == [False] * 4
    assert (mailing.subject, mailing.audience) == ("Komt u?", Audience.ALL)


def test_a_refused_mail_sent_again_by_two_at_once_is_queued_once(app: Flask, database: None):
    event = make_event()
    make_contact(event.network)
    send(make_draft(event))
    with transaction():
        message = db.session.scalars(select(Message)).one()
        message.state = MessageState.FAILED
    number, barrier = message.id, Barrier(8)

    def again(_number: int) -> bool:
        with app.app_context():
            message = db.session.get_one(Message, number)
            barrier.wait()
            with transaction():
                return service.send_again(message, actor=ME, now=NOW)

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(again, range(8)))

    assert sorted(done) == [False] * 7 + [True]


def test_what_is_done_to_a_draft_is_written_down_but_not_its_text(database: None):
    mailing = make_draft(make_event())
    with transaction():
        service.write(mailing, subject="Nieuw", body="geheim", actor=ME, now=NOW)
    with transaction():
        service.write(mailing, subject="Nieuw", body="geheim", actor=ME, now=NOW)
    with transaction():
        service.discard(mailing, actor=ME, now=NOW)

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()

    assert [(entry.action, entry.field, entry.old, entry.new) for entry in entries] == [
        ("mailing.begun", "", "", ""),
        ("mailing.changed", "recipients", "", "all"),
        ("mailing.changed", "subject", "Komt u?", "Nieuw"),
        ("mailing.changed", "body", "", ""),
        ("mailing.discarded", "subject", "Nieuw", ""),
    ]
