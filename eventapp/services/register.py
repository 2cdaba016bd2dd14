"""Adding and changing contacts and employers by hand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, select

from eventapp.database import db
from eventapp.models.network import Network
from eventapp.models.register import Contact, Employer, Tag
from eventapp.rules import register as rules
from eventapp.rules.names import PersonName, fold
from eventapp.services import audit
from eventapp.services.audit import Actor, Change


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """What an organiser fills in; town and sector are for an employer we do not know yet."""

    name: PersonName
    employer: str
    town: str = ""
    sector: str = ""
    email: str | None = None
    phone: str = ""
    job_title: str = ""
    is_ambassador: bool = False
    tags: tuple[str, ...] = ()
    language: str = "nl"


class Refusal(StrEnum):
    """Why nothing was saved."""

    KNOWN = "known"
    OTHER_TOWN = "other_town"
    OTHER_SECTOR = "other_sector"
    EMPLOYER_KNOWN = "employer_known"


@dataclass(frozen=True)
class Refused:
    """Nothing was saved, because of this contact or employer."""

    refusal: Refusal
    employer: Employer
    contact: Contact | None = None


def add_contact(
    network: Network, details: ContactDetails, *, actor: Actor, now: datetime
) -> Contact | Refused:
    """Add somebody, at an employer known by name or a new one."""
    lock(network.id)
    known = _known(network.id, details, other_than=None)
    if known is not None:
        return Refused(Refusal.KNOWN, known.employer, known)
    employer = _employer(network.id, details, actor, now)
    if isinstance(employer, Refused):
        return employer
    tags = _tags(network.id, details.tags)
    contact = Contact(network_id=network.id, public_id=uuid4().hex, tags=tags, created_at=now)
    _fill(contact, details, employer)
    db.session.add(contact)
    db.session.flush()
    audit.record(
        "contact.created", actor=actor, network_id=network.id, contact_id=contact.id, now=now
    )
    return contact


def change_contact(
    contact: Contact, details: ContactDetails, *, actor: Actor, now: datetime
) -> Contact | Refused:
    """Change somebody; tags that are not named go."""
    network_id = contact.network_id
    lock(network_id)
    known = _known(network_id, details, other_than=contact.id)
    if known is not None:
        return Refused(Refusal.KNOWN, known.employer, known)
    employer = _employer(network_id, details, actor, now)
    if isinstance(employer, Refused):
        return employer
    changes = _fill(contact, details, employer)
    old, new = contact.tags, _tags(network_id, details.tags)
    if {tag.id for tag in old} != {tag.id for tag in new}:
        changes.append(Change("tags", _names(old), _names(new)))
        contact.tags = new
    if changes:
        audit.record(
            "contact.changed",
            actor=actor,
            network_id=network_id,
            contact_id=contact.id,
            now=now,
            changes=changes,
        )
    return contact


def change_employer(
    employer: Employer, *, name: str, town: str, sector: str, actor: Actor, now: datetime
) -> Employer | Refused:
    """Change an employer, and so where its people are found; each of them keeps the history."""
    lock(employer.network_id)
    other = find_employer(employer.network_id, name)
    if other is not None and other.id != employer.id:
        return Refused(Refusal.EMPLOYER_KNOWN, other)
    changes = audit.apply(employer, {"name": name, "town": town, "sector": sector})
    employer.name_folded = fold(name)
    for contact in employer.contacts:
        contact.search_text = rules.search_text(contact.person_name, name, town)
    whom: list[int | None] = [contact.id for contact in employer.contacts]
    for contact_id in (whom or [None]) if changes else []:
        audit.record(
            "employer.changed",
            actor=actor,
            network_id=employer.network_id,
            contact_id=contact_id,
            now=now,
            changes=[
                Change(f"employer_{change.field}", change.old, change.new) for change in changes
            ],
        )
    return employer


def lock(network_id: int) -> None:
    """Let one at a time write to a network's register; on SQLite the transaction does."""
    db.session.execute(
        select(Network.id).where(Network.id == network_id).with_for_update(key_share=True)
    )


def find_employer(network_id: int, name: str) -> Employer | None:
    """Find an employer by its name, however it is written."""
    return db.session.scalar(
        select(Employer).where(
            Employer.network_id == network_id, Employer.name_folded == fold(name)
        )
    )


def _known(network_id: int, details: ContactDetails, *, other_than: int | None) -> Contact | None:
    """Find who an import would take for the same person."""
    same_name = [
        Contact.network_id == network_id,
        Contact.name_folded == rules.name_folded(details.name),
        Contact.id.is_distinct_from(other_than),
    ]
    if details.email:
        found = _first(*same_name, Contact.email_folded == fold(details.email))
        if found is not None:
            return found
    namesake = and_(*same_name, Employer.name_folded == fold(details.employer))
    return _first(namesake, *([Contact.email.is_(None)] if details.email else []))


def _first(*conditions: ColumnElement[bool]) -> Contact | None:
    return db.session.scalar(
        select(Contact).join(Contact.employer).where(*conditions).order_by(Contact.id).limit(1)
    )


def _employer(
    network_id: int, details: ContactDetails, actor: Actor, now: datetime
) -> Employer | Refused:
    """Take the employer of this name, filling in what was empty, or make it."""
    found = find_employer(network_id, details.employer)
    if found is None:
        found = Employer(
            network_id=network_id,
            name=details.employer,
            name_folded=fold(details.employer),
            town=details.town,
            sector=details.sector,
            created_at=now,
        )
        db.session.add(found)
        db.session.flush()
        return found
    if _differs(found.town, details.town):
        return Refused(Refusal.OTHER_TOWN, found)
    if _differs(found.sector, details.sector):
        return Refused(Refusal.OTHER_SECTOR, found)
    if (found.town or details.town, found.sector or details.sector) != (found.town, found.sector):
        change_employer(
            found,
            name=found.name,
            town=found.town or details.town,
            sector=found.sector or details.sector,
            actor=actor,
            now=now,
        )
    return found


def _differs(known: str, given: str) -> bool:
    return bool(known and given) and fold(known) != fold(given)


def _fill(contact: Contact, details: ContactDetails, employer: Employer) -> list[Change]:
    """Set what a contact is, and what is worked out from it; tell what an organiser changed."""
    name = details.name
    changes = audit.apply(
        contact,
        {
            "given_name": name.given,
            "infix": name.infix,
            "family_name": name.family,
            "email": details.email,
            "phone": details.phone,
            "job_title": details.job_title,
            "is_ambassador": details.is_ambassador,
            "language": details.language,
        },
    )
    if contact.employer_id != employer.id:
        before = contact.employer.name if contact.employer else ""
        changes.append(Change("employer", before, employer.name))
    contact.employer = employer
    contact.name_folded = rules.name_folded(name)
    contact.sort_key = rules.sort_key(name)
    contact.search_text = rules.search_text(name, employer.name, employer.town)
    contact.email_folded = fold(details.email) if details.email else None
    return changes


def _tags(network_id: int, names: tuple[str, ...]) -> list[Tag]:
    """Take the tags of these names, making those that are new."""
    if not names:
        return []
    wanted = {fold(name): name for name in names}
    found = {
        tag.name_folded: tag
        for tag in db.session.scalars(
            select(Tag).where(Tag.network_id == network_id, Tag.name_folded.in_(wanted))
        )
    }
    for key, name in wanted.items():
        if key not in found:
            found[key] = Tag(network_id=network_id, name=name, name_folded=key)
            db.session.add(found[key])
    db.session.flush()
    return list(found.values())


def _names(tags: list[Tag]) -> str:
    return ", ".join(sorted(tag.name for tag in tags))
