"""The form of the bar above the list of answers."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from eventapp.rules.chosen import Step

MOST = 1000
LARGEST = 2**31 - 1


class ChosenForm(FlaskForm):
    """Which people, which button, and the part of the list to go back to."""

    step = SelectField(
        choices=[SelectChoice(step.value, step.value) for step in Step], validators=[DataRequired()]
    )
    invitation = SelectMultipleField(coerce=int, validate_choice=False, validators=[DataRequired()])
    filter = HiddenField()
    q = HiddenField()
    after = HiddenField()

    def ids(self) -> list[int]:
        """Give the invitations that are chosen, each once."""
        chosen = dict.fromkeys(self.invitation.data or [])
        return [one for one in chosen if 0 < one <= LARGEST][:MOST]

    def shown(self) -> dict[str, str | None]:
        """Give what the list was showing."""
        return {field.name: field.data for field in (self.filter, self.q, self.after)}
