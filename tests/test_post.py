"""The worker hands over what is due."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import bindparam, select, text, update

from config import Config
from eventapp import post
from eventapp.database import db, of_session, transaction
from eventapp.models import Contact, Event, Invitation, Mailing, Message
from eventapp.post import writer
from eventapp.rules.delivery import BATCH
from eventapp.rules.event import EventState
from eventapp.rules.mailing import MailingState, MessageKind, MessageState
from eventapp.rules.rsvp import Partstat
from eventapp.services import delivery, outbox, rsvp, subscription
from eventapp.services.audit import Actor
from eventapp.services.delivery import Begun, InHand
from tests.conftest import empty, make_config
from tests.factories import make_contact, make_invitation
from tests.mailings import NOW, future_event, make_mailing, send
from tests.smtp_server import smtp_server
from tests.statements import statements


def with_server(app: Flask, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config: Config = app.extensions["config"]
    server = make_config(config.instance_path, config.database_url, mail_url=url)
    monkeypatch.setitem(app.extensions, "config", server)


def states() -> dict[str, tuple[MessageState, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Message).order_by(Message.id))
    return {row.to_address: (row.state, row.error) for row in rows}


def test_hand_over_one_refused_address_stops_nobody_else(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    mailing = make_mailing(future_event(), BATCH + 5)
    send(mailing)
    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        addresses = list(states())
        inbox.rcpt_answers[addresses[3]] = "550 No such user"

        tally = post.hand_over_due(app)

    assert (tally.sent, tally.failed) == (BATCH + 4, 1)
    assert sorted(inbox.addresses) == sorted(set(addresses) - {addresses[3]})
    assert states()[addresses[3]] == (MessageState.FAILED, "550 No such user")
    assert db.session.get_one(Mailing, mailing.id).state is MailingState.SENT
    assert inbox.connections == 1


def test_hand_over_asks_few_statements_a_mail(app: Flask, database: None):
    asked = []
    for recipients in (3, 13):
        send(make_mailing(future_event(), recipients))
        with statements() as seen:
            assert post.hand_over_due(app).sent == recipients
        asked.append(sum(not statement.startswith("BEGIN") for statement in seen))

    few, many = asked
    a_mail = {"sqlite": 2, "postgresql": 1}[db.engine.dialect.name]
    assert many - few == a_mail * 10


def test_hand_over_server_away_tries_again_later_and_then_all_arrive(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    mailing = make_mailing(future_event(), 3)
    send(mailing)
    with_server(app, "smtp://127.0.0.1:9", monkeypatch)

    away = post.hand_over_due(app)
    again = post.hand_over_due(app)

    assert (away.put_off, again) == (3, post.Tally())
    assert {state for state, _ in states().values()} == {MessageState.QUEUED}
    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        with transaction() as session:
            session.execute(update(Message).values(due_at=NOW))
        assert post.hand_over_due(app).sent == 3
    assert len(inbox.mails) == 3


def test_hand_over_busy_mailbox_waits_and_others_go_on(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    send(make_mailing(future_event(), 2))
    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        first, second = states()
        inbox.rcpt_answers[first] = "451 Come back later"

        tally = post.hand_over_due(app)

    assert (tally.sent, tally.put_off) == (1, 1)
    assert states()[first] == (MessageState.QUEUED, "451 Come back later")
    assert inbox.addresses == [second]


def test_hand_over_checks_each_mail_once_more(app: Flask, database: None):
    event = future_event()
    mailing = make_mailing(event, 5)
    send(mailing)
    invitations = db.session.scalars(select(Invitation).order_by(Invitation.id)).all()
    contacts = [invitation.contact for invitation in invitations]
    with transaction():
        invitations[0].revoked_at = NOW
        invitations[1].answer = Partstat.DECLINED
        subscription.unsubscribe(contacts[2], now=NOW)
        contacts[3].email = None
        contacts[4].email = "nieuw@werkgever.example"

    tally = post.hand_over_due(app)

    assert (tally.sent, tally.dropped) == (1, 4)
    assert sorted(states().values()) == sorted(
        [
            (MessageState.DROPPED, "revoked"),
            (MessageState.DROPPED, "answered"),
            (MessageState.DROPPED, "unsubscribed"),
            (MessageState.DROPPED, "no_address"),
            (MessageState.SENT, ""),
        ]
    )
    assert states()["nieuw@werkgever.example"] == (MessageState.SENT, "")


def test_hand_over_event_cancelled_meanwhile_invites_nobody(app: Flask, database: None):
    event = future_event()
    send(make_mailing(event, 2))
    with transaction():
        event.state = EventState.CANCELLED

    assert post.hand_over_due(app).dropped == 2


def test_lease_that_ran_out_puts_claimed_back_and_leaves_the_one_in_hand_unknown(
    app: Flask, database: None
):
    send(make_mailing(future_event(), 3))
    with transaction():
        ids = delivery.claim("dead", now=NOW)
        begun = delivery.begin(InHand(ids[0], "dead", b"x", "x"), of_session(), now=NOW)
        assert begun is Begun.READY

    with transaction():
        delivery.recover(NOW + timedelta(hours=1))

    assert [state for state, _ in states().values()] == [
        MessageState.UNKNOWN,
        MessageState.QUEUED,
        MessageState.QUEUED,
    ]


def test_two_workers_never_claim_the_same_mail(app: Flask, database: None):
    send(make_mailing(future_event(), BATCH + 10))

    with transaction():
        first = delivery.claim("one", now=NOW)
    with transaction():
        second = delivery.claim("two", now=NOW)

    assert (len(first), len(second)) == (BATCH, 10)
    assert not set(first) & set(second)


def test_worker_that_lost_its_claim_hands_nothing_over(app: Flask, database: None):
    send(make_mailing(future_event(), 1))
    with transaction():
        (claimed,) = delivery.claim("slow", now=NOW)
    with transaction():
        delivery.recover(NOW + timedelta(hours=1))
        delivery.claim("fast", now=NOW)

    with transaction():
        begun = delivery.begin(InHand(claimed, "slow", b"", ""), of_session(), now=NOW)
        assert begun is Begun.GONE


def test_account_mail_is_sent_with_a_sender_and_then_forgotten(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    with transaction():
        outbox.tell_user(
            to_address="a@b.example",
            to_name='Jan "Boef" <x>\nBcc: y@z.example',
            subject="Nieuw\r\nBcc: z@z.example",
            html="<p>hoi</p>",
            text="hoi",
            now=NOW,
        )
    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        post.hand_over_due(app)

    ((address, mime),) = inbox.mails
    assert address == "a@b.example"
    assert b"From: Olievlek <bijeenkomsten@olievlek.example>\r\n" in mime
    assert b"\nBcc" not in mime
    assert db.session.scalar(select(Message.mime)) is None


def test_password_mail_goes_before_a_mailing_that_was_there_first(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    send(make_mailing(future_event(), 2 * BATCH + 5))
    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        inbox.on_mail = lambda number: forget_password(app) if number == 1 else None

        post.hand_over_due(app)

    assert len(inbox.addresses) == 2 * BATCH + 6
    assert inbox.addresses.index("a@b.example") <= BATCH + 1


def forget_password(app: Flask) -> None:
    with app.app_context(), transaction():
        outbox.tell_user(
            to_address="a@b.example",
            to_name="Annelies",
            subject="Wachtwoord",
            html="<p>hoi</p>",
            text="hoi",
            now=datetime.now(UTC),
        )


def test_letter_that_cannot_be_written_fails_alone(app: Flask, database: None):
    event = future_event()
    make_contact(event.network, email="jörg@werkgever.example")
    send(make_mailing(event, 1))

    tally = post.hand_over_due(app)

    assert (tally.sent, tally.failed) == (1, 1)
    assert states()["jörg@werkgever.example"] == (MessageState.FAILED, "unwritable")


def test_mail_that_waited_long_in_its_batch_is_written_as_things_are_now(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    event = future_event()
    send(make_mailing(event, 12))
    monkeypatch.setattr(writer, "FRESH", 0.0)

    def rename(number: int) -> None:
        if number == 1:
            with app.app_context(), transaction():
                db.session.execute(update(Event).values(title="Wintermarkt", updated_at=NOW))
                db.session.execute(update(Contact).values(given_name="Nieuwe"))

    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        inbox.on_mail = rename
        assert post.hand_over_due(app).sent == 12

    assert b"Wintermarkt" not in inbox.mails[0][1]
    assert all(b"Wintermarkt" in mime for _address, mime in inbox.mails[1:])
    assert all(b"Nieuwe" in mime for _address, mime in inbox.mails[1:])


@pytest.mark.parametrize("fact", ["name", "title"])
def test_mail_that_waited_for_a_slow_server_is_written_anew(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch, fact: str
):
    monkeypatch.setattr(writer, "FRESH", 0.0)
    send(make_mailing(future_event(), 4))
    changes = {
        "name": update(Contact).values(given_name="Anders"),
        "title": update(Event).values(title="Anders", updated_at=NOW),
    }

    def change(number: int) -> None:
        if number == 2:  # after the first a batch begins anew
            with app.app_context(), transaction():
                db.session.execute(changes[fact])

    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        inbox.on_mail = change
        post.hand_over_due(app)

    assert [b"Anders" in mime for _address, mime in inbox.mails] == [False, False, True, True]


def test_what_changes_while_the_server_takes_a_mail_is_right_in_the_next(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    event = future_event()
    send(make_mailing(event, 4))
    contacts = list(db.session.scalars(select(Contact).order_by(Contact.sort_key, Contact.id)))
    fourth = contacts[3].id

    def change(number: int) -> None:
        if number != 3:
            return
        with app.app_context(), transaction():
            contact = db.session.get_one(Contact, fourth)
            contact.given_name, contact.email = "Nieuwe", "nieuw@werkgever.example"
            invitation = db.session.scalars(
                select(Invitation).where(Invitation.contact_id == fourth)
            ).one()
            rsvp.renew_link(invitation, actor=Actor("Annelies"), now=NOW)

    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        inbox.on_mail = change
        assert post.hand_over_due(app).sent == 4

    db.session.rollback()
    address, mime = inbox.mails[3]
    renewed = db.session.scalars(select(Invitation).where(Invitation.contact_id == fourth)).one()
    assert address == "nieuw@werkgever.example"
    assert renewed.public_id.encode() in mime.replace(b"=\r\n", b"")
    assert b"Nieuwe" in mime


OF_LAST = Invitation.contact_id == bindparam("last")
CHANGES = {
    "revoked": update(Invitation).where(OF_LAST).values(revoked_at=NOW),
    "answered": update(Invitation).where(OF_LAST).values(answer=Partstat.DECLINED),
    "unsubscribed": update(Contact)
    .where(Contact.id == bindparam("last"))
    .values(unsubscribed_at=NOW),
    "no_address": update(Contact).where(Contact.id == bindparam("last")).values(email=None),
    "not_published": update(Event).values(state=EventState.CANCELLED),
}


@pytest.mark.parametrize("reason", CHANGES)
def test_what_forbids_a_mail_that_is_written_already_keeps_it_here(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch, reason: str
):
    send(make_mailing(future_event(), 4))
    contacts = list(db.session.scalars(select(Contact).order_by(Contact.sort_key, Contact.id)))
    last = contacts[3].id

    def change(number: int) -> None:
        if number == 3:
            with app.app_context(), transaction() as session:
                session.connection().execute(CHANGES[reason], {"last": last})

    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        inbox.on_mail = change
        tally = post.hand_over_due(app)

    assert (tally.sent, tally.dropped) == (3, 1)
    assert len(inbox.mails) == 3
    assert sorted(states().values()) == sorted(
        [(MessageState.DROPPED, reason), *[(MessageState.SENT, "")] * 3]
    )


def test_who_can_be_written_to_after_all_is(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    event = future_event()
    send(make_mailing(event, 3))
    third = list(db.session.scalars(select(Contact).order_by(Contact.sort_key, Contact.id)))[2].id
    with transaction():
        db.session.get_one(Contact, third).email = None

    def found(number: int) -> None:
        if number == 2:
            with app.app_context(), transaction():
                db.session.get_one(Contact, third).email = "toch@werkgever.example"

    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        inbox.on_mail = found
        tally = post.hand_over_due(app)

    assert (tally.sent, tally.dropped) == (3, 0)
    assert inbox.addresses[-1] == "toch@werkgever.example"


def test_no_transaction_stays_open_while_the_server_answers(
    applications, monkeypatch: pytest.MonkeyPatch
):
    app = applications.on("postgresql")
    idle: list[int] = []

    def look(_number: int) -> None:
        with app.app_context():
            query = text(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                " AND datname = current_database()"
            )
            idle.append(db.session.scalar(query) or 0)

    with app.app_context():
        empty()
        send(make_mailing(future_event(), 4))
        with smtp_server() as (inbox, url):
            with_server(app, url, monkeypatch)
            inbox.on_mail = look
            db.session.rollback()
            assert post.hand_over_due(app).sent == 4

    assert idle == [0, 0, 0, 0]


def test_newer_mail_about_an_answer_takes_the_place_of_one_that_waits(app: Flask, database: None):
    invitation = make_invitation(future_event())
    for kind in (MessageKind.CONFIRMATION, MessageKind.REGRETS):
        with transaction():
            outbox.tell_invitee(kind, db.session.get_one(Invitation, invitation.id), now=NOW)

    assert post.hand_over_due(app).sent == 1
    rows = db.session.scalars(select(Message).order_by(Message.id))
    assert [(row.kind, row.state) for row in rows] == [
        (MessageKind.CONFIRMATION, MessageState.DROPPED),
        (MessageKind.REGRETS, MessageState.SENT),
    ]
