"""The register as a spreadsheet: its headers are those the import knows."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from sqlalchemy import Row

from eventapp.formats import sheet
from eventapp.models.register import Contact, Employer


def build(
    rows: Iterable[Row[tuple[Contact, Employer]]], tags: Mapping[int, tuple[str, ...]]
) -> bytes:
    """Make the workbook; importing it again changes nothing."""
    cells = (_cells(contact, employer, tags.get(contact.id, ())) for contact, employer in rows)
    return sheet.write_xlsx(_("Contacts"), _headers(), cells)


def _headers() -> list[str]:
    return [
        _("First name"),
        _("Infix"),
        _("Family name"),
        _("Employer"),
        _("Town"),
        _("Sector"),
        _("Job title"),
        _("Email address"),
        _("Phone"),
        _("Ambassador"),
        _("Labels"),
        _("Language"),
        _("Unsubscribed"),
    ]


def _cells(contact: Contact, employer: Employer, tags: tuple[str, ...]) -> list[str]:
    return [
        contact.given_name,
        contact.infix,
        contact.family_name,
        employer.name,
        employer.town,
        employer.sector,
        contact.job_title,
        contact.email or "",
        contact.phone,
        _("yes") if contact.is_ambassador else _("no"),
        ", ".join(tags),
        contact.language,
        _("yes") if contact.unsubscribed_at else "",
    ]
