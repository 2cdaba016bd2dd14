"""What the pictures need beside the demo year: an upload, a draft, a phone at the door."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.demo.load import BODY, SLUG, SUBJECT
from eventapp.models import Contact, Event, Invitation, Network
from eventapp.rules.event import EventKind
from eventapp.rules.rsvp import AnsweredVia, Diet, Partstat, Place, Reply
from eventapp.services import door, imports, mailing, rsvp
from eventapp.services.audit import Actor

ORGANISER = Actor("Annelies Hoekstra")
SHEET = """Naam;Bedrijf;Plaats;E-mail;Telefoon
{known};{employer};Breda;{email};
Saskia de Lange;Zorggroep Het Anker;Roosendaal;saskia@hetanker.example;06 2345 6789
Youssef Ben Ali;Metaalwerken Zuid;Moerdijk;youssef@metaalzuid.example;
Zonder bedrijf;;Breda;iemand@nergens.example;
Karin Vos;Drukkerij Vos;Bergen op Zoom;karin@vos;
"""


@dataclass(frozen=True)
class Props:
    """The rows that the pictures are about; moments of pairing are those of the making."""

    network: Network
    today: Event
    coming: Event
    open_day: Event
    draft_id: int
    device_id: int
    upload: str
    pairing_code: str
    device_token: str


def make_props() -> Props:
    """Find the events of the demo, and add what a first visitor would not see yet."""
    now = datetime.now(UTC)
    network = db.session.scalars(select(Network).where(Network.slug == SLUG)).one()
    events = db.session.scalars(
        select(Event).where(Event.network_id == network.id).order_by(Event.starts_at.desc())
    ).all()
    today = min(events, key=lambda event: abs(event.starts_at - now))
    coming = next(event for event in events if event.kind is EventKind.THANK_YOU)
    open_day = next(event for event in events if event.kind is EventKind.B2B_DAY)
    with transaction():
        draft = mailing.draft(coming, subject=SUBJECT, body=BODY, actor=ORGANISER, now=now)
        device, code = door.invite_device(today, "Zijingang", actor=ORGANISER, now=now)
        token = door.make_device(today, "Hoofdingang", actor=ORGANISER, now=now)
        upload = imports.keep(network, _sheet(network), "leden.csv", user_id=None, now=now)
        db.session.flush()
        found = (draft.id, device.id, upload.public_id, code, token)
    _answer_some(coming, now)
    _let_somebody_wait(coming)
    return Props(network, today, coming, open_day, *found)


def _answer_some(event: Event, now: datetime) -> None:
    """Let two more invitees answer, so that there are fresh mails of each kind."""
    with transaction():
        first, second = db.session.scalars(
            select(Invitation)
            .where(Invitation.event_id == event.id, Invitation.answer == Partstat.NEEDS_ACTION)
            .order_by(Invitation.id)
            .limit(2)
        )
        yes = Reply(answer=Partstat.ACCEPTED, companions=("Fatima el Amrani",), diet=(Diet.HALAL,))
        for invitation, reply in ((first, yes), (second, Reply(answer=Partstat.DECLINED))):
            actor = Actor(invitation.contact.name)
            rsvp.reply(invitation, reply, via=AnsweredVia.WEB, actor=actor, now=now)


def _let_somebody_wait(event: Event) -> None:
    """Put somebody who answered on the waiting list: the event itself has room."""
    with transaction() as session:
        waiting = session.scalars(
            select(Invitation)
            .where(Invitation.event_id == event.id, Invitation.answer == Partstat.ACCEPTED)
            .order_by(Invitation.id.desc())
            .limit(1)
        ).one()
        for attendee in waiting.attendees:
            attendee.place = Place.WAITLISTED


def _sheet(network: Network) -> bytes:
    """Write a list with one known contact, two new ones and two that are refused."""
    known = db.session.scalars(
        select(Contact).where(Contact.network_id == network.id, Contact.email.is_not(None))
    ).first()
    assert known is not None
    name = " ".join(filter(None, (known.given_name, known.infix, known.family_name)))
    return SHEET.format(known=name, employer=known.employer.name, email=known.email).encode()
