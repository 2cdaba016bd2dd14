"""What one row of a spreadsheet says of somebody, or why it is refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from eventapp.rules.names import PersonName, clean_text, fold, split_family, split_name
from eventapp.rules.sheet_columns import Field


class Reason(StrEnum):
    """Why a row is refused."""

    NO_NAME = "no_name"
    NO_EMPLOYER = "no_employer"
    EMAIL_TWO_AT = "email_two_at"
    EMAIL_NO_AT = "email_no_at"
    EMAIL_NO_DOT = "email_no_dot"
    EMAIL_WRONG = "email_wrong"
    PHONE_WRONG = "phone_wrong"
    AMBASSADOR_UNCLEAR = "ambassador_unclear"
    LANGUAGE_UNKNOWN = "language_unknown"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Values:
    """What a row says of somebody; None and empty say nothing."""

    given_name: str = ""
    infix: str = ""
    family_name: str = ""
    employer: str = ""
    town: str = ""
    email: str = ""
    phone: str = ""
    job_title: str = ""
    ambassador: bool | None = None
    tags: tuple[str, ...] = ()
    language: str = ""

    @property
    def name(self) -> str:
        """Give the whole name."""
        return PersonName(self.given_name, self.infix, self.family_name).full


class RowRefused(Exception):
    """Leaves the reading of a row; never leaves this module."""

    def __init__(self, reason: Reason, value: str) -> None:
        """Keep the reason and the value that gave it."""
        super().__init__(reason, value)
        self.reason = reason
        self.value = value


EmailCheck = Callable[[str], Reason | None]

LONGEST = {
    Field.GIVEN_NAME: 80,
    Field.INFIX: 30,
    Field.FAMILY_NAME: 120,
    Field.EMPLOYER: 200,
    Field.TOWN: 120,
    Field.EMAIL: 254,
    Field.PHONE: 40,
    Field.JOB_TITLE: 120,
}
BETWEEN_TAGS = ",;|\n"
LONGEST_TAG = 40
NOTHING = frozenset({"", "-", "--", "?", "geen", "nvt", "n.v.t.", "n.v.t", "n/a", "onbekend"})
NO_TEXT = frozenset({"", "-", "--", "?"})
YES = frozenset({"ja", "j", "yes", "y", "x", "1", "true", "waar", "v", "✓", "✔", "ambassadeur"})
NO = frozenset({"nee", "n", "no", "0", "false", "onwaar"})
LANGUAGES = {
    **dict.fromkeys(("nl", "nld", "nederlands", "dutch", "nl-nl", "nl-be", "vlaams"), "nl"),
    **dict.fromkeys(("en", "eng", "engels", "english", "en-gb", "en-us"), "en"),
}
EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}")
NOT_IN_EMAIL = re.compile(r"[\s,;:()<>\[\]\\\"]")
BAD_DOTS = re.compile(r"^\.|\.\.|\.@|@-|-\.|\.-|-$")


def email_problem(address: str) -> Reason | None:
    """Name what is wrong with an address, if anything."""
    local, _, domain = address.partition("@")
    if "@" not in address:
        return Reason.EMAIL_NO_AT
    if "@" in domain:
        return Reason.EMAIL_TWO_AT
    if NOT_IN_EMAIL.search(address):
        return Reason.EMAIL_WRONG
    if local and domain and "." not in domain:
        return Reason.EMAIL_NO_DOT
    return None if EMAIL.fullmatch(address) and not BAD_DOTS.search(address) else Reason.EMAIL_WRONG


def read_values(cells: Mapping[Field, str], check_email: EmailCheck = email_problem) -> Values:
    """Read the cells of one row; raises RowRefused with the reason and the offending value."""
    name = _name(cells)
    if not fold(name.full):
        raise RowRefused(Reason.NO_NAME, "")
    values = Values(
        given_name=name.given,
        infix=name.infix,
        family_name=name.family,
        employer=_text(cells, Field.EMPLOYER, NO_TEXT),
        town=_text(cells, Field.TOWN),
        email=_email(cells, check_email),
        phone=_phone(cells),
        job_title=_text(cells, Field.JOB_TITLE),
        ambassador=_ambassador(cells),
        tags=split_tags(cells.get(Field.TAGS, "")),
        language=_language(cells),
    )
    if not fold(values.employer):
        raise RowRefused(Reason.NO_EMPLOYER, values.name)
    _check_lengths(values)
    return values


def _name(cells: Mapping[Field, str]) -> PersonName:
    given, infix, family, whole = (
        _text(cells, part, NO_TEXT)
        for part in (Field.GIVEN_NAME, Field.INFIX, Field.FAMILY_NAME, Field.NAME)
    )
    if not (given or family):
        return split_name(whole)
    if not infix:
        infix, family = split_family(family)
    return PersonName(given, infix, family)


def _text(cells: Mapping[Field, str], which: Field, nothing: frozenset[str] = NOTHING) -> str:
    text = clean_text(cells.get(which, ""))
    return "" if fold(text) in nothing else text


def _email(cells: Mapping[Field, str], check: EmailCheck) -> str:
    address = _text(cells, Field.EMAIL)
    if address.casefold().startswith("mailto:"):
        address = address[len("mailto:") :]
    problem = check(address) if address else None
    if problem is not None:
        raise RowRefused(problem, address)
    return address


def _phone(cells: Mapping[Field, str]) -> str:
    """Take a number as it was written; a zero or plus that a spreadsheet ate comes back."""
    phone = _text(cells, Field.PHONE)
    if phone and not is_phone(phone):
        raise RowRefused(Reason.PHONE_WRONG, phone)
    bare = digits(phone)
    if bare == phone and re.fullmatch(r"[1-9]\d{8}", bare):
        return f"0{bare}"
    return f"+{bare}" if bare == phone and re.fullmatch(r"31\d{9}", bare) else phone


def is_phone(text: str) -> bool:
    """Tell whether a text can be a telephone number, however it is written."""
    return re.fullmatch(r"\d{6,20}", digits(text)) is not None


def digits(phone: str) -> str:
    """Give what makes two numbers the same, however they are written."""
    return re.sub(r"\D", "", phone)


def _ambassador(cells: Mapping[Field, str]) -> bool | None:
    word = fold(cells.get(Field.AMBASSADOR, ""))
    if word in NO_TEXT:
        return None
    if word not in YES | NO:
        raise RowRefused(Reason.AMBASSADOR_UNCLEAR, clean_text(cells[Field.AMBASSADOR]))
    return word in YES


def split_tags(text: str) -> tuple[str, ...]:
    """Read tags with one of BETWEEN_TAGS between them, each once; raises RowRefused."""
    tags = {fold(tag): clean_text(tag) for tag in re.split(f"[{BETWEEN_TAGS}]", text)}
    tags = {key: tag for key, tag in tags.items() if key not in NO_TEXT}
    for tag in tags.values():
        if max(len(tag), len(fold(tag))) > LONGEST_TAG:
            raise RowRefused(Reason.TOO_LONG, tag)
    return tuple(tags.values())


def _language(cells: Mapping[Field, str]) -> str:
    word = fold(_text(cells, Field.LANGUAGE))
    if word and word not in LANGUAGES:
        raise RowRefused(Reason.LANGUAGE_UNKNOWN, _text(cells, Field.LANGUAGE))
    return LANGUAGES.get(word, "")


def _check_lengths(values: Values) -> None:
    for which, longest in LONGEST.items():
        text = getattr(values, which)
        if max(len(text), len(fold(text))) > longest:
            raise RowRefused(Reason.TOO_LONG, text)
