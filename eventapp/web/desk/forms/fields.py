"""Fields that say in a sentence what is wrong with a day, a time or a number."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, TimeField
from wtforms.validators import ValidationError

from eventapp.rules.names import clean_text

CLOCKS = ["%H:%M", "%H:%M:%S", "%H.%M"]
FIRST_YEAR, LAST_YEAR = 2000, 2099


class DayField(DateField):
    """A day between 2000 and 2099, as browsers send it or as the Dutch write it."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d-%m-%Y"], **options)

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(_filled(valuelist))
        except ValueError:
            raise ValueError(_l("This is not a day. Write it as 2027-04-15.")) from None
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(_l("Choose a day in this century."))


class ClockField(TimeField):
    """A time of day, with a colon or a full stop."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=CLOCKS, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(_filled(valuelist))
        except ValueError:
            raise ValueError(_l("This is not a time. Write it as 14:30.")) from None


class NumberField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(_filled(valuelist))
        except ValueError:
            raise ValueError(_l("This is not a whole number.")) from None


def _filled(values: list[str]) -> list[str]:
    """Leave out what is empty, so that only validators complain about that."""
    return [value.strip() for value in values if value.strip()]


def say_doubled(times: Iterable[str]) -> None:
    """Say which of two equal clock times was taken, in the night that winter time begins."""
    for time in dict.fromkeys(times):
        flash(
            _(
                "That night it is %(time)s twice, because winter time begins. We used the first "
                "one.",
                time=time,
            ),
            "warn",
        )


def one_line(text: str | None) -> str:
    """Make one clean line of what was typed."""
    return clean_text(text or "")


def many_lines(text: str | None) -> str:
    """Keep a text with its lines, without what cannot be stored or printed."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return lines.strip()


def not_empty(message: Any) -> Any:
    """Make a validator that wants more than spaces; `message` is a whole sentence."""

    def check(_form: Any, field: Any) -> None:
        if not field.data:
            raise ValidationError(message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check
