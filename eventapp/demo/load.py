"""Loads the demo year through the services, and takes it away again."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import delete, select

from eventapp.database import db
from eventapp.demo import events, people, story
from eventapp.demo.events import DemoEvent
from eventapp.demo.story import INVITED, Stage
from eventapp.models.account import Membership, User
from eventapp.models.event import Event
from eventapp.models.mailing import Message
from eventapp.models.network import Network, Partner
from eventapp.models.register import Contact
from eventapp.models.rsvp import Invitation
from eventapp.rules.access import Role
from eventapp.rules.event import EventKind
from eventapp.rules.mailing import Audience
from eventapp.rules.zones import to_local
from eventapp.services import accounts, mailing, members, network, register, rsvp
from eventapp.services.audit import Actor

SLUG = "west-brabant"
NAME = "Ambassadeursnetwerk West-Brabant"
PARTNERS = ("Vereniging Ambassadeurs West-Brabant", "Werkgeversservicepunt West-Brabant")
MEMBERS = {
    "annelies@ambassadeurs-wb.example": ("Annelies Hoekstra", Role.OWNER),
    "joost@servicepunt-wb.example": ("Joost Vermeulen", Role.ORGANISER),
    "mirjam@ambassadeurs-wb.example": ("Mirjam van Loon", Role.VIEWER),
}
FIRST_WAVE = 90
SUBJECT = "{{voornaam}}, komt u naar {{bijeenkomst}}?"
BODY = """Beste {{voornaam}},

Hoe doet een collega-werkgever dat: mensen aannemen voor wie werk niet vanzelf gaat?

U hoort het op {{datum}} in {{plaats}}, van werkgevers zoals u.

{{knoppen}}

{{programma}}

Tot dan!

Annelies Hoekstra
"""
THANKS = """Beste {{voornaam}},

Dit jaar kregen mensen een baan omdat u ze een kans gaf. Daarvoor willen wij u bedanken.

Kom op {{datum}} naar {{plaats}}. Met eten, muziek en een cabaretier. U hoeft niets mee te nemen.

{{knoppen}}

{{programma}}

Graag tot dan!

Annelies Hoekstra
"""


def find() -> Network | None:
    """Give the network that has the demo's slug, whosever it is."""
    return db.session.scalar(select(Network).where(Network.slug == SLUG))


def load(*, password_hashes: Mapping[str, str], reserved: frozenset[str], now: datetime) -> Network:
    """Make the whole demo; the slug must be free."""
    made = network.create(slug=SLUG, name=NAME, reserved=reserved, now=now)
    made.is_demo = True
    made.reply_to = "annelies@ambassadeurs-wb.example"
    made.contact_name, made.contact_phone = "Annelies Hoekstra", "06 1234 5678"
    db.session.add_all(Partner(network_id=made.id, name=name) for name in PARTNERS)
    organiser = _members(made, password_hashes, now)
    stage = Stage(made, organiser, reserved, Random(2026), now)
    contacts = _register(stage)
    today = to_local(now, story.ZONE).date()
    for year in (today.year - 1, today.year):
        this_year = year == today.year
        dates = events.dates(year, today if this_year else None)
        for demo in events.THIS_YEAR if this_year else events.LAST_YEAR:
            day = dates[demo.key]
            _play(stage, demo, day, contacts, is_today=day == today)
    db.session.flush()
    rsvp.forget_needs(stage.now)
    return made


def remove() -> list[str]:
    """Delete the demo with everybody in it; answers the ids of its mails."""
    made = find()
    if made is None or not made.is_demo:
        return []
    users = select(Membership.user_id).where(Membership.network_id == made.id)
    elsewhere = select(Membership.user_id).where(Membership.network_id != made.id)
    theirs = list(
        db.session.scalars(select(User).where(User.id.in_(users), User.id.not_in(elsewhere)))
    )
    addresses = [user.email for user in theirs]
    owned = (Message.network_id == made.id) | (
        Message.network_id.is_(None) & Message.to_address.in_(addresses)
    )
    mails = list(db.session.scalars(select(Message.message_id).where(owned)))
    db.session.execute(delete(Message).where(owned))
    db.session.execute(delete(Network).where(Network.id == made.id))
    db.session.execute(delete(User).where(User.id.in_([user.id for user in theirs])))
    return mails


def _members(made: Network, password_hashes: Mapping[str, str], now: datetime) -> Actor:
    """Make the logins; the first is the one who organises."""
    actors = []
    for email, (name, role) in MEMBERS.items():
        user = accounts.create(
            email=email, name=name, language="nl", now=now, password_hash=password_hashes[email]
        )
        actors.append(Actor(user.name, user.id))
        members.add(made, user, role, actor=actors[0], now=now)
    return actors[0]


def _register(stage: Stage) -> list[Contact]:
    """Fill the register."""
    made_at = stage.now - timedelta(days=730)
    for person in people.contacts(stage.random):
        register.add_contact(stage.network, _details(person), actor=stage.organiser, now=made_at)
    db.session.flush()
    return list(
        db.session.scalars(
            select(Contact).where(Contact.network_id == stage.network.id).order_by(Contact.id)
        )
    )


def _play(
    stage: Stage, demo: DemoEvent, day: date, contacts: list[Contact], *, is_today: bool
) -> None:
    """Let one event happen, as far as it is in the past."""
    begins = _about_now(stage.now) if is_today else demo.begins
    event = story.make_event(stage, demo, day, begins)
    invited = story.first_of(
        [contact for contact in contacts if contact.email], demo.invited, stage.random
    )
    coming = event.starts_at > stage.now + timedelta(days=1)
    first, second = (invited[:FIRST_WAVE], invited[FIRST_WAVE:]) if coming else (invited, [])
    invite_at = min(event.starts_at - INVITED, stage.now - timedelta(days=10))
    invitations = _invite(stage, event, first, invite_at)
    story.answer_all(stage, event, invitations)
    if event.starts_at - timedelta(days=1) < stage.now:
        story.cancel_late(stage, event, invitations)
        story.give_freed_places(stage, event, invitations)
        story.let_in(stage, event, story.with_place(invitations))
    story.settle_mail(stage, event)
    if second:
        _invite(stage, event, second, stage.now)


def _invite(stage: Stage, event: Event, contacts: list[Contact], now: datetime) -> list[Invitation]:
    """Send an invitation mailing to these contacts."""
    body = THANKS if event.kind is EventKind.THANK_YOU else BODY
    draft = mailing.draft(event, subject=SUBJECT, body=body, actor=stage.organiser, now=now)
    ticked = [contact.id for contact in contacts]
    mailing.pick(draft, shown=(), ticked=ticked, actor=stage.organiser, now=now)
    mailing.address(draft, Audience.HAND, actor=stage.organiser, now=now)
    db.session.flush()
    locked = mailing.lock(event.id, draft.id)
    if locked is None:
        raise LookupError("the mailing is gone")
    mailing.send(locked, actor=stage.organiser, now=now)
    db.session.flush()
    chosen = [contact.id for contact in contacts]
    return list(
        db.session.scalars(
            select(Invitation)
            .where(Invitation.event_id == event.id, Invitation.contact_id.in_(chosen))
            .order_by(Invitation.id)
        )
    )


def _about_now(now: datetime) -> time:
    """Begin today's event about half an hour ago, but in the daytime."""
    local = to_local(now, story.ZONE)
    minutes = min(19 * 60, max(8 * 60, local.hour * 60 + local.minute - 30))
    return time(minutes // 60, minutes % 60 // 30 * 30)


def _details(person: people.DemoContact) -> register.ContactDetails:
    """Write an invented person as an organiser would fill in the form."""
    return register.ContactDetails(
        name=person.name,
        employer=person.employer.name,
        town=person.employer.town,
        sector=person.employer.sector,
        email=person.email or None,
        phone=person.phone,
        job_title=person.job_title,
        is_ambassador=person.is_ambassador,
        tags=person.tags,
        language=person.language,
    )
