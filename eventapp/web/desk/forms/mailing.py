"""Forms of a mailing: whom it is for, and what it says."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eventapp.models.register import Tag
from eventapp.rules import placeholders
from eventapp.rules.mailing import Audience
from eventapp.rules.placeholders import NOT_IN_SUBJECT, Unknown
from eventapp.web.numbers import number

AUDIENCES = {
    Audience.ALL: _l("All contacts"),
    Audience.AMBASSADORS: _l("Ambassadors"),
    Audience.TAG: _l("Contacts with a label"),
    Audience.HAND: _l("Hand-picked"),
    Audience.UNANSWERED: _l("Invited, no answer yet"),
}
BODY_LENGTH = 20_000
MOST_UNKNOWN = 5


class RecipientsForm(FlaskForm):
    """The way of picking recipients."""

    audience = RadioField(
        _l("Who gets this mailing?"),
        choices=[SelectChoice(audience.value, label) for audience, label in AUDIENCES.items()],
        validators=[InputRequired(_l("Choose who gets this mailing."))],
    )
    tag = SelectField(_l("Label"), coerce=int, validators=[Optional()])

    def offer(self, tags: list[Tag], numbers: dict[int, int]) -> None:
        """Fill in the tags of the network, each with how many it would reach."""
        self.tag.choices = [
            SelectChoice(0, _("Choose a label")),
            *(
                SelectChoice(tag.id, f"{tag.name} ({number(numbers.get(tag.id, 0))})")
                for tag in tags
            ),
        ]

    def validate_tag(self, field: Field) -> None:
        """Ask for the tag when contacts with a tag are wanted."""
        if self.audience.data == Audience.TAG.value and not field.data:
            raise ValidationError(_("Choose a label too."))


class TextForm(FlaskForm):
    """Subject and text; what is wrong is said, what was typed stays."""

    subject = StringField(
        _l("Subject"),
        validators=[
            DataRequired(_l("Write a subject: it is the first thing people see.")),
            Length(max=150, message=_l("Keep the subject under 150 characters.")),
        ],
    )
    body = TextAreaField(
        _l("Text"),
        validators=[
            DataRequired(_l("Write what you want to ask.")),
            Length(max=BODY_LENGTH, message=_l("This text is too long for an email.")),
        ],
    )

    def __init__(self, *, base_url: str, **values: object) -> None:
        super().__init__(**values)
        self.base_url = base_url

    def validate_subject(self, field: Field) -> None:
        """Refuse words in braces that cannot be filled in a subject."""
        if field.errors:
            return  # too long to look through
        refuse_unknown(placeholders.find_unknown(field.data))
        for placeholder in sorted(placeholders.find(field.data) & NOT_IN_SUBJECT):
            raise ValidationError(
                _("%(word)s does not fit in a subject. Put it in the text.", word=placeholder.value)
            )
        self.refuse_pasted(field.data)

    def validate_body(self, field: Field) -> None:
        """Refuse unknown words in braces, a text without a way to answer and pasted links."""
        if field.errors:
            return
        refuse_unknown(placeholders.find_unknown(field.data))
        if placeholders.is_missing_link(field.data):
            raise ValidationError(
                _(
                    "Nobody can answer this email yet. Add %(buttons)s or %(link)s.",
                    buttons="{{knoppen}}",
                    link="{{link}}",
                )
            )
        self.refuse_pasted(field.data)

    def refuse_pasted(self, text: str) -> None:
        """Refuse somebody's own link in a text that goes to many."""
        pasted = placeholders.pasted_link(text, self.base_url)
        if pasted:
            raise ValidationError(
                _(
                    "This is somebody's own link: %(link)s Everybody would answer for that one "
                    "person. Put %(placeholder)s in its place.",
                    link=pasted,
                    placeholder="{{link}}",
                )
            )


def refuse_unknown(unknown: list[Unknown]) -> None:
    """Name the words in braces that mean nothing, each once, and what may be meant."""
    if unknown:
        first = {one.word: one for one in reversed(unknown)}
        each = sorted(first.values(), key=unknown.index)
        raise ValidationError(" ".join(map(_unknown, each[:MOST_UNKNOWN])))


def _unknown(one: Unknown) -> str:
    sentence: str = _("“%(word)s” does not exist, in line %(line)s.", word=one.word, line=one.line)
    if one.suggestions:
        either = _("or")
        words = f" {either} ".join(f"{{{{{word}}}}}" for word in one.suggestions)
        sentence += " " + _("Do you mean %(words)s?", words=words)
    return sentence
