"""Events under the lock: unique addresses, one cancellation, no place lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Event, Invitation, Message, Network
from eventapp.rules.event import EventKind, EventState, Refusal
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import Partstat
from eventapp.rules.zones import TimeZone
from eventapp.services import event as service
from eventapp.services import outbox
from eventapp.services.audit import Actor
from tests.factories import NOW, make_contact, make_event, make_invitation, make_network

ACTOR = Actor("Annelies Hoekstra")
DETAILS = service.EventDetails(
    kind=EventKind.B2B_DAY,
    title="Kijkdag",
    introduction="",
    venue_name="",
    venue_address="",
    venue_town="",
    time_zone=TimeZone.AMSTERDAM,
    starts_at=datetime(2027, 4, 15, 10, 30, tzinfo=UTC),
    ends_at=datetime(2027, 4, 15, 16, 0, tzinfo=UTC),
    answer_before=None,
    capacity=None,
    companions_max=0,
)


def create(network: Network, slug: str = "") -> Event | Refusal:
    with transaction():
        return service.create(network, DETAILS, slug=slug, reserved={"post"}, actor=ACTOR, now=NOW)


def test_create_gives_every_event_its_own_uid_and_address(database: None) -> None:
    network = make_network()

    first, second = create(network), create(network)

    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert (first.slug, second.slug) == ("kijkdag-2027", "kijkdag-2027-2")
    assert first.uid != second.uid


@pytest.mark.parametrize(
    ("slug", "refusal"),
    [
        ("post", Refusal.SLUG_RESERVED),
        ("Kijkdag 2027", Refusal.SLUG_RESERVED),
        ("kijkdag-2027", Refusal.SLUG_TAKEN),
    ],
)
def test_create_refuses_an_address_it_cannot_give(
    database: None, slug: str, refusal: Refusal
) -> None:
    network = make_network()
    make_event(network, slug="kijkdag-2027")

    assert create(network, slug) is refusal


def test_two_networks_may_use_the_same_address(database: None) -> None:
    create(make_network())

    made = create(make_network())

    assert isinstance(made, Event)
    assert made.slug == "kijkdag-2027"


def test_eight_at_once_get_eight_addresses(app: Flask, database: None) -> None:
    network_id = make_network().id

    def make(_number: int) -> bool:
        with app.app_context():
            network = db.session.get(Network, network_id)
            assert network is not None
            return isinstance(create(network), Event)

    db.session.rollback()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(make, range(8)))

    slugs = db.session.scalars(select(Event.slug)).all()
    assert made == [True] * 8
    assert len(set(slugs)) == 8


def test_cancel_answers_none_for_a_draft(database: None) -> None:
    event = make_event(state=EventState.DRAFT)

    with transaction():
        assert service.cancel(event, actor=ACTOR, now=NOW) is None

    assert (event.state, event.sequence) == (EventState.DRAFT, 0)
    assert db.session.scalar(select(AuditEntry)) is None


def test_cancel_takes_the_place_of_a_confirmation_that_did_not_leave_yet(database: None) -> None:
    event = make_event()
    invitation = make_invitation(event, make_contact(event.network), answer=Partstat.ACCEPTED)
    with transaction():
        outbox.tell_invitee(MessageKind.CONFIRMATION, invitation, now=NOW)

    with transaction():
        mails = service.cancel(event, actor=ACTOR, now=NOW)

    sent = db.session.execute(select(Message.kind, Message.state).order_by(Message.id)).all()
    assert mails == 1
    assert sent == [
        (MessageKind.CONFIRMATION, MessageState.DROPPED),
        (MessageKind.CANCELLATION, MessageState.QUEUED),
    ]


def test_the_history_writes_times_on_the_clock_of_the_event(database: None) -> None:
    event = make_event()
    details = service.EventDetails(
        **{
            name: getattr(event, name)
            for name in service.EventDetails.__dataclass_fields__
            if name != "starts_at"
        },
        starts_at=datetime(2027, 4, 15, 11, 0, tzinfo=UTC),
    )

    with transaction():
        service.change(event, details, slug=event.slug, reserved=(), actor=ACTOR, now=NOW)

    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.field, entry.old, entry.new) == (
        "starts_at",
        "2027-04-15 12:30",
        "2027-04-15 13:00",
    )


def test_an_event_that_was_read_beside_an_invitation_is_locked(database: None) -> None:
    event_id = make_invitation(make_event()).event_id
    db.session.remove()
    beside = joinedload(Invitation.event).joinedload(Event.network)
    invitation = db.session.scalars(select(Invitation).options(beside)).one()

    with transaction():
        service.lock(invitation.event)

    assert invitation.event.id == event_id
