"""The form of an event; its times are those on the clock of the event's own zone."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from eventapp.models.event import Event
from eventapp.rules.event import EventKind, Refusal
from eventapp.rules.slugs import SLUG
from eventapp.rules.zones import NonexistentTime, TimeZone, is_doubled, to_local, to_utc
from eventapp.services.event import EventDetails
from eventapp.web.desk.forms.fields import (
    ClockField,
    DayField,
    NumberField,
    many_lines,
    not_empty,
    one_line,
)
from eventapp.web.numbers import number
from eventapp.web.words import EVENT_KINDS, TIME_ZONES

MOST_COMPANIONS = 5
MORE = (
    "introduction",
    "capacity",
    "companions_max",
    "answer_day",
    "answer_time",
    "last_day",
    "time_zone",
    "slug",
)
LONG = _l("This is too long. At most %(max)d characters fit.")
REFUSALS = {
    Refusal.SLUG_TAKEN: _l(
        "Another event of this network already has this address. Choose a different one."
    ),
    Refusal.SLUG_RESERVED: _l(
        "This address is used by the site itself, or has characters other than a–z, 0–9 and "
        "hyphens."
    ),
    Refusal.CANCELLED: _l("This event is cancelled and cannot be changed any more."),
}


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(value.value, label) for value, label in words.items()]


class EventForm(FlaskForm):
    """Everything an organiser settles about an event but its programme, in the page's order."""

    kind = RadioField(
        _l("Kind"),
        [InputRequired(_l("Choose what kind of event it is."))],
        choices=_choices(EVENT_KINDS),
    )
    title = StringField(
        _l("Title"),
        [not_empty(_l("Give the event a title.")), Length(max=120, message=LONG)],
        filters=[one_line],
    )
    day = DayField(_l("Day"), [not_empty(_l("Choose the day of the event."))])
    starts = ClockField(_l("Starts at"), [not_empty(_l("Enter when it starts."))])
    ends = ClockField(_l("Ends at"), [not_empty(_l("Enter when it ends."))])
    venue_name = StringField(
        _l("Name of the venue"), [Length(max=120, message=LONG)], filters=[one_line]
    )
    venue_address = StringField(
        _l("Street, number and postcode"), [Length(max=200, message=LONG)], filters=[one_line]
    )
    venue_town = StringField(_l("Town"), [Length(max=120, message=LONG)], filters=[one_line])
    introduction = TextAreaField(
        _l("Introduction"), [Length(max=5000, message=LONG)], filters=[many_lines]
    )
    capacity = NumberField(
        _l("Number of places"),
        [Optional(), NumberRange(1, 100_000, _l("Enter a number between 1 and 100,000."))],
    )
    companions_max = SelectField(
        _l("People an invitee may bring"),
        choices=[SelectChoice(str(most)) for most in range(MOST_COMPANIONS + 1)],
    )
    answer_day = DayField(_l("Answer until"), [Optional()])
    answer_time = ClockField(_l("Time"), [Optional()])
    last_day = DayField(_l("Ends on another day"), [Optional()])
    time_zone = SelectField(_l("Time zone"), choices=_choices(TIME_ZONES))
    slug = StringField(_l("Web address"), filters=[one_line])

    def __init__(self, event: Event | None = None, **options: Any) -> None:
        self.event = event
        self.moments: dict[str, datetime | None] = {}
        self.doubled: list[str] = []
        super().__init__(data=_shown(event) if event else _fresh(), **options)
        if event is not None and event.companions_max > MOST_COMPANIONS:
            self.companions_max.choices += [SelectChoice(str(event.companions_max))]

    @property
    def asks_last_day(self) -> bool:
        """Tell whether the day after is asked beside the times, where it is missed."""
        return bool(self.ends.errors) and self.ends.data is not None

    @property
    def shows_more(self) -> bool:
        """Tell whether what is folded away was filled in or is wrong."""
        fresh = _fresh()
        return any(
            self[name].errors or str(self[name].data or "") != str(fresh.get(name, ""))
            for name in MORE
            if not (name == "last_day" and self.asks_last_day)
        )

    def validate_slug(self, field: StringField) -> None:
        """Leave the check of what is taken to the service, which holds the lock."""
        if field.data and SLUG.fullmatch(field.data) is None:
            raise ValidationError(REFUSALS[Refusal.SLUG_RESERVED])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then make moments of days and times and compare these."""
        super().validate(extra_validators)
        starts_at = self._moment(self.starts, self.day, "starts_at")
        last_day = self.last_day if self.last_day.data else self.day
        ends_at = self._moment(self.ends, last_day, "ends_at")
        answer_before = self._answer_before()
        if starts_at and ends_at and ends_at <= starts_at:
            _add(
                self.ends,
                _(
                    "The end is not after the start. Does it end past midnight? "
                    "Then fill in “%(field)s” too.",
                    field=self.last_day.label.text,
                ),
            )
        if starts_at and answer_before and answer_before > starts_at:
            _add(self.answer_day, _("Answers must be in before the event starts."))
        self.moments = {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "answer_before": answer_before,
        }
        return not self.errors

    def details(self) -> EventDetails:
        """Give what was filled in, once it is valid."""
        return EventDetails(
            kind=EventKind(self.kind.data),
            title=self._kept("title", one_line),
            introduction=self._kept("introduction", many_lines),
            venue_name=self._kept("venue_name", one_line),
            venue_address=self._kept("venue_address", one_line),
            venue_town=self._kept("venue_town", one_line),
            time_zone=TimeZone(self.time_zone.data),
            capacity=self.capacity.data,
            companions_max=int(self.companions_max.data),
            **self.moments,  # type: ignore[arg-type]
        )

    def refuse(self, refusal: Refusal, confirmed: int) -> None:
        """Say at the right field why the service did not save."""
        if refusal is Refusal.CAPACITY_TAKEN:
            message = _(
                "%(number)s people already have a place. A smaller number takes nobody's place "
                "away, so enter at least %(number)s.",
                number=number(confirmed),
            )
            _add(self.capacity, message)
        elif refusal is Refusal.CANCELLED:
            self.form_errors = [REFUSALS[refusal]]
        else:
            _add(self.slug, REFUSALS[refusal])

    def _kept(self, name: str, clean: Any) -> str:
        """Leave a stored text as it is when only its cleaning would differ."""
        typed: str = self[name].data or ""
        stored = getattr(self.event, name) if self.event else ""
        return str(stored) if clean(stored) == typed else typed

    def _moment(self, field: Any, day: Any, name: str) -> datetime | None:
        """Make a moment; what still shows the stored one keeps it to the second."""
        if self.time_zone.errors or field.errors or not day.data or field.data is None:
            return None
        zone = TimeZone(self.time_zone.data)
        local = datetime.combine(day.data, field.data)
        if self.event is not None and self.event.time_zone == zone:
            stored: datetime | None = getattr(self.event, name)
            if stored and _minute(stored, zone) == local:
                return stored
        if is_doubled(local, zone):
            self.doubled.append(f"{local:%H:%M}")
        try:
            return to_utc(local, zone)
        except NonexistentTime:
            _add(
                field,
                _(
                    "On this day the clock skips %(time)s, because summer time begins. Choose "
                    "one hour later.",
                    time=f"{field.data:%H:%M}",
                ),
            )
            return None

    def _answer_before(self) -> datetime | None:
        if not self.answer_day.data:
            if self.answer_time.data is not None and not self.answer_day.errors:
                _add(self.answer_day, _("Choose the day too, or clear the time."))
            return None
        if self.answer_time.data is None:
            self.answer_time.data = time(17)
        return self._moment(self.answer_time, self.answer_day, "answer_before")


def _add(field: Any, message: Any) -> None:
    field.errors = [*field.errors, message]


def _minute(moment: datetime, zone: TimeZone) -> datetime:
    return to_local(moment, zone).replace(second=0, microsecond=0)


def _fresh() -> dict[str, object]:
    return {"time_zone": TimeZone.AMSTERDAM.value, "companions_max": "1"}


def _shown(event: Event) -> dict[str, object]:
    zone = event.time_zone
    starts, ends = to_local(event.starts_at, zone), to_local(event.ends_at, zone)
    answer = to_local(event.answer_before, zone) if event.answer_before else None
    texts = ("title", "introduction", "venue_name", "venue_address", "venue_town", "slug")
    return {
        **{name: getattr(event, name) for name in texts},
        "capacity": event.capacity,
        "kind": event.kind.value,
        "time_zone": zone.value,
        "companions_max": str(event.companions_max),
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "last_day": ends.date() if ends.date() != starts.date() else None,
        "answer_day": answer.date() if answer else None,
        "answer_time": answer.time() if answer else None,
    }
