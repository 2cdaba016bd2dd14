"""The programme as one table: a row a part, a few empty rows for new ones."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from eventapp.models.event import Event, ProgrammeItem
from eventapp.rules.event import ItemKind
from eventapp.rules.programme import (
    Clash,
    Slot,
    SlotProblem,
    clock_span,
    event_days,
    find_clashes,
    split_speakers,
)
from eventapp.rules.zones import NonexistentTime, is_doubled, to_local, to_utc
from eventapp.services.programme import ItemDetails
from eventapp.web.desk.forms.fields import ClockField, one_line
from eventapp.web.words import ITEM_KINDS

EMPTY_ROWS = 3
MOST_ROWS = 200
LONG = _l("This is too long. At most %(max)d characters fit.")


class ItemForm(Form):
    """One row."""

    id = HiddenField()
    day = SelectField(_l("Day"))
    starts = ClockField(_l("From"))
    ends = ClockField(_l("Until"))
    kind = SelectField(
        _l("Kind"), choices=[SelectChoice(kind.value, word) for kind, word in ITEM_KINDS.items()]
    )
    title = StringField(_l("Title"), [Length(max=160, message=LONG)], filters=[one_line])
    room = StringField(_l("Room"), [Length(max=80, message=LONG)], filters=[one_line])
    speakers = StringField(_l("Speakers"), [Length(max=1000, message=LONG)])
    remove = BooleanField(_l("Remove"))

    @property
    def number(self) -> int | None:
        """Give the id of the part this row shows."""
        text = str(self.id.data or "")
        return int(text) if text.isdecimal() and len(text) < 12 else None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed in a row for a new part."""
        typed = any(
            (value or "").strip()
            for field in (self.starts, self.ends)
            for value in field.raw_data or []
        )
        return self.number is None and not (
            typed or self.title.data or self.room.data or (self.speakers.data or "").strip()
        )


class ProgrammeForm(FlaskForm):
    """The whole table; errors stand at the field of the row they are about."""

    rows = FieldList(FormField(ItemForm), max_entries=MOST_ROWS)

    def __init__(self, event: Event, items: Sequence[ProgrammeItem], **options: Any) -> None:
        self.event = event
        self.items = {item.id: item for item in items}
        self.days = event_days(event.starts_at, event.ends_at, event.time_zone)
        used = {self._local(item.starts_at).date() for item in items}
        self.all_days = sorted({*self.days, *used})
        self.details: list[ItemDetails] = []
        self.doubled: list[str] = []
        shown = [self._shown(item) for item in items]
        empty = [{"day": self.days[0].isoformat()} for _row in range(EMPTY_ROWS)]
        super().__init__(data={"rows": shown + empty}, **options)
        choices = [SelectChoice(day.isoformat(), self._day_word(day)) for day in self.all_days]
        for number, row in enumerate(self.rows, start=1):
            for field in row.form:
                field.label.text = _(
                    "%(what)s of row %(number)s", what=field.label.text, number=number
                )
            row.form.day.choices = choices
            if row.form.day.data is None or len(choices) == 1:
                row.form.day.data = self.days[0].isoformat()

    @property
    def removed(self) -> list[int]:
        """Give the ids of the parts whose box is ticked."""
        return [row.form.number for row in self.rows if row.form.remove.data and row.form.number]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each row that stays, then how the rows stand to each other."""
        csrf_fine = super().validate(extra_validators) or "csrf_token" not in self.errors
        rows = [row.form for row in self.rows if not (row.form.remove.data or row.form.is_empty)]
        for row in self.rows:
            if row.form not in rows:
                _forgive(row.form)
        slots = [self._slot(row) for row in rows]
        whole = [(row, slot) for row, slot in zip(rows, slots, strict=True) if slot]
        for clash in find_clashes([slot for _row, slot in whole], self.days):
            self._say(whole[clash.index][0], clash)
        self.details = [
            detail for row, slot in whole if not row.errors and (detail := self._detail(row, slot))
        ]
        wrong = [row.errors for row in rows]
        self.rows.errors = wrong if any(wrong) else []
        return csrf_fine and not self.rows.errors

    def _slot(self, row: ItemForm) -> Slot | None:
        if not row.title.data:
            _add(row.title, _("Give this part a title, or tick “Remove”."))
        for field in (row.starts, row.ends):
            if field.data is None and not field.errors:
                _add(field, _("Enter the time."))
        if row.errors:
            return None
        span = clock_span(
            date.fromisoformat(row.day.data), row.starts.data, row.ends.data, self.days
        )
        return Slot(row.title.data, span.starts, span.ends, row.room.data or "")

    def _say(self, row: ItemForm, clash: Clash) -> None:
        if clash.problem is SlotProblem.ENDS_TOO_EARLY:
            _add(row.ends, _("The end is not after the start."))
        elif clash.problem is SlotProblem.OUTSIDE_EVENT:
            _add(row.ends, _("The event is over by then. Change the times here or of the event."))
        elif clash.other:
            message = _(
                "%(room)s is taken by “%(title)s” from %(starts)s to %(ends)s. "
                "Choose another room or time.",
                room=row.room.data,
                title=clash.other.title,
                starts=f"{clash.other.starts:%H:%M}",
                ends=f"{clash.other.ends:%H:%M}",
            )
            _add(row.room, message)

    def _detail(self, row: ItemForm, slot: Slot) -> ItemDetails | None:
        item = self.items.get(row.number) if row.number else None
        try:
            starts_at = self._moment(slot.starts, item.starts_at if item else None)
            ends_at = self._moment(slot.ends, item.ends_at if item else None)
        except NonexistentTime:
            _add(row.starts, _("The clock skips this hour, because summer time begins."))
            return None
        if ends_at <= starts_at:
            _add(row.ends, _("The end is not after the start."))
            return None
        title = item.title if item and one_line(item.title) == row.title.data else row.title.data
        speakers = tuple(name[:120] for name in split_speakers(row.speakers.data or ""))
        kind = ItemKind(row.kind.data)
        room = row.room.data or ""
        return ItemDetails(row.number, kind, title, starts_at, ends_at, room, speakers)

    def _moment(self, local: datetime, stored: datetime | None) -> datetime:
        if stored and self._local(stored) == local:
            return stored
        if is_doubled(local, self.event.time_zone):
            self.doubled.append(f"{local:%H:%M}")
        return to_utc(local, self.event.time_zone)

    def _local(self, moment: datetime) -> datetime:
        return to_local(moment, self.event.time_zone).replace(second=0, microsecond=0)

    def _day_word(self, day: date) -> str:
        return str(format_date(day, "EE d MMM"))

    def _shown(self, item: ProgrammeItem) -> dict[str, object]:
        starts, ends = self._local(item.starts_at), self._local(item.ends_at)
        return {
            "id": item.id,
            "day": starts.date().isoformat(),
            "starts": starts.time(),
            "ends": ends.time(),
            "kind": item.kind.value,
            "title": item.title,
            "room": item.room.name if item.room else "",
            "speakers": ", ".join(speaker.name for speaker in item.speakers),
        }


def _add(field: Any, message: Any) -> None:
    field.errors = [*field.errors, message]


def _forgive(row: ItemForm) -> None:
    for field in row:
        field.errors = []
