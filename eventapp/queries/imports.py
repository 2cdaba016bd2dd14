"""Reading the whole register at once, in a few statements, for an import."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import undefer

from eventapp.database import db
from eventapp.models.register import Contact, Employer, Tag, contact_tag
from eventapp.models.stored_file import FilePurpose, StoredFile


def everybody(network_id: int) -> Sequence[Row[Any]]:
    """Give the columns an import compares, of every contact of a network."""
    return db.session.execute(
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
        .order_by(Contact.id)
    ).all()


def employers_with_towns(network_id: int) -> Sequence[Row[tuple[str, str]]]:
    """Give the name and town of every employer of a network."""
    return db.session.execute(
        select(Employer.name, Employer.town)
        .where(Employer.network_id == network_id)
        .order_by(Employer.id)
    ).all()


def names_with_employers(network_id: int) -> Sequence[Row[Any]]:
    """Give of every contact of a network what it is found by."""
    return db.session.execute(
        select(
            Contact.id,
            Contact.given_name,
            Contact.infix,
            Contact.family_name,
            Contact.employer_id,
            Employer.name,
            Employer.town,
        )
        .join(Contact.employer)
        .where(Contact.network_id == network_id)
    ).all()


def ids_by_public_id(network_id: int) -> dict[str, int]:
    """Give the id of every contact of a network by its public one."""
    query = select(Contact.public_id, Contact.id).where(Contact.network_id == network_id)
    return dict(db.session.execute(query).tuples().all())


def worn_tags(network_id: int) -> set[tuple[int, int]]:
    """Give which contact of a network wears which tag, as pairs of ids."""
    worn = (
        select(contact_tag.c.contact_id, contact_tag.c.tag_id)
        .join(Tag, Tag.id == contact_tag.c.tag_id)
        .where(Tag.network_id == network_id)
    )
    return set(db.session.execute(worn).tuples().all())


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
