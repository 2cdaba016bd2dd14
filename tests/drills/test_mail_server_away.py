"""The mail server is away for an hour: mails wait, and all go once, in order, when it is back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventapp import post
from eventapp.database import db, transaction
from eventapp.models import Invitation, Message
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import Partstat
from eventapp.services import outbox
from tests.factories import make_attendee, make_invitation, make_user
from tests.mailings import NOW, future_event, make_mailing, send
from tests.pages import Browser
from tests.smtp_server import Inbox, smtp_server
from tests.test_post import with_server

MAILS = 60
MINUTE = timedelta(minutes=1)
NOBODY = "smtp://127.0.0.1:9"

pytestmark = pytest.mark.drill


def minutes(first: int, last: int) -> Iterator[datetime]:
    """Let the minutes pass, one by one."""
    for number in range(first, last + 1):
        with time_machine.travel(NOW + number * MINUTE, tick=False):
            yield NOW + number * MINUTE


def test_away_for_an_hour_mails_wait_and_go_once_in_order_when_it_is_back(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    event = future_event()
    send(make_mailing(event, MAILS))
    organiser = Browser(app).login(make_user(event.network))
    with_server(app, NOBODY, monkeypatch)
    tries: list[datetime] = []

    for moment in minutes(0, 60):
        if moment == NOW + 30 * MINUTE:
            confirm_somebody(event.id)
        if post.hand_over_due(app).put_off:
            tries.append(moment)
        if moment == NOW + 45 * MINUTE:
            page = organiser.get(f"/desk/{event.network.slug}/post/")
    waiting = states()
    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        sent_at = minute_of_the_last(app, inbox)

    assert waiting == {MessageState.QUEUED: MAILS + 1}
    assert [tries[n + 1] - tries[n] for n in range(4)] == [n * MINUTE for n in (1, 2, 4, 5)]
    assert f"De mailserver is niet bereikbaar. Er wachten {MAILS + 1} mails." in page.text
    assert "Ze gaan vanzelf weg, in dezelfde volgorde" in page.text
    assert sent_at <= NOW + 65 * MINUTE
    *mailing, confirmed = in_order()  # whoever waits for a confirmation goes first
    assert [one for one in inbox.addresses if one != confirmed] == mailing
    assert inbox.addresses.index(confirmed) <= 1
    assert states() == {MessageState.SENT: MAILS + 1}


def test_a_new_mail_finds_the_server_back_and_takes_along_all_that_waited(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    event = future_event()
    send(make_mailing(event, 45))
    with_server(app, NOBODY, monkeypatch)
    for _moment in minutes(0, 32):
        post.hand_over_due(app)
    with smtp_server() as (inbox, url):
        with_server(app, url, monkeypatch)
        with time_machine.travel(NOW + 33 * MINUTE, tick=False):
            confirm_somebody(event.id)
            post.hand_over_due(app)

    assert len(set(inbox.addresses)) == len(inbox.addresses) == 46
    assert inbox.addresses[1:] == in_order()[:45]
    assert inbox.connections == 1


def minute_of_the_last(app: Flask, inbox: Inbox) -> datetime:
    """Go on until all are sent, and tell when that was."""
    for moment in minutes(61, 70):
        post.hand_over_due(app)
        if len(inbox.mails) == MAILS + 1:
            return moment
    raise AssertionError(f"only {len(inbox.mails)} were sent")


def confirm_somebody(event_id: int) -> None:
    """Queue a mail about an answer."""
    made = make_invitation(db.session.get_one(Message, first_mail()).event)
    made_id = made.id
    with transaction():
        invitation = db.session.get_one(Invitation, made_id)
        invitation.answer = Partstat.ACCEPTED
    make_attendee(invitation=invitation)
    with transaction():
        outbox.tell_invitee(
            MessageKind.CONFIRMATION, db.session.get_one(Invitation, made_id), now=post.now()
        )


def first_mail() -> int:
    return db.session.scalars(select(Message.id).order_by(Message.id)).first() or 0


def in_order() -> list[str]:
    return list(db.session.scalars(select(Message.to_address).order_by(Message.id)))


def states() -> dict[MessageState, int]:
    db.session.rollback()
    found = list(db.session.scalars(select(Message.state)))
    return {state: found.count(state) for state in found}
