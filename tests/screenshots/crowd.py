"""Five thousand contacts, all of them invited to one event, as the longest lists there are."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select

from eventapp.database import transaction
from eventapp.models import Attendee, Contact, Employer, Event, Invitation, Network
from eventapp.rules.names import PersonName, fold
from eventapp.rules.rsvp import AnsweredVia, AttendeeKind, Partstat, Place

NUMBER = 5000
# What lists people, as parts of the names of pages.
LISTS = ("year", "contacts-list", "answers-list", "event-show", "door", "pick", "confirm")
ANSWERS = (Partstat.ACCEPTED, Partstat.DECLINED, Partstat.TENTATIVE, Partstat.NEEDS_ACTION)


def pages(every: dict[str, str]) -> dict[str, str]:
    """Pick the pages that list people."""
    return {
        name: address
        for name, address in every.items()
        if name.startswith("desk") and any(part in name for part in LISTS)
    }


def fill(network: Network, event: Event) -> None:
    """Add the contacts, invite them, and give a place to those who come."""
    network_id, event_id, at = network.id, event.id, event.created_at
    with transaction() as session:
        employer_id = session.scalars(
            select(Employer.id).where(Employer.network_id == network_id)
        ).first()
        contacts = session.scalars(
            insert(Contact).returning(Contact.id, sort_by_parameter_order=True),
            [_contact(network_id, employer_id, number, at) for number in range(NUMBER)],
        ).all()
        invitations = session.scalars(
            insert(Invitation).returning(Invitation.id, sort_by_parameter_order=True),
            [_invitation(event_id, contact, n, at) for n, contact in enumerate(contacts)],
        ).all()
        session.execute(
            insert(Attendee),
            [_attendee(event_id, one, n, at) for n, one in enumerate(invitations) if n % 4 == 0],
        )


def _name(number: int) -> PersonName:
    return PersonName("Jan", "van der", f"Berg {number:04}")


def _contact(network_id: int, employer_id: int | None, number: int, at: datetime) -> dict[str, Any]:
    name, email = _name(number), f"menigte-{number}@werkgever.example"
    return {
        "network_id": network_id,
        "employer_id": employer_id,
        "public_id": uuid4().hex,
        "given_name": name.given,
        "infix": name.infix,
        "family_name": name.family,
        "name_folded": fold(name.full),
        "sort_key": fold(f"{name.family} {name.given}"),
        "search_text": fold(name.full),
        "email": email,
        "email_folded": email,
        "created_at": at,
    }


def _invitation(event_id: int, contact_id: int, number: int, at: datetime) -> dict[str, Any]:
    answer = ANSWERS[number % 4]
    answered = answer is not Partstat.NEEDS_ACTION
    return {
        "event_id": event_id,
        "contact_id": contact_id,
        "public_id": uuid4().hex,
        "answer": answer,
        "answered_at": at if answered else None,
        "answered_via": AnsweredVia.WEB if answered else None,
        "created_at": at,
    }


def _attendee(event_id: int, invitation_id: int, number: int, at: datetime) -> dict[str, Any]:
    name = _name(number).full
    return {
        "public_id": uuid4().hex,
        "event_id": event_id,
        "invitation_id": invitation_id,
        "kind": AttendeeKind.INVITEE,
        "name": name,
        "search_text": fold(name),
        "place": Place.CONFIRMED,
        "place_at": at,
        "created_at": at,
    }
