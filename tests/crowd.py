"""People in bulk: contacts, and what an event's invitations, attendees and badges look like."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import product
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select

from eventapp.database import Base, db
from eventapp.models import Attendee, Badge, Contact, Employer, Event, Invitation
from eventapp.rules import badge_code
from eventapp.rules.names import fold
from eventapp.rules.rsvp import AnsweredVia, AttendeeKind, Diet, Partstat, Place
from eventapp.services import badges

GIVEN = ("Saskia", "Fatima", "Joost", "Wilhelmina", "Omar", "Anneke", "Łukasz", "Ingrid", "Piet")
FAMILY = ("Verhagen", "Idrissi", "Smit", "Oldenbarnevelt", "Kowalski", "Hoekstra", "Jansen")
TRADES = ("Bakkerij", "Installatie", "Zorggroep", "Drukkerij", "Kwekerij", "Bouwbedrijf")
TOWNS = ("Roosendaal", "Breda", "Bergen op Zoom", "Etten-Leur", "Oosterhout", "Moerdijk")
PER_EMPLOYER = 3

Row = dict[str, Any]


def register(network_id: int, number: int, moment: datetime) -> list[Row]:
    """Store so many contacts at a third as many employers; give their rows."""
    employers = list(employer_rows(network_id, number // PER_EMPLOYER + 1, moment))
    contacts = list(contact_rows(network_id, number, employers, moment))
    store(Employer, employers)
    store(Contact, contacts)
    return contacts


def invite(event: Event, contacts: Iterable[Row], attendees: int, moment: datetime) -> list[Row]:
    """Ask contacts; nine of ten attendees are invitees, the tenth is a companion.

    Give the rows of the attendees; each has a place and a badge.
    """
    invitations = list(invitation_rows(event, contacts, attendees * 9 // 10, moment))
    guests = list(attendee_rows(event, invitations, attendees, moment))
    store(Invitation, [{k: v for k, v in row.items() if k != "contact"} for row in invitations])
    store(Attendee, guests)
    key = badges.badge_key()
    store(Badge, [badge_row(key, guest) for guest in guests])
    return guests


def employer_rows(network_id: int, number: int, moment: datetime) -> Iterator[Row]:
    """Make employers."""
    first = next_id(Employer)
    for index in range(number):
        name = f"{TRADES[index % len(TRADES)]} {FAMILY[index % len(FAMILY)]} {index}"
        yield {
            "id": first + index,
            "network_id": network_id,
            "name": name,
            "name_folded": fold(name),
            "town": TOWNS[index % len(TOWNS)],
            "sector": "",
            "created_at": moment,
        }


def contact_rows(
    network_id: int, number: int, employers: list[Row], moment: datetime
) -> Iterator[Row]:
    """Make contacts, one in seven an ambassador."""
    first, names = next_id(Contact), list(product(FAMILY, GIVEN))
    for index in range(number):
        family, given = names[index % len(names)]
        employer = employers[index // PER_EMPLOYER]
        family = f"{family} {index}"
        email = f"contact{index}@werkgever.example"
        yield {
            "id": first + index,
            "network_id": network_id,
            "employer_id": employer["id"],
            "public_id": uuid4().hex,
            "given_name": given,
            "infix": "",
            "family_name": family,
            "name_folded": fold(f"{given} {family}"),
            "sort_key": fold(f"{family} {given}"),
            "search_text": fold(f"{given} {family} {employer['name']} {employer['town']}"),
            "email": email,
            "email_folded": email,
            "phone": "076 555 01 23",
            "job_title": "Directeur",
            "is_ambassador": index % 7 == 0,
            "language": "nl",
            "unsubscribed_at": None,
            "created_at": moment,
        }


def invitation_rows(
    event: Event, contacts: Iterable[Row], accepted: int, moment: datetime
) -> Iterator[Row]:
    """Ask contacts; the first ones come, the others did not answer yet."""
    first = next_id(Invitation)
    for index, contact in enumerate(contacts):
        comes = index < accepted
        yield {
            "id": first + index,
            "event_id": event.id,
            "contact_id": contact["id"],
            "contact": contact,
            "public_id": uuid4().hex,
            "answer": Partstat.ACCEPTED if comes else Partstat.NEEDS_ACTION,
            "answered_at": moment if comes else None,
            "answered_via": AnsweredVia.WEB if comes else None,
            "diet": [Diet.VEGETARIAN.value] if comes and index % 5 == 0 else [],
            "diet_other": "",
            "access_needs": [],
            "access_other": "",
            "remark": "",
            "created_at": moment,
        }


def attendee_rows(
    event: Event, invitations: list[Row], number: int, moment: datetime
) -> Iterator[Row]:
    """Make the people who come with the invitations that were accepted."""
    first = next_id(Attendee)
    invitees = number * 9 // 10
    for index in range(number):
        companion = index >= invitees
        invitation = invitations[index - invitees if companion else index]
        contact = invitation["contact"]
        name = f"{contact['given_name']} {contact['family_name']}"
        name = f"Partner van {name}" if companion else name
        yield {
            "id": first + index,
            "public_id": uuid4().hex,
            "event_id": event.id,
            "invitation_id": invitation["id"],
            "position": 2 if companion else 1,
            "kind": AttendeeKind.COMPANION if companion else AttendeeKind.INVITEE,
            "name": name,
            "search_text": fold(name),
            "employer_name": "Bakkerij De Korenbloem",
            "place": Place.CONFIRMED,
            "place_at": moment,
            "badge_serial": 1,
            "checked_in_at": None,
            "entrance": "",
            "presence_changed_at": None,
            "created_at": moment,
        }


def badge_row(key: bytes, guest: Row) -> Row:
    """Make somebody's badge."""
    code = code_of(key, guest)
    return {
        "attendee_id": guest["id"],
        "serial": 1,
        "code_digest": badge_code.digest(code),
    }


def code_of(key: bytes, guest: Row) -> str:
    """Give the code on somebody's badge."""
    return badge_code.derive(key, guest["public_id"], guest["badge_serial"])


def next_id(model: type[Base]) -> int:
    """Give the first id that is free."""
    table = model.__table__
    return (db.session.scalar(select(func.max(table.c.id))) or 0) + 1


def store(model: type[Base], rows: list[Row]) -> None:
    """Insert rows in bulk."""
    if rows:
        db.session.execute(insert(model.__table__), rows)
