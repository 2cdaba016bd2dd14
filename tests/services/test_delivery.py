"""Marks of mails, while others lock the same mails."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine, select, text

from eventapp.database import db, direct, transaction
from eventapp.models import Event, Invitation, Message
from eventapp.services import chosen, delivery, letters
from eventapp.services.audit import Actor
from eventapp.services.delivery import InHand
from tests.conftest import empty
from tests.mailings import NOW, future_event, make_mailing, send

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


def wait_for_waiting(engine: Engine, number: int) -> None:
    """Wait until so many connections wait for a lock."""
    deadline = monotonic() + 10
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        while looking.scalar(WAITING) < number:
            assert monotonic() < deadline
            sleep(0.005)


def test_a_mail_sent_again_while_the_worker_goes_on_locks_nobody_out(applications: Any) -> None:
    """Both lock mails in the order of their ids; who holds the one between them makes them wait."""
    app = applications.on("postgresql")
    with app.app_context():
        empty()
        send(make_mailing(future_event(), 3))
        with transaction():
            first, between, last = sorted(delivery.claim("worker", now=NOW))
        event_id = db.session.scalars(select(Event.id)).one()
        asked = list(db.session.scalars(select(Invitation.id)))
        links = app.extensions["links"]
        mails = [
            InHand(
                number,
                "worker",
                b"x",
                "x",
                letters.render(message, links=links, mail_from="a@b.example", now=NOW).source,
            )
            for number, message in sorted(letters.to_write([first, last]).items())
        ]
        db.session.rollback()
        engine = db.engine
        with direct() as through:
            assert delivery.begin_as_written(mails[0], through, now=NOW)

        def go_on() -> bool:
            with direct(engine) as through:
                return delivery.begin_as_written(mails[1], through, now=NOW, sent=first)

        def send_again() -> None:
            with app.app_context(), transaction() as session:
                event = session.get_one(Event, event_id)
                chosen.send_again(event, asked, actor=Actor("Annelies"), now=NOW)

        with ThreadPoolExecutor(2) as pool, engine.connect() as other:
            other.execute(select(Message.id).where(Message.id == between).with_for_update())
            again = pool.submit(send_again)
            wait_for_waiting(engine, 1)
            worker = pool.submit(go_on)
            wait_for_waiting(engine, 2)
            other.rollback()

        assert again.exception() is None
        assert worker.result()
