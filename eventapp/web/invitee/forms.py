"""The form in which an invitee answers."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.models.rsvp import Invitation
from eventapp.rules.rsvp import AccessNeed, AttendeeKind, Diet, Partstat, Place, Reply
from eventapp.web.desk.forms.fields import many_lines, one_line
from eventapp.web.words import ACCESS_NEEDS, DIETS

ANSWERS = {
    Partstat.ACCEPTED: _l("Yes, I am coming"),
    Partstat.TENTATIVE: _l("Maybe"),
    Partstat.DECLINED: _l("No, I cannot come"),
}
MOST_COMPANIONS = 20
TOO_LONG = _l("This is too long. At most %(max)d characters fit.")
CHOOSE = _l("Choose yes, maybe or no.")


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(value.value, label) for value, label in words.items()]


class CheckboxesField(SelectMultipleField):
    """Several choices, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AnswerForm(FlaskForm):
    """An answer and what follows a yes; the token in the address is its credential."""

    class Meta:
        csrf = False

    answer = RadioField(
        _l("Your answer"), [InputRequired(CHOOSE)], choices=_choices(ANSWERS), validate_choice=False
    )
    companions = FieldList(
        StringField(
            _l("Name of your companion"),
            [Length(max=120, message=TOO_LONG)],
            filters=[one_line],
        ),
        label=_l("Companions"),
        max_entries=MOST_COMPANIONS,
    )
    diet = CheckboxesField(_l("Dietary wishes"), choices=_choices(DIETS))
    diet_other = StringField(
        _l("Something else to eat"), [Length(max=200, message=TOO_LONG)], filters=[one_line]
    )
    access_needs = CheckboxesField(_l("What you need"), choices=_choices(ACCESS_NEEDS))
    access_other = StringField(
        _l("Something else you need"), [Length(max=200, message=TOO_LONG)], filters=[one_line]
    )
    remark = TextAreaField(
        _l("Your remark"), [Length(max=1000, message=TOO_LONG)], filters=[many_lines]
    )
    wait = BooleanField(_l("Put me on the waiting list"))

    def __init__(self, invitation: Invitation, **options: Any) -> None:
        shown = _shown(invitation)
        super().__init__(data=shown, **options)
        self.is_blank = not any(shown.values())
        self.companions_max = invitation.event.companions_max
        while len(self.companions) < min(self.companions_max, MOST_COMPANIONS):
            self.companions.append_entry("")

    def validate_answer(self, field: RadioField) -> None:
        """Refuse a word that is none of the three answers."""
        if field.data not in list(ANSWERS):
            raise ValidationError(CHOOSE)

    def reply(self) -> Reply:
        """Give what was filled in, once it is valid."""
        return Reply(
            answer=Partstat(self.answer.data),
            companions=tuple(self.names()),
            diet=tuple(Diet(value) for value in self.diet.data or ()),
            diet_other=self.diet_other.data or "",
            access_needs=tuple(AccessNeed(value) for value in self.access_needs.data or ()),
            access_other=self.access_other.data or "",
            remark=self.remark.data or "",
            wants_to_wait=self.wait.data,
        )

    def names(self) -> list[str]:
        """Give the companions who were named."""
        return [entry.data for entry in self.companions if entry.data]

    def refuse_companions(self) -> None:
        """Say that fewer people may come along."""
        self.companions.entries[-1].errors = [self.too_many_words()]
        self.companions.errors = self.companions.entries[-1].errors

    def too_many_words(self) -> str:
        """Say how many may come along."""
        if not self.companions_max:
            return str(_("This event is for invitees only; nobody can come along."))
        return str(
            _(
                "You may bring at most %(number)d. Leave out anyone who is not coming.",
                number=self.companions_max,
            )
        )


def _shown(invitation: Invitation) -> dict[str, Any]:
    """Give the answer as it stands, to change it."""
    answered = invitation.answer in ANSWERS
    return {
        "answer": invitation.answer.value if answered else None,
        "companions": [
            person.name
            for person in invitation.attendees
            if person.kind is AttendeeKind.COMPANION and person.place is not Place.NONE
        ],
        "diet": list(invitation.diet),
        "diet_other": invitation.diet_other,
        "access_needs": list(invitation.access_needs),
        "access_other": invitation.access_other,
        "remark": invitation.remark,
    }
