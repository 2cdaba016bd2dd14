"""Which column of a spreadsheet holds what, by the words people put above it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eventapp.rules.names import clean_text, fold

LOOK_AT_ROWS = 20
NEEDED_COLUMNS = 2


class Field(StrEnum):
    """What we take from a spreadsheet of contacts."""

    NAME = "name"
    GIVEN_NAME = "given_name"
    INFIX = "infix"
    FAMILY_NAME = "family_name"
    EMPLOYER = "employer"
    TOWN = "town"
    EMAIL = "email"
    PHONE = "phone"
    JOB_TITLE = "job_title"
    AMBASSADOR = "ambassador"
    TAGS = "tags"
    LANGUAGE = "language"


NAMES = {Field.NAME, Field.GIVEN_NAME, Field.FAMILY_NAME}


class ColumnsProblem(StrEnum):
    """Why a spreadsheet cannot be understood."""

    NO_HEADER = "no header"


@dataclass(frozen=True)
class Columns:
    """Where the header is (counted from 0) and the columns of each field, the leading one first."""

    header_row: int
    columns: Mapping[Field, tuple[int, ...]]
    ignored: tuple[str, ...] = ()

    @property
    def lacks(self) -> tuple[Field, ...]:
        """Name what nobody can be known without, and no column holds."""
        has_name = NAMES & set(self.columns)
        has_employer = Field.EMPLOYER in self.columns
        return (*(() if has_name else (Field.NAME,)), *(() if has_employer else (Field.EMPLOYER,)))


WORDS = {
    Field.NAME: "naam, volledige naam, naam contactpersoon, contactpersoon, contact, persoon,"
    " name, full name, contact name, contact person, person",
    Field.GIVEN_NAME: "voornaam, voornamen, roepnaam, first name, given name, forename",
    Field.INFIX: "tussenvoegsel, tussenvoegsels, tussenv, tv, tsv, voorvoegsel, voorvoegsels,"
    " infix, middle name, prefix",
    Field.FAMILY_NAME: "achternaam, familienaam, geslachtsnaam, last name, family name, surname",
    Field.EMPLOYER: "bedrijf, bedrijfsnaam, naam bedrijf, werkgever, naam werkgever, organisatie,"
    " naam organisatie, organisatienaam, onderneming, firma, instelling, company, company name,"
    " employer, organisation, organization, business",
    Field.TOWN: "plaats, plaatsnaam, woonplaats, vestigingsplaats, stad, gemeente, town, city,"
    " place",
    Field.EMAIL: "email, emailadres, mail, mailadres, mailadressen, email address, mail address,"
    " email contactpersoon, email zakelijk, zakelijk emailadres",
    Field.PHONE: "telefoon, telefoonnummer, tel, telnr, telefoonnr, mobiel, mobiele telefoon,"
    " mobiel nummer, mobielnummer, gsm, 06, nummer, phone, phone number, telephone, mobile,"
    " mobile phone, mobile number",
    Field.JOB_TITLE: "functie, functietitel, rol, beroep, job title, job, function, position,"
    " title, role",
    Field.AMBASSADOR: "ambassadeur, is ambassadeur, ambassador, is ambassador",
    Field.TAGS: "tags, tag, label, labels, trefwoord, trefwoorden, kenmerk, kenmerken, groep,"
    " groepen, categorie, group, category",
    Field.LANGUAGE: "taal, voertaal, taalvoorkeur, language, preferred language",
}
CONTACT_PERSON = {"contactpersoon", "naamcontactpersoon", "contactperson", "contactname"}


def find_columns(rows: Sequence[Sequence[str]]) -> Columns | ColumnsProblem:
    """Find the header among the first rows, below any title, and what each column holds.

    The row with most words we know is the header; of equals the first.
    """
    best: Columns | None = None
    for number, row in enumerate(rows[:LOOK_AT_ROWS]):
        found = _read_header(number, row)
        if best is None or len(found.columns) > len(best.columns):
            best = found
    if best is None or len(best.columns) < NEEDED_COLUMNS:
        return ColumnsProblem.NO_HEADER
    return best


def data_rows(
    rows: Sequence[Sequence[str]], columns: Columns
) -> Iterator[tuple[int, dict[Field, str]]]:
    """Give each filled row below the header with its number as the spreadsheet shows it.

    Where two columns hold one field (telephone, mobile) the first that is filled counts.
    """
    start = columns.header_row + 1
    for number, row in enumerate(rows[start:], start=start + 1):
        if any(cell.strip() for cell in row):
            yield (
                number,
                {field: _first_filled(row, places) for field, places in columns.columns.items()},
            )


def _read_header(number: int, row: Sequence[str]) -> Columns:
    columns: dict[Field, tuple[int, ...]] = {}
    ignored = []
    keys = [_key(cell) for cell in row]
    for place, key in enumerate(keys):
        field = _field(key, keys)
        if field is not None:
            columns[field] = (*columns.get(field, ()), place)
        elif key:
            ignored.append(clean_text(row[place]))
    return Columns(number, columns, tuple(ignored))


def _field(key: str, all_keys: list[str]) -> Field | None:
    """Look a word up; a bare "naam" means what the other columns leave it."""
    field = FIELDS.get(key)
    if key not in {"naam", "name"}:
        return field
    others = {FIELDS.get(other) for other in all_keys if other != key}
    if CONTACT_PERSON & set(all_keys) and Field.EMPLOYER not in others:
        return Field.EMPLOYER
    if {Field.GIVEN_NAME, Field.FAMILY_NAME} <= others:
        return Field.EMPLOYER if Field.EMPLOYER not in others else Field.NAME
    return Field.FAMILY_NAME if Field.GIVEN_NAME in others else Field.NAME


def _key(cell: str) -> str:
    """Reduce a header to its letters and digits; what stands in brackets explains."""
    without_brackets = re.sub(r"\(.*?\)|\[.*?\]", "", fold(cell))
    return re.sub(r"[^a-z0-9]", "", without_brackets)


def _first_filled(row: Sequence[str], places: tuple[int, ...]) -> str:
    cells = (row[place].strip() for place in places if place < len(row))
    return next((cell for cell in cells if cell), "")


FIELDS = {_key(word): field for field, words in WORDS.items() for word in words.split(",")}
