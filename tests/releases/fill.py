"""Fills a database for a sample of a release; runs in the checkout of that release.

Prints, as JSON, what people then hold in their hands: links, a badge's code, a phone's token.
"""

import json
import sys
from datetime import UTC, datetime

from flask_security.utils import hash_password
from sqlalchemy import Table, create_engine, delete, insert, select, text

from eventapp.database import Base, db, of_session, transaction
from eventapp.models import Attendee, Contact, Event, Invitation, User
from eventapp.queries.door import device_of
from eventapp.rules.door import ScanRequest
from eventapp.rules.rsvp import AccessNeed, AnsweredVia, Diet, Partstat, Place, Reply
from eventapp.rules.throttle import Limit
from eventapp.services import (
    accounts,
    badges,
    delivery,
    door,
    imports,
    outbox,
    rsvp,
    scans,
    subscription,
    throttle,
)
from eventapp.services.audit import Actor
from wsgi import app

NOW = datetime.now(UTC)
ME = Actor("Annelies Hoekstra")
PASSWORD = "een lang en goed wachtwoord"
TOKEN = "the-token-of-a-phone-at-the-door"
THIN = 3  # of the demo's contacts one in so many stays


def fill() -> dict[str, object]:
    """Thin the demo year out, add what it lacks, and give what people hold."""
    thin_out()
    today = event_by("starts_at", descending=False)
    coming = event_by("starts_at", descending=True)
    owner = db.session.scalars(select(User).order_by(User.id)).first()
    asked = db.session.scalars(
        select(Invitation).where(
            Invitation.event_id == coming.id, Invitation.answer == Partstat.NEEDS_ACTION
        )
    ).all()
    assert owner is not None
    with transaction():
        accounts.set_password(owner, hash_password(PASSWORD))
        subscription.unsubscribe(asked[0].contact, now=NOW)
        throttle.count([("somebody's key", Limit(10, 15))], now=NOW)
        imports.keep(today.network, b"naam;werkgever\n", "leden.csv", user_id=owner.id, now=NOW)
        outbox.tell_user(
            to_address=owner.email, to_name="A", subject="S", html="<p>b</p>", text="b", now=NOW
        )
        asked[1].revoked_at = NOW
    answer(asked[2])
    move_some_mail()
    code = scan_some(coming)
    return {
        "made_at": NOW.isoformat(),
        "secret_key": app.config["SECRET_KEY"],
        "login": {"email": owner.email, "password": PASSWORD},
        "network": today.network.slug,
        "today": today.slug,
        "coming": coming.slug,
        "token": TOKEN,
        "code": code,
        **links_of(asked[2], asked[3]),
    }


def thin_out() -> None:
    """Keep three events and part of the contacts, so that the sample stays small."""
    events = db.session.scalars(select(Event.id).order_by(Event.starts_at.desc()).limit(3)).all()
    tables = Base.metadata.tables
    with transaction() as session:
        session.execute(delete(tables["event"]).where(tables["event"].c.id.not_in(events)))
        session.execute(delete(Contact).where(Contact.id % THIN != 0))
        for table in (tables["audit_entry"], tables["door_device"]):
            session.execute(delete(table).where(table.c.event_id.not_in(events)))


def event_by(column: str, *, descending: bool) -> Event:
    """Give the event of today, or the last one of the year."""
    order = getattr(Event, column)
    later = select(Event).where(Event.ends_at > NOW)
    found = db.session.scalars(later.order_by(order.desc() if descending else order)).first()
    assert found is not None
    return found


def answer(invitation: Invitation) -> None:
    """Say yes with a companion, a diet and a remark."""
    reply = Reply(
        answer=Partstat.ACCEPTED,
        companions=("Łucja van 't Hof",),
        diet=(Diet.VEGETARIAN,),
        access_needs=(next(iter(AccessNeed)),),
        remark="Graag vooraan; het liefst bij de deur.",
    )
    with transaction():
        rsvp.reply(invitation, reply, via=AnsweredVia.WEB, actor=ME, now=NOW)


def move_some_mail() -> None:
    """Leave mails behind in every state."""
    with transaction():
        first, second, third, *_rest = delivery.claim("a-worker", now=NOW)
        for number in (first, second, third):
            mail = delivery.InHand(number, "a-worker", b"Subject: x\r\n\r\nx", "x")
            delivery.begin(mail, of_session(), now=NOW)
        delivery.mark_refused(first, "a-worker", "550 No such user")
        delivery.mark_unsure(second, "a-worker", "timed out", now=NOW)


def scan_some(event: Event) -> str:
    """Pair phones and scan; give the code of somebody who is not inside yet."""
    with transaction():
        for entrance in ("Achterdeur", "Zijdeur"):
            device, _code = door.invite_device(event, entrance, actor=ME, now=NOW)
        door.revoke(device, event, actor=ME, now=NOW)
        device, _code = door.invite_device(event, "Hoofdingang", actor=ME, now=NOW)
        device.token_digest = door.digest(TOKEN)
        device.paired_at = NOW
        device.pairing_digest = None
    awaited = db.session.scalars(
        select(Attendee).where(
            Attendee.event_id == event.id,
            Attendee.place == Place.CONFIRMED,
            Attendee.checked_in_at.is_(None),
        )
    ).all()
    phone = device_of(door.digest(TOKEN))
    assert phone is not None
    for number, code in enumerate((badges.code_of(awaited[0]), badges.code_of(awaited[0]), "X")):
        with transaction():
            asked = ScanRequest(f"scan-{number}", NOW, code=code)
            scans.scan(asked, phone, of_session(), now=NOW)
    with transaction():
        badges.renew(awaited[1])
    return badges.code_of(awaited[2])


def links_of(coming: Invitation, silent: Invitation) -> dict[str, str]:
    """Give the links that were mailed to somebody who comes, and to somebody who is silent."""
    links = app.extensions["links"]
    return {
        "link_of_one_who_comes": links.invitation(coming.public_id),
        "badge_of_one_who_comes": badges.code_of(coming.attendees[0]),
        "name_of_one_who_comes": coming.attendees[0].name,
        "link_of_a_silent_one": links.invitation(silent.public_id),
        "unsubscribe_link": links.unsubscribe(silent.contact.public_id),
    }


def copy(source_url: str) -> None:
    """Copy every row of another database into this one, which has the same tables."""
    source = create_engine(source_url)
    with source.connect() as reading, transaction() as session:
        for table in Base.metadata.sorted_tables:
            rows = [dict(row._mapping) for row in reading.execute(select(table))]
            if rows:
                session.execute(insert(table), rows)
                renumber(table)


def renumber(table: Table) -> None:
    """Let PostgreSQL number on from the rows that were copied."""
    column = table.autoincrement_column
    if column is not None:
        query = "SELECT setval(pg_get_serial_sequence('\"{0}\"', '{1}'), max({1})) FROM \"{0}\""
        db.session.execute(text(query.format(table.name, column.name)))


with app.app_context():
    if sys.argv[1:]:
        copy(sys.argv[1])
    else:
        sys.stdout.write(json.dumps(fill()))
