"""Importing a spreadsheet: judging it against the register, and writing what it says."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from mimetypes import guess_type
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, delete

from eventapp.database import db
from eventapp.formats.sheet import Sheet, read_rows
from eventapp.models.network import Network
from eventapp.models.stored_file import FilePurpose, StoredFile
from eventapp.queries import imports as queries
from eventapp.rules import register_import as rules
from eventapp.rules.import_row import Values
from eventapp.rules.names import clean_text
from eventapp.rules.register_import import Person, RowJudgment, Verdict
from eventapp.rules.sheet_columns import Columns, ColumnsProblem, Field, data_rows, find_columns
from eventapp.services import audit, import_writer, register
from eventapp.services.audit import Actor, Change

KEPT_HOURS = 24
NAME_LENGTH = 200
WRITES = {Verdict.NEW, Verdict.CHANGED}


@dataclass(frozen=True)
class Table:
    """A spreadsheet in which the columns were found."""

    sheet: Sheet
    columns: Columns
    label: str = ""  # for everybody in it, beside the labels in its rows

    @cached_property
    def rows(self) -> dict[int, dict[Field, str]]:
        """Give the filled rows by the number the spreadsheet shows."""
        rows = dict(data_rows(self.sheet.rows, self.columns))
        if self.label:
            for cells in rows.values():
                cells[Field.TAGS] = f"{cells.get(Field.TAGS, '')};{self.label}"
        return rows

    @property
    def header(self) -> list[str]:
        """Give the words above the columns, as they stand in the file."""
        return self.sheet.rows[self.columns.header_row]

    def cells(self, row: int) -> list[str]:
        """Give a row as it stands in the file."""
        return self.sheet.rows[row - 1]


@dataclass(frozen=True)
class Judged:
    """What every row of a table would do, or did."""

    rows: Sequence[RowJudgment]

    @cached_property
    def counts(self) -> dict[Verdict, int]:
        """Count the rows by verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def writes(self) -> int:
        """Count the contacts that would be added or changed."""
        return sum(self.counts[verdict] for verdict in WRITES)

    def of(self, *verdicts: Verdict) -> list[RowJudgment]:
        """Give the rows with these verdicts, grouped in this order."""
        return [row for verdict in verdicts for row in self.rows if row.verdict is verdict]


def read(content: bytes, filename: str, label: str = "") -> Table | ColumnsProblem:
    """Read a file and find its columns; raises SheetError when it is no spreadsheet."""
    sheet = read_rows(content, filename)
    columns = find_columns(sheet.rows)
    return columns if isinstance(columns, ColumnsProblem) else Table(sheet, columns, label)


def keep(
    network: Network, content: bytes, filename: str, *, user_id: int | None, now: datetime
) -> StoredFile:
    """Keep an upload until it is applied or a day has passed."""
    forget_old(now)
    file = StoredFile(
        public_id=uuid4().hex,
        network_id=network.id,
        created_by_id=user_id,
        purpose=FilePurpose.CONTACT_IMPORT,
        name=clean_text(filename)[-NAME_LENGTH:],
        media_type=guess_type(filename)[0] or "application/octet-stream",
        sha256=sha256(content).hexdigest(),
        content=content,
        created_at=now,
    )
    db.session.add(file)
    db.session.flush()
    return file


def forget_old(now: datetime) -> None:
    """Throw away uploads that nobody applied within a day."""
    db.session.execute(
        delete(StoredFile).where(
            StoredFile.purpose == FilePurpose.CONTACT_IMPORT,
            StoredFile.created_at < now - timedelta(hours=KEPT_HOURS),
        )
    )


def discard(network: Network, public_id: str) -> bool:
    """Throw an upload away; tell whether it was still there."""
    done = db.session.execute(
        delete(StoredFile).where(
            StoredFile.network_id == network.id,
            StoredFile.purpose == FilePurpose.CONTACT_IMPORT,
            StoredFile.public_id == public_id,
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def judge(network: Network, table: Table) -> Judged:
    """Judge every row against the register as it is now; writes nothing."""
    rows = rules.read(table.rows.items())
    found = queries.everybody_meant(network.id, rules.named(rows), rules.addressed(rows))
    tags = queries.tag_names(row.id for row in found)
    persons = [_person(row, tags.get(row.id, ())) for row in found]
    employers = [
        rules.Employer(row.name, row.town)
        for row in queries.employers_named(network.id, rules.employers_named(rows))
    ]
    return Judged(rules.judge(rows, persons=persons, employers=employers))


def apply(
    network: Network, table: Table, *, name: str, actor: Actor, now: datetime, public_id: str = ""
) -> Judged:
    """Judge every row again under the lock, and write what is new or changed.

    ``public_id`` is that of the upload: who saves it once more is told that it was saved.
    """
    register.lock(network.id)
    judged = judge(network, table)
    rows = [row for row in judged.rows if row.verdict in WRITES]
    import_writer.write(network.id, rows, actor=actor, now=now)
    if judged.writes:
        numbers = ", ".join(f"{verdict.value} {n}" for verdict, n in judged.counts.items())
        audit.record(
            "register.imported",
            actor=actor,
            network_id=network.id,
            now=now,
            changes=[
                Change("file", "", f"{clean_text(name)}: {numbers}"),
                *([Change("upload", "", public_id)] if public_id else []),
            ],
        )
    return judged


def _person(row: Row[Any], tags: tuple[str, ...]) -> Person:
    return Person(
        row.id,
        Values(
            given_name=row.given_name,
            infix=row.infix,
            family_name=row.family_name,
            employer=row.employer,
            town=row.town,
            email=row.email or "",
            phone=row.phone,
            job_title=row.job_title,
            ambassador=row.is_ambassador,
            tags=tags,
            language=row.language,
        ),
    )
