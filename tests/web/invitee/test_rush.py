"""Two hundred people answer yes at once while there are fifty places."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from time_machine import travel

from eventapp.database import db
from eventapp.formats.links import Links
from eventapp.models import Attendee, Badge, Invitation, Message
from eventapp.rules.mailing import MessageKind
from eventapp.rules.rsvp import Partstat, Place
from tests.factories import NOW, make_event, make_invitations

PEOPLE, PLACES, THREADS = 200, 50, 32


@pytest.fixture(autouse=True)
def _in_march():
    with travel(NOW, tick=True):
        yield


def ask_everybody(app, **values):
    """Invite 200 people and give the address of each."""
    with app.app_context():
        event = make_event(capacity=PLACES, companions_max=2, **values)
        links: Links = app.extensions["links"]
        tokens = [
            links.token("invitation", invitation.public_id)
            for invitation in make_invitations(event, PEOPLE)
        ]
        return event.id, [f"/i/{token}/" for token in tokens]


def answer_together(app, addresses, data):
    """Post every answer at once, each by a visitor of its own; give the status codes."""
    start = Barrier(THREADS)
    clients = [app.test_client(use_cookies=False) for _ in addresses]

    def post(number):
        if number < THREADS:
            start.wait()
        return clients[number].post(addresses[number], data=data(number)).status_code

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(post, range(len(addresses))))


def count(query):
    return db.session.scalar(select(func.count()).select_from(query.subquery()))


@pytest.mark.drill
@pytest.mark.timeout(300)
def test_fifty_places_take_fifty_persons_however_parties_are_mixed(app):
    event_id, addresses = ask_everybody(app)

    def data(number):
        companions = {f"companions-{n}": f"Gast {n} van {number}" for n in range(number % 3)}
        return {"answer": "ACCEPTED", **companions}

    statuses = answer_together(app, addresses, data)

    assert set(statuses) == {303, 422}
    with app.app_context():
        inside = select(Attendee).where(
            Attendee.event_id == event_id, Attendee.place == Place.CONFIRMED
        )
        said_yes = select(Invitation).where(Invitation.answer == Partstat.ACCEPTED)
        valid = select(Badge.id).join(Attendee).where(Badge.serial == Attendee.badge_serial)
        confirmations = select(Message).where(Message.kind == MessageKind.CONFIRMATION)
        assert count(inside) == PLACES
        assert count(select(Attendee)) == PLACES
        assert count(said_yes) == count(confirmations) == statuses.count(303)
        assert count(valid) == PLACES


@pytest.mark.drill
@pytest.mark.timeout(300)
def test_who_does_not_fit_waits_when_asked_at_once(app):
    event_id, addresses = ask_everybody(app)

    statuses = answer_together(app, addresses, lambda _: {"answer": "ACCEPTED", "wait": "y"})

    assert set(statuses) == {303}
    with app.app_context():
        places = dict(
            db.session.execute(
                select(Attendee.place, func.count())
                .where(Attendee.event_id == event_id)
                .group_by(Attendee.place)
            )
            .tuples()
            .all()
        )
        assert places == {Place.CONFIRMED: PLACES, Place.WAITLISTED: PEOPLE - PLACES}


@pytest.mark.drill
@pytest.mark.timeout(300)
def test_one_person_who_answers_fifty_times_at_once_has_one_place(app):
    event_id, addresses = ask_everybody(app)

    statuses = answer_together(
        app, addresses[:1] * THREADS, lambda _: {"answer": "ACCEPTED", "companions-0": "Anna Bos"}
    )

    assert set(statuses) == {303}
    with app.app_context():
        assert count(select(Attendee).where(Attendee.event_id == event_id)) == 2
        assert count(select(Badge)) == 2
        assert count(select(Message)) == 1
