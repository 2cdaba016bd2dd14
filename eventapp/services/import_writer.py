"""Writing the judged rows of a spreadsheet in a few large statements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update

from eventapp.database import db
from eventapp.models.register import Contact, Employer, Tag, contact_tag
from eventapp.queries import imports as queries
from eventapp.rules import register as keys
from eventapp.rules.import_row import Values
from eventapp.rules.names import PersonName, fold
from eventapp.rules.register_import import RowJudgment, Verdict
from eventapp.services import audit
from eventapp.services.audit import Actor, Change, Entry


def write(network_id: int, rows: Sequence[RowJudgment], *, actor: Actor, now: datetime) -> None:
    """Write rows that are new or changed, and their history."""
    if not rows:
        return
    writer = Writer(network_id, now)
    moved = writer.employers(rows)
    ids = writer.contacts(rows)
    writer.tags(rows, ids)
    writer.find_anew(moved)
    audit.record_all(writer.entries(rows, ids), actor=actor, network_id=network_id, now=now)
    db.session.expire_all()


@dataclass
class Writer:
    """Knows the network and the moment; every step takes all rows at once."""

    network_id: int
    now: datetime

    def employers(self, rows: Iterable[RowJudgment]) -> set[int]:
        """Make new employers and set new towns; give the ids of those whose town is new."""
        wanted = {fold(row.values.employer): row.values for row in rows}
        known = {
            row.name_folded: (row.id, row.town)
            for row in queries.employers_named(self.network_id, wanted)
        }
        self._insert(
            Employer,
            [
                self._new(name=values.employer, name_folded=key, town=values.town, sector="")
                for key, values in wanted.items()
                if key not in known
            ],
        )
        moved = {
            known[key][0]: values.town
            for key, values in wanted.items()
            if key in known and values.town and known[key][1] != values.town
        }
        self._update(Employer, [{"id": number, "town": town} for number, town in moved.items()])
        return set(moved)

    def contacts(self, rows: Iterable[RowJudgment]) -> dict[int, int]:
        """Add and change contacts; give the id of each row's contact."""
        wanted = {fold(row.values.employer) for row in rows}
        employers = {
            row.name_folded: row.id for row in queries.employers_named(self.network_id, wanted)
        }
        added, changed, public_ids = [], [], {}
        for row in rows:
            columns = _columns(row.values, employers[fold(row.values.employer)])
            if row.person_id is not None:
                changed.append({"id": row.person_id, **columns})
            else:
                public_ids[row.row] = uuid4().hex
                added.append(self._new(public_id=public_ids[row.row], **columns))
        self._insert(Contact, added)
        self._update(Contact, changed)
        found = queries.ids_by_public_id(public_ids.values())
        ids = {row.row: row.person_id for row in rows if row.person_id is not None}
        return ids | {row: found[public_id] for row, public_id in public_ids.items()}

    def tags(self, rows: Iterable[RowJudgment], ids: dict[int, int]) -> None:
        """Put the tags on that are not worn yet; an import takes none off."""
        names = {fold(tag): tag for row in rows for tag in row.values.tags}
        known = self._tags()
        self._insert(
            Tag,
            [
                {"network_id": self.network_id, "name": name, "name_folded": key}
                for key, name in names.items()
                if key not in known
            ],
        )
        known = self._tags()
        worn = queries.worn_tags(ids.values())
        pairs = {(ids[row.row], known[fold(tag)]) for row in rows for tag in row.values.tags}
        if pairs - worn:
            db.session.execute(
                insert(contact_tag),
                [{"contact_id": one, "tag_id": tag} for one, tag in sorted(pairs - worn)],
            )

    def find_anew(self, employer_ids: set[int]) -> None:
        """Let everybody at these employers be found by the new town."""
        texts = [
            {
                "id": row.id,
                "search_text": keys.search_text(
                    PersonName(row.given_name, row.infix, row.family_name), row.name, row.town
                ),
            }
            for row in queries.colleagues(employer_ids)
        ]
        self._update(Contact, texts)

    def entries(self, rows: Iterable[RowJudgment], ids: dict[int, int]) -> Iterator[Entry]:
        """Name what was done to whom, for the history."""
        for row in rows:
            contact_id = ids[row.row]
            if row.verdict is Verdict.NEW:
                yield Entry("contact.imported", contact_id)
            for change in row.changes:
                yield Entry(
                    "contact.changed_by_import",
                    contact_id,
                    Change(change.field.value, change.old, change.new),
                )

    def _new(self, **values: Any) -> dict[str, Any]:
        return {"network_id": self.network_id, "created_at": self.now, **values}

    def _tags(self) -> dict[str, int]:
        query = select(Tag.name_folded, Tag.id).where(Tag.network_id == self.network_id)
        return dict(db.session.execute(query).tuples().all())

    def _insert(self, model: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            db.session.execute(insert(model), rows)

    def _update(self, model: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            db.session.execute(update(model), rows)


def _columns(values: Values, employer_id: int) -> dict[str, Any]:
    """Give the columns of a contact, with what is worked out from them."""
    name = PersonName(values.given_name, values.infix, values.family_name)
    return {
        "employer_id": employer_id,
        "given_name": values.given_name,
        "infix": values.infix,
        "family_name": values.family_name,
        "name_folded": keys.name_folded(name),
        "sort_key": keys.sort_key(name),
        "search_text": keys.search_text(name, values.employer, values.town),
        "email": values.email or None,
        "email_folded": fold(values.email) if values.email else None,
        "phone": values.phone,
        "job_title": values.job_title,
        "is_ambassador": bool(values.ambassador),
        "language": values.language or "nl",
    }
