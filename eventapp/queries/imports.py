"""Reading what a spreadsheet is about, of a register that may be much larger than it."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import undefer

from eventapp.database import db
from eventapp.models.audit import AuditEntry
from eventapp.models.register import Contact, Employer, Tag, contact_tag
from eventapp.models.stored_file import FilePurpose, StoredFile

PART = 1000  # what one statement asks for by name; a database takes no endless number


def everybody_meant(
    network_id: int, names: Collection[str], addresses: Collection[str]
) -> list[Row[Any]]:
    """Give the columns an import compares, of contacts with these folded names or addresses."""
    asked = (
        select(
            Contact.id,
            Contact.given_name,
            Contact.infix,
            Contact.family_name,
            Contact.email,
            Contact.phone,
            Contact.job_title,
            Contact.is_ambassador,
            Contact.language,
            Employer.name.label("employer"),
            Employer.town,
        )
        .join(Contact.employer)
        .where(Contact.network_id == network_id)
    )
    found = {row.id: row for row in _in_parts(asked, Contact.name_folded, names)}
    found |= {row.id: row for row in _in_parts(asked, Contact.email_folded, addresses)}
    return _by_id(found.values())


def employers_named(network_id: int, names: Collection[str]) -> list[Row[Any]]:
    """Give the employers with these folded names."""
    asked = select(Employer.id, Employer.name, Employer.name_folded, Employer.town).where(
        Employer.network_id == network_id
    )
    return _by_id(_in_parts(asked, Employer.name_folded, names))


def tag_names(contact_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Give the tags of these contacts, by the contact's id."""
    found: dict[int, tuple[str, ...]] = {}
    asked = (
        select(contact_tag.c.contact_id, Tag.name)
        .join(Tag, Tag.id == contact_tag.c.tag_id)
        .order_by(Tag.name_folded)
    )
    for contact_id, name in _in_parts(asked, contact_tag.c.contact_id, contact_ids):
        found[contact_id] = (*found.get(contact_id, ()), name)
    return found


def colleagues(employer_ids: Iterable[int]) -> Iterator[Row[Any]]:
    """Give of every contact of these employers what it is found by."""
    asked = select(
        Contact.id,
        Contact.given_name,
        Contact.infix,
        Contact.family_name,
        Employer.name,
        Employer.town,
    ).join(Contact.employer)
    return _in_parts(asked, Contact.employer_id, employer_ids)


def ids_by_public_id(public_ids: Iterable[str]) -> dict[str, int]:
    """Give the ids of contacts by their public ones."""
    asked = select(Contact.public_id, Contact.id)
    return {row.public_id: row.id for row in _in_parts(asked, Contact.public_id, public_ids)}


def worn_tags(contact_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Give which of these contacts wears which tag, as pairs of ids."""
    asked = select(contact_tag.c.contact_id, contact_tag.c.tag_id)
    worn = _in_parts(asked, contact_tag.c.contact_id, contact_ids)
    return {(row.contact_id, row.tag_id) for row in worn}


def _in_parts(asked: Select[Any], column: Any, values: Iterable[Any]) -> Iterator[Row[Any]]:
    """Ask for the rows whose column has one of these values, some values at a time."""
    wanted = sorted(values)
    for start in range(0, len(wanted), PART):
        yield from db.session.execute(asked.where(column.in_(wanted[start : start + PART])))


def _by_id(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    return sorted(rows, key=lambda row: row.id)


def stored_import(network_id: int, public_id: str) -> StoredFile | None:
    """Find an upload of a network, with its bytes."""
    return db.session.scalar(
        select(StoredFile)
        .where(
            StoredFile.network_id == network_id,
            StoredFile.purpose == FilePurpose.CONTACT_IMPORT,
            StoredFile.public_id == public_id,
        )
        .options(undefer(StoredFile.content))
    )


def saving_of(network_id: int, public_id: str) -> AuditEntry | None:
    """Find when an upload that is gone was saved, and by whom; None when it never was."""
    return db.session.scalar(
        select(AuditEntry).where(
            AuditEntry.network_id == network_id,
            AuditEntry.action == "register.imported",
            AuditEntry.field == "upload",
            AuditEntry.new == public_id,
        )
    )
