"""What importing a row of a spreadsheet would do to the register.

A person is known by folded address and folded name, or without an address by employer and name.
Judging the same rows again after they were applied finds nothing to change.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from eventapp.rules.names import PersonName, clean_text, fold, split_family, split_name
from eventapp.rules.sheet_columns import Field


class Verdict(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    DUPLICATE = "duplicate"


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


@dataclass(frozen=True)
class Person:
    """Somebody in the register; ``id`` is the caller's own."""

    id: int
    values: Values


@dataclass(frozen=True)
class Employer:
    """An employer in the register, also one where we know nobody yet."""

    name: str
    town: str = ""


@dataclass(frozen=True)
class Change:
    """One field that would change, as the two values are shown."""

    field: Field
    old: str
    new: str


@dataclass(frozen=True)
class RowJudgment:
    """What one row would do; ``values`` is what the person would be afterwards."""

    row: int
    verdict: Verdict
    values: Values = Values()
    person_id: int | None = None
    changes: tuple[Change, ...] = ()
    reason: Reason | None = None
    value: str = ""
    of_row: int | None = None


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
BAD_DOTS = re.compile(r"^\.|\.\.|\.@|@-|-\.|\.-|-$")


def email_problem(address: str) -> Reason | None:
    """Name what is wrong with an address, if anything."""
    local, _, domain = address.partition("@")
    if "@" not in address:
        return Reason.EMAIL_NO_AT
    if "@" in domain:
        return Reason.EMAIL_TWO_AT
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
        tags=_tags(cells),
        language=_language(cells),
    )
    if not fold(values.employer):
        raise RowRefused(Reason.NO_EMPLOYER, values.name)
    _check_lengths(values)
    return values


def judge(
    rows: Iterable[tuple[int, Mapping[Field, str]]],
    *,
    persons: Iterable[Person],
    employers: Iterable[Employer] = (),
    check_email: EmailCheck = email_problem,
) -> list[RowJudgment]:
    """Judge numbered rows in order, each as if the ones before it were applied."""
    register = _Register()
    for employer in employers:
        register.add_employer(employer.name, employer.town)
    for person in persons:
        register.add(_Entry(person.values, person_id=person.id))
    return [_judge_row(number, cells, register, check_email) for number, cells in rows]


@dataclass
class _Entry:
    values: Values
    person_id: int | None = None
    claimed_by: int | None = None


@dataclass
class _Register:
    """The register as it would be after the rows judged so far."""

    by_email: dict[tuple[str, str], _Entry] = field(default_factory=dict)
    by_employer: dict[tuple[str, str], list[_Entry]] = field(default_factory=dict)
    employers: dict[str, Employer] = field(default_factory=dict)
    towns_given: set[str] = field(default_factory=set)

    def add(self, entry: _Entry) -> None:
        values = entry.values
        if values.email:
            self.by_email[fold(values.email), fold(values.name)] = entry
        place = fold(values.employer), fold(values.name)
        self.by_employer.setdefault(place, []).append(entry)
        self.add_employer(values.employer, values.town)

    def move(self, entry: _Entry, values: Values) -> None:
        self.by_employer[fold(entry.values.employer), fold(entry.values.name)].remove(entry)
        entry.values = values
        self.add(entry)

    def add_employer(self, name: str, town: str) -> None:
        known = self.employers.get(fold(name), Employer(name))
        self.employers[fold(name)] = replace(known, town=town or known.town)

    def find(self, values: Values) -> _Entry | None:
        """Find who a row is about; an address may be added to somebody who had none."""
        found = self.by_email.get((fold(values.email), fold(values.name)))
        if found is not None:
            return found
        namesakes = self.by_employer.get((fold(values.employer), fold(values.name)), [])
        return next((e for e in namesakes if not values.email or not e.values.email), None)

    def settle_employer(self, values: Values) -> Values:
        """Keep the register's spelling, and of one file the first town of an employer."""
        key = fold(values.employer)
        known = self.employers.get(key)
        if known is None:
            return values
        settled = key in self.towns_given or not values.town
        return replace(values, employer=known.name, town=known.town if settled else values.town)


def _judge_row(
    number: int, cells: Mapping[Field, str], register: _Register, check_email: EmailCheck
) -> RowJudgment:
    try:
        values = read_values(cells, check_email)
    except RowRefused as refused:
        return RowJudgment(number, Verdict.REFUSED, reason=refused.reason, value=refused.value)
    entry = register.find(values)
    if entry is not None and entry.claimed_by is not None:
        return RowJudgment(
            number, Verdict.DUPLICATE, values, entry.person_id, of_row=entry.claimed_by
        )
    says_town = bool(values.town)
    values = register.settle_employer(values)
    if says_town:
        register.towns_given.add(fold(values.employer))
    if entry is None:
        register.add(_Entry(values, claimed_by=number))
        return RowJudgment(number, Verdict.NEW, values)
    entry.claimed_by = number
    before = replace(entry.values, town="")
    if fold(before.employer) == fold(values.employer):
        before = register.settle_employer(before)
    after = _merge(before, values)
    register.move(entry, after)
    changes = _changes(before, after)
    verdict = Verdict.CHANGED if changes else Verdict.UNCHANGED
    return RowJudgment(number, verdict, after, entry.person_id, changes)


def _merge(old: Values, new: Values) -> Values:
    """Lay a row over what is known: what is empty erases nothing, tags are only added."""
    same_name = old.name == new.name
    known_tags = {fold(tag) for tag in old.tags}
    return Values(
        given_name=old.given_name if same_name else new.given_name,
        infix=old.infix if same_name else new.infix,
        family_name=old.family_name if same_name else new.family_name,
        employer=new.employer,
        town=new.town or old.town,
        email=old.email if fold(old.email) == fold(new.email) else new.email or old.email,
        phone=old.phone if _digits(old.phone) == _digits(new.phone) else new.phone or old.phone,
        job_title=new.job_title or old.job_title,
        ambassador=old.ambassador if new.ambassador is None else new.ambassador,
        tags=(*old.tags, *(tag for tag in new.tags if fold(tag) not in known_tags)),
        language=new.language or old.language,
    )


def _changes(old: Values, new: Values) -> tuple[Change, ...]:
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in Values.__annotations__}
    return tuple(
        Change(Field(name), _shown(before), _shown(after))
        for name, (before, after) in pairs.items()
        if (before or None) != (after or None)
    )


def _shown(value: str | bool | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""


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
    if phone and not re.fullmatch(r"\d{6,20}", _digits(phone)):
        raise RowRefused(Reason.PHONE_WRONG, phone)
    digits = _digits(phone)
    if digits == phone and re.fullmatch(r"[1-9]\d{8}", digits):
        return f"0{digits}"
    return f"+{digits}" if digits == phone and re.fullmatch(r"31\d{9}", digits) else phone


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _ambassador(cells: Mapping[Field, str]) -> bool | None:
    word = fold(cells.get(Field.AMBASSADOR, ""))
    if word in NO_TEXT:
        return None
    if word not in YES | NO:
        raise RowRefused(Reason.AMBASSADOR_UNCLEAR, clean_text(cells[Field.AMBASSADOR]))
    return word in YES


def _tags(cells: Mapping[Field, str]) -> tuple[str, ...]:
    tags = {fold(tag): clean_text(tag) for tag in re.split("[,;|\n]", cells.get(Field.TAGS, ""))}
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
