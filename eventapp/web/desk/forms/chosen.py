"""The form of the bar above the list of answers."""

import re

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from eventapp.queries.rsvp import AnswerFilter
from eventapp.rules.chosen import Step
from eventapp.web.desk.answer_look import read_after, read_filter, read_search

MOST = 1000
LARGEST = 2**31 - 1
NUMBER = re.compile(r"-?[0-9]{1,40}")


class NumbersField(SelectMultipleField):
    """Numbers of rows; what is no number names no row, and spoils nothing for the others."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the numbers among what was sent."""
        self.data = [int(text) for text in valuelist if NUMBER.fullmatch(text)]


class ChosenForm(FlaskForm):
    """Which people, which button, and the part of the list to go back to."""

    step = SelectField(
        choices=[SelectChoice(step.value, step.value) for step in Step], validators=[DataRequired()]
    )
    invitation = NumbersField(validate_choice=False, validators=[DataRequired()])
    filter = HiddenField()
    q = HiddenField()
    after = HiddenField()

    def ids(self) -> list[int]:
        """Give the invitations that are chosen, each once."""
        return [one for one in self._chosen() if 0 < one <= LARGEST][:MOST]

    def left_out(self) -> int:
        """Count what was chosen and cannot be in a list, or is more than a list can hold."""
        return len(self._chosen()) - len(self.ids())

    def _chosen(self) -> list[int]:
        return list(dict.fromkeys(self.invitation.data or []))

    def shown(self) -> dict[str, str | int]:
        """Give what the list was showing, as far as it shows anything else than everybody."""
        which = read_filter(self.filter.data)
        found = {
            "filter": None if which is AnswerFilter.ALL else which.value,
            "q": read_search(self.q.data),
            "after": read_after(self.after.data),
        }
        return {name: value for name, value in found.items() if value}
