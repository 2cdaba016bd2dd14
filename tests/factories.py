"""Rows for tests: a call names only what the test is about."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from flask_security.utils import hash_password
from sqlalchemy import select

from eventapp.database import Base, db, transaction
from eventapp.models import (
    Attendee,
    Contact,
    DoorDevice,
    Employer,
    Event,
    Invitation,
    Membership,
    Message,
    Network,
    ProgrammeItem,
    Room,
    Speaker,
    Tag,
    User,
)
from eventapp.rules.access import Role
from eventapp.rules.door import device_expires_at
from eventapp.rules.event import EventKind, EventState, ItemKind
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.names import fold, split_name
from eventapp.rules.rsvp import AttendeeKind, Place
from eventapp.rules.zones import TimeZone
from eventapp.services import badges

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
PASSWORD = "een lang en goed wachtwoord"

Row = TypeVar("Row", bound=Base)

_numbers = count(1)
_hashes: dict[str, str] = {}


def reset_counter() -> None:
    """Begin numbering anew, so that a test's names do not depend on the tests before it."""
    global _numbers
    _numbers = count(1)


def save(row: Row) -> Row:
    """Store a row."""
    with transaction():
        db.session.add(row)
    return row


def make_network(**values: Any) -> Network:
    number = next(_numbers)
    defaults = {"slug": f"netwerk-{number}", "name": f"Netwerk {number}", "created_at": NOW}
    made = {**defaults, **values}
    return save(Network(**{"updated_at": made["created_at"], **made}))


def make_user(network: Network | None = None, role: Role = Role.ORGANISER, **values: Any) -> User:
    """Make a user, a member of the network if one is given; the password is PASSWORD."""
    number = next(_numbers)
    if PASSWORD not in _hashes:
        _hashes[PASSWORD] = hash_password(PASSWORD)
    defaults = {
        "email": f"organisator-{number}@olievlek.example",
        "name": f"Annelies Hoekstra {number}",
        "password": _hashes[PASSWORD],
        "fs_uniquifier": uuid4().hex,
        "created_at": NOW,
    }
    user = save(User(**{**defaults, **values}))
    if network is not None:
        save(Membership(user_id=user.id, network_id=network.id, role=role))
    return user


def make_employer(network: Network, **values: Any) -> Employer:
    name = values.pop("name", f"Bakkerij De Korenbloem {next(_numbers)}")
    defaults = {"name_folded": fold(name), "town": "Roosendaal", "created_at": NOW}
    return save(Employer(network_id=network.id, name=name, **{**defaults, **values}))


def make_contact(
    network: Network | None = None, employer: Employer | None = None, **values: Any
) -> Contact:
    """Make a contact; ``name`` is the whole name."""
    network = network or make_network()
    return save(_contact(network, employer or make_employer(network), **values))


def make_contacts(network: Network, number: int) -> list[Contact]:
    """Make many contacts of one employer, in one transaction."""
    employer = make_employer(network)
    with transaction():
        contacts = [_contact(network, employer) for _ in range(number)]
        db.session.add_all(contacts)
    return contacts


def _contact(network: Network, employer: Employer, **values: Any) -> Contact:
    number = next(_numbers)
    name = split_name(values.pop("name", f"Jan van der Berg {number}"))
    email = values.pop("email", f"contact-{number}@werkgever.example")
    defaults = {
        "public_id": uuid4().hex,
        "given_name": name.given,
        "infix": name.infix,
        "family_name": name.family,
        "name_folded": fold(name.full),
        "sort_key": fold(f"{name.family} {name.given} {name.infix}"),
        "search_text": fold(f"{name.full} {employer.name} {employer.town}"),
        "email": email,
        "email_folded": email.casefold() if email else None,
        "created_at": NOW,
    }
    return Contact(network_id=network.id, employer_id=employer.id, **{**defaults, **values})


def make_tag(network: Network, name: str = "spreker") -> Tag:
    return save(Tag(network_id=network.id, name=name, name_folded=fold(name)))


def make_event(network: Network | None = None, **values: Any) -> Event:
    """Make a published event, a month ahead of NOW, from 12.30 to 18.00 in Amsterdam."""
    network = network or make_network()
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"kijkdag-{number}-2027",
        "uid": f"{uuid4().hex}@olievlek.example",
        "kind": EventKind.B2B_DAY,
        "state": EventState.PUBLISHED,
        "title": "Kijkdag 2027",
        "venue_name": "De Gistfabriek",
        "venue_address": "Kade 14, 4703 GD",
        "venue_town": "Roosendaal",
        "time_zone": TimeZone.AMSTERDAM,
        "starts_at": datetime(2027, 4, 15, 10, 30, tzinfo=UTC),
        "ends_at": datetime(2027, 4, 15, 16, 0, tzinfo=UTC),
        "answer_before": datetime(2027, 4, 8, 15, 0, tzinfo=UTC),
        "capacity": 90,
        "companions_max": 2,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return save(Event(network_id=network.id, **{**defaults, **values}))


def make_item(event: Event, **values: Any) -> ProgrammeItem:
    """Make an hour's talk at the start of the event; ``room`` and ``speakers`` are names."""
    room = values.pop("room", None)
    speakers = values.pop("speakers", ())
    starts_at = values.pop("starts_at", event.starts_at)
    item = ProgrammeItem(
        event_id=event.id,
        **{
            "kind": ItemKind.TALK,
            "title": "Jobcarving",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            **values,
        },
    )
    if room:
        known = db.session.scalar(select(Room).where(Room.event_id == event.id, Room.name == room))
        item.room_id = (known or save(Room(event_id=event.id, name=room))).id
    item.speakers = [Speaker(name=name, position=n) for n, name in enumerate(speakers, start=1)]
    return save(item)


def make_invitation(
    event: Event | None = None, contact: Contact | None = None, **values: Any
) -> Invitation:
    event = event or make_event()
    contact = contact or make_contact(event.network)
    defaults = {"public_id": uuid4().hex, "created_at": NOW}
    return save(Invitation(event_id=event.id, contact_id=contact.id, **{**defaults, **values}))


def make_invitations(event: Event, number: int) -> list[Invitation]:
    """Invite many new contacts, in one transaction."""
    contacts = make_contacts(event.network, number)
    with transaction():
        invitations = [
            Invitation(
                event_id=event.id, contact_id=contact.id, public_id=uuid4().hex, created_at=NOW
            )
            for contact in contacts
        ]
        db.session.add_all(invitations)
    return invitations


def make_attendee(
    event: Event | None = None, invitation: Invitation | None = None, **values: Any
) -> Attendee:
    """Make somebody with a confirmed place and a badge."""
    event = event or (invitation.event if invitation else make_event())
    name = values.pop("name", f"Fatima el Amrani {next(_numbers)}")
    defaults = {
        "public_id": uuid4().hex,
        "kind": AttendeeKind.INVITEE,
        "name": name,
        "employer_name": "Bakkerij De Korenbloem",
        "search_text": fold(f"{name} Bakkerij De Korenbloem"),
        "place": Place.CONFIRMED,
        "place_at": NOW,
        "created_at": NOW,
    }
    with transaction():
        attendee = Attendee(
            event_id=event.id,
            invitation_id=invitation.id if invitation else None,
            **{**defaults, **values},
        )
        db.session.add(attendee)
        db.session.flush()
        badges.issue(attendee)
    return attendee


def make_message(event: Event, invitation: Invitation | None = None, **values: Any) -> Message:
    """Make a sent mail of an invitation."""
    contact = invitation.contact if invitation else None
    defaults = {
        "kind": MessageKind.INVITATION,
        "state": MessageState.SENT,
        "message_id": uuid4().hex,
        "invitation_id": invitation.id if invitation else None,
        "contact_id": contact.id if contact else None,
        "to_address": (contact and contact.email) or "iemand@werkgever.example",
        "due_at": NOW,
        "created_at": NOW,
    }
    return save(Message(network_id=event.network_id, event_id=event.id, **{**defaults, **values}))


def make_device(event: Event, *, token: str = "a-door-token", **values: Any) -> DoorDevice:
    """Make a paired phone that shows ``token`` as its bearer token."""
    defaults = {
        "entrance": "Hoofdingang",
        "token_digest": sha256(token.encode()).hexdigest(),
        "paired_at": NOW,
        "expires_at": device_expires_at(event.ends_at),
        "created_at": NOW - timedelta(minutes=1),
    }
    return save(DoorDevice(event_id=event.id, **{**defaults, **values}))
