"""What the preview of an import shows of a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.formats import sheet
from eventapp.rules.import_row import Reason, Values
from eventapp.rules.names import clean_text
from eventapp.rules.register_import import RowJudgment, Verdict
from eventapp.rules.sheet_columns import Field
from eventapp.services.imports import Judged, Table
from eventapp.web.desk.register_words import FIELD_OF, FIELDS, REASONS, VALUES, VERDICTS

SHOWN = 200
NAMED = 3
NAME_LENGTH = 60


class Part(StrEnum):
    """The rows a preview can show."""

    ATTENTION = "attention"
    NEW = "new"
    CHANGED = "changed"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


VERDICTS_OF = {
    Part.ATTENTION: (Verdict.REFUSED, Verdict.DUPLICATE, Verdict.CHANGED, Verdict.NEW),
    Part.NEW: (Verdict.NEW,),
    Part.CHANGED: (Verdict.CHANGED,),
    Part.DUPLICATE: (Verdict.DUPLICATE,),
    Part.REFUSED: (Verdict.REFUSED,),
}


@dataclass(frozen=True)
class Line:
    """One row of the preview, in words."""

    row: int
    verdict: Verdict
    word: Any
    name: str
    employer: str
    facts: str = ""
    changes: Sequence[tuple[Any, str, str]] = ()
    wrong: tuple[Any, str] | None = None
    note: Any = ""
    warning: Any = ""


def part_of(value: str | None) -> Part:
    """Read which part is asked for."""
    return Part(value) if value in list(Part) else Part.ATTENTION


def numbers(judged: Judged) -> dict[Part, int]:
    """Count the rows of every part."""
    return {
        part: sum(judged.counts[verdict] for verdict in verdicts)
        for part, verdicts in VERDICTS_OF.items()
    }


def perhaps_known(judged: Judged) -> int:
    """Count who may be somebody we know: by the address, or by name and employer."""
    return sum(bool(row.shares_with or row.has_namesake) for row in judged.rows)


def lines(table: Table, judged: Judged, part: Part) -> list[Line]:
    """Put the first rows of a part in words; what needs attention most comes first."""
    return [_line(table, row) for row in judged.of(*VERDICTS_OF[part])[:SHOWN]]


def not_saved(table: Table, judged: Judged) -> str:
    """Name the rows that were refused, when the others are saved; nothing when there are none."""
    refused = judged.of(Verdict.REFUSED)
    names = [_named(table, row) for row in refused[:NAMED]]
    if len(refused) > NAMED:
        rest = len(refused) - NAMED
        names.append(ngettext("%(num)d more row", "%(num)d more rows", rest))
    if not refused:
        return ""
    sentence: str = ngettext(
        "This row is not saved: %(rows)s. Mend it in your list and import that again.",
        "These rows are not saved: %(rows)s. Mend them in your list and import that again.",
        len(refused),
        rows=", ".join(names),
    )
    return sentence


def refused_sheet(table: Table, judged: Judged) -> bytes:
    """Make a spreadsheet of what is refused, as it stood, with the reason in front."""
    headers = [_("Row"), _("What is wrong"), *table.header]
    rows = [
        [str(row.row), f"{_field(row)}: {_reason(row)}", *table.cells(row.row)]
        for row in judged.of(Verdict.REFUSED)
    ]
    return sheet.write_xlsx(_("Refused rows"), headers, rows)


def _named(table: Table, row: RowJudgment) -> str:
    name, _employer = _who(table.rows[row.row])
    if not name:
        return str(_("row %(row)d", row=row.row))
    return str(_("row %(row)d (%(name)s)", row=row.row, name=_short(name)))


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def _line(table: Table, row: RowJudgment) -> Line:
    words: dict[str, Any] = {"row": row.row, "verdict": row.verdict, "word": VERDICTS[row.verdict]}
    if row.verdict is Verdict.REFUSED:
        name, employer = _who(table.rows[row.row])
        value = "" if row.reason is Reason.NO_EMPLOYER else row.value
        wrong = (_field(row), value)
        return Line(**words, name=name, employer=employer, wrong=wrong, note=_reason(row))
    words |= {"name": row.values.name, "employer": row.values.employer}
    if row.verdict is Verdict.DUPLICATE:
        return Line(**words, note=_("Is also in row %(row)d. That row counts.", row=row.of_row))
    if row.shares_with:
        words["warning"] = _("%(name)s has this address too.", name=row.shares_with)
    elif row.has_namesake:
        words["warning"] = _(
            "Somebody with this name is already at this employer, with another address."
        )
    if row.verdict is Verdict.NEW:
        return Line(**words, facts=_facts(row.values))
    changes = [
        (FIELDS[change.field], _word(change.field, change.old), _word(change.field, change.new))
        for change in row.changes
    ]
    return Line(**words, changes=changes)


def _who(cells: Mapping[Field, str]) -> tuple[str, str]:
    """Name somebody as the refused row does."""
    parts = (Field.GIVEN_NAME, Field.INFIX, Field.FAMILY_NAME)
    whole = " ".join(cells.get(part, "") for part in parts)
    name = clean_text(whole) or clean_text(cells.get(Field.NAME, ""))
    return name, clean_text(cells.get(Field.EMPLOYER, ""))


def _facts(values: Values) -> str:
    ambassador = _("ambassador") if values.ambassador else ""
    known = (
        values.email or (_("phone only") if values.phone else _("no email address, no phone")),
        values.phone,
        values.job_title,
        values.town,
        ambassador,
        *values.tags,
    )
    return ", ".join(fact for fact in known if fact)


def _word(field: Field, value: str) -> str:
    coded = field in {Field.AMBASSADOR, Field.LANGUAGE}
    return str(VALUES.get(value, value)) if coded else value


def _field(row: RowJudgment) -> Any:
    return FIELD_OF[row.reason] if row.reason else ""


def _reason(row: RowJudgment) -> Any:
    return REASONS[row.reason] if row.reason else ""
