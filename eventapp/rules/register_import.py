"""What importing a row of a spreadsheet would do to the register.

A person is known by folded address and folded name, or without an address by employer and name.
Judging the same rows again after they were applied finds nothing to change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from eventapp.rules.import_row import (
    EmailCheck,
    Reason,
    RowRefused,
    Values,
    digits,
    email_problem,
    read_values,
)
from eventapp.rules.names import fold
from eventapp.rules.sheet_columns import Field


class Verdict(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    DUPLICATE = "duplicate"


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


NOTHING_SAID = Values()


@dataclass(frozen=True)
class RowJudgment:
    """What one row would do; ``values`` is what the person would be afterwards.

    ``shares_with`` names somebody else who has the address: perhaps the same person, written
    otherwise, perhaps a colleague behind one address. ``has_namesake`` tells of somebody of this
    name at this employer with another address: perhaps the same person, who moved to it.
    """

    row: int
    verdict: Verdict
    values: Values = NOTHING_SAID
    person_id: int | None = None
    changes: tuple[Change, ...] = ()
    reason: Reason | None = None
    value: str = ""
    of_row: int | None = None
    shares_with: str = ""
    has_namesake: bool = False


def read(
    rows: Iterable[tuple[int, Mapping[Field, str]]], check_email: EmailCheck = email_problem
) -> list[RowJudgment]:
    """Read numbered rows: each is refused, or new as far as the file alone tells."""
    return [_read_row(number, cells, check_email) for number, cells in rows]


def named(rows: Iterable[RowJudgment]) -> set[str]:
    """Give the folded names in rows: nobody with another name can be meant."""
    return {fold(row.values.name) for row in rows if row.verdict is not Verdict.REFUSED}


def addressed(rows: Iterable[RowJudgment]) -> set[str]:
    """Give the folded addresses in rows."""
    return {fold(row.values.email) for row in rows if row.values.email}


def employers_named(rows: Iterable[RowJudgment]) -> set[str]:
    """Give the folded names of the employers in rows."""
    return {fold(row.values.employer) for row in rows if row.verdict is not Verdict.REFUSED}


def judge(
    rows: Iterable[RowJudgment],
    *,
    persons: Iterable[Person],
    employers: Iterable[Employer] = (),
) -> list[RowJudgment]:
    """Judge rows that were read, each as if the ones before it were applied.

    Of the register it needs everybody with a name or an address that is in the rows, and every
    employer with a name that is. Rows with an address go first, so that a row without one never
    hides the address of a later row about the same person.
    """
    register = _Register()
    for employer in employers:
        register.add_employer(employer.name, employer.town)
    for person in persons:
        register.add(_Entry(person.values, person_id=person.id))
    judged = list(rows)
    register.towns_given = _towns_given(judged)
    order = sorted(range(len(judged)), key=lambda place: (not judged[place].values.email, place))
    for place in order:
        if judged[place].verdict is not Verdict.REFUSED:
            judged[place] = _judge_row(judged[place].row, judged[place].values, register)
    return judged


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
    names_at: dict[str, list[str]] = field(default_factory=dict)
    employers: dict[str, Employer] = field(default_factory=dict)
    towns_given: dict[str, str] = field(default_factory=dict)

    def add(self, entry: _Entry) -> None:
        values = entry.values
        if values.email:
            self.by_email[fold(values.email), fold(values.name)] = entry
            self.names_at.setdefault(fold(values.email), []).append(values.name)
        place = fold(values.employer), fold(values.name)
        self.by_employer.setdefault(place, []).append(entry)
        self.add_employer(values.employer, values.town)

    def move(self, entry: _Entry, values: Values) -> None:
        self.by_employer[fold(entry.values.employer), fold(entry.values.name)].remove(entry)
        if entry.values.email:
            self.names_at[fold(entry.values.email)].remove(entry.values.name)
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
        without = next((entry for entry in namesakes if not entry.values.email), None)
        return without or (namesakes[0] if namesakes and not values.email else None)

    def shares_with(self, values: Values) -> str:
        """Name somebody else who has an address."""
        names = self.names_at.get(fold(values.email), []) if values.email else []
        return next((name for name in names if fold(name) != fold(values.name)), "")

    def has_namesake(self, values: Values) -> bool:
        """Tell whether somebody of this name at this employer is there already."""
        return bool(self.by_employer.get((fold(values.employer), fold(values.name))))

    def settle_employer(self, values: Values) -> Values:
        """Keep the register's spelling, and of one file the first town of an employer."""
        key = fold(values.employer)
        known = self.employers.get(key, Employer(values.employer))
        return replace(values, employer=known.name, town=self.towns_given.get(key, known.town))

    def town_of(self, employer: str) -> str:
        known = self.employers.get(fold(employer))
        return known.town if known else ""


def _towns_given(rows: Iterable[RowJudgment]) -> dict[str, str]:
    towns: dict[str, str] = {}
    for row in rows:
        if row.values.town:
            towns.setdefault(fold(row.values.employer), row.values.town)
    return towns


def _read_row(number: int, cells: Mapping[Field, str], check_email: EmailCheck) -> RowJudgment:
    try:
        return RowJudgment(number, Verdict.NEW, read_values(cells, check_email))
    except RowRefused as refused:
        return RowJudgment(number, Verdict.REFUSED, reason=refused.reason, value=refused.value)


def _judge_row(number: int, values: Values, register: _Register) -> RowJudgment:
    entry = register.find(values)
    if entry is not None and entry.claimed_by is not None:
        return RowJudgment(
            number, Verdict.DUPLICATE, values, entry.person_id, of_row=entry.claimed_by
        )
    values = register.settle_employer(values)
    other = register.shares_with(values)
    if entry is None:
        has_namesake = register.has_namesake(values)
        register.add(_Entry(values, claimed_by=number))
        return RowJudgment(
            number, Verdict.NEW, values, shares_with=other, has_namesake=has_namesake
        )
    entry.claimed_by = number
    stays = fold(entry.values.employer) == fold(values.employer)
    before = replace(entry.values, town=register.town_of(values.employer) if stays else "")
    after = _merge(before, values)
    register.move(entry, after)
    changes = _changes(before, after)
    if not changes:
        return RowJudgment(number, Verdict.UNCHANGED, after, entry.person_id)
    has_another = fold(before.email) != fold(after.email)
    return RowJudgment(
        number,
        Verdict.CHANGED,
        after,
        entry.person_id,
        changes,
        shares_with=other if has_another else "",
    )


def _merge(old: Values, new: Values) -> Values:
    """Lay a row over what is known: what is empty erases nothing, tags are only added."""
    same_name = old.name == new.name
    known_tags = {fold(tag) for tag in old.tags}
    return Values(
        given_name=old.given_name if same_name else new.given_name,
        infix=old.infix if same_name else new.infix,
        family_name=old.family_name if same_name else new.family_name,
        employer=new.employer,
        town=new.town,
        email=old.email if fold(old.email) == fold(new.email) else new.email or old.email,
        phone=old.phone if digits(old.phone) == digits(new.phone) else new.phone or old.phone,
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
