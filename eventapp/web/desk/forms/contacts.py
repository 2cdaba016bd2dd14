"""The forms of a contact and an employer."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, SelectMultipleField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.models.register import Contact, Tag
from eventapp.rules.import_row import LONGEST, RowRefused, email_problem, is_phone, split_tags
from eventapp.rules.names import PersonName, fold, split_family
from eventapp.rules.sheet_columns import Field
from eventapp.services.register import ContactDetails, Refusal, Refused
from eventapp.web.desk.forms.fields import one_line
from eventapp.web.desk.forms.network import language_field
from eventapp.web.desk.register_words import NO_LABEL, REASONS

SECTOR_LENGTH = 120


class Fits:
    """Checks that a text fits its column, also in the form in which it is compared."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, _form: Any, field: Any) -> None:
        text = field.data or ""
        if max(len(text), len(fold(text))) > self.longest:
            raise ValidationError(
                _("This is too long. At most %(max)d characters fit.", max=self.longest)
            )


def text_field(label: Any, longest: int, *checks: Any, kind: type = StringField) -> Any:
    """Make a field for one clean line."""
    return kind(label, [*checks, Fits(longest)], filters=[one_line])


def has_letters(message: Any) -> Any:
    """Make a validator that wants something that can be compared, not only marks."""

    def check(_form: Any, field: Any) -> None:
        if not fold(field.data or ""):
            raise ValidationError(message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


class ContactForm(FlaskForm):
    """What we know of somebody."""

    given_name = text_field(_l("First name"), LONGEST[Field.GIVEN_NAME])
    infix = text_field(_l("Infix (van, de)"), LONGEST[Field.INFIX])
    family_name = text_field(
        _l("Family name"),
        LONGEST[Field.FAMILY_NAME],
        has_letters(_l("Enter the family name.")),
    )
    employer = text_field(
        _l("Employer"),
        LONGEST[Field.EMPLOYER],
        has_letters(_l("Enter the employer.")),
    )
    town = text_field(_l("Town"), LONGEST[Field.TOWN])
    sector = text_field(_l("Sector"), SECTOR_LENGTH)
    job_title = text_field(_l("Job title"), LONGEST[Field.JOB_TITLE])
    email = text_field(_l("Email address"), LONGEST[Field.EMAIL], kind=EmailField)
    phone = text_field(_l("Phone number"), LONGEST[Field.PHONE], kind=TelField)
    language = language_field(_l("Language of emails and pages"))
    is_ambassador = BooleanField(_l("Is an ambassador"))
    tags = SelectMultipleField(
        _l("Labels"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    new_tags = StringField(_l("New labels"), filters=[one_line])

    def __init__(self, offered: Sequence[Tag], contact: Contact | None = None) -> None:
        super().__init__(data=_shown(contact) if contact else {"language": "nl"})
        self.tags.choices = [SelectChoice(tag.name, tag.name) for tag in offered]

    def validate_email(self, field: Any) -> None:
        """Say precisely what is wrong with an address."""
        problem = email_problem(field.data) if field.data else None
        if problem is not None:
            raise ValidationError(REASONS[problem])

    def validate_phone(self, field: Any) -> None:
        """Want six digits or more."""
        if field.data and not is_phone(field.data):
            raise ValidationError(_("This is not a phone number. Write it as 06 1234 5678."))

    def validate_new_tags(self, field: Any) -> None:
        """Want labels that fit."""
        try:
            found = split_tags(field.data or "")
        except RowRefused as refused:
            raise ValidationError(
                _("The label “%(tag)s” is too long. At most 40 characters fit.", tag=refused.value)
            ) from None
        if field.data and not found:
            raise ValidationError(NO_LABEL)

    def details(self) -> ContactDetails:
        """Give what was filled in; a surname that begins with its infix is cut in two."""
        infix, family = self.infix.data or "", self.family_name.data
        if not infix:
            infix, family = split_family(family)
        offered = {choice.value for choice in self.tags.choices or []}
        chosen = [name for name in self.tags.data or [] if name in offered]
        return ContactDetails(
            name=PersonName(self.given_name.data or "", infix, family),
            employer=self.employer.data,
            town=self.town.data or "",
            sector=self.sector.data or "",
            email=self.email.data or None,
            phone=self.phone.data or "",
            job_title=self.job_title.data or "",
            is_ambassador=self.is_ambassador.data,
            tags=split_tags(",".join([*chosen, self.new_tags.data or ""])),
            language=self.language.data,
        )

    def refuse(self, refused: Refused) -> None:
        """Say at the right field why the service did not save."""
        employer = refused.employer
        if refused.refusal is Refusal.OTHER_TOWN:
            _add(
                self.town,
                _(
                    "Our list has %(employer)s in %(town)s. Has it moved? Change that on the "
                    "employer's page. Otherwise leave this empty.",
                    employer=employer.name,
                    town=employer.town,
                ),
            )
        elif refused.refusal is Refusal.OTHER_SECTOR:
            _add(
                self.sector,
                _(
                    "Our list has %(employer)s in the sector %(sector)s. Change that on the "
                    "employer's page, or leave this empty.",
                    employer=employer.name,
                    sector=employer.sector,
                ),
            )
        else:
            _add(self.family_name, _("This person is already in your contacts."))


class EmployerForm(FlaskForm):
    """What we know of an employer."""

    name = text_field(
        _l("Name of the employer"),
        LONGEST[Field.EMPLOYER],
        has_letters(_l("Enter the name.")),
    )
    town = text_field(_l("Town"), LONGEST[Field.TOWN])
    sector = text_field(_l("Sector"), SECTOR_LENGTH)

    def refuse(self, refused: Refused) -> None:
        """Say that another employer has this name."""
        _add(
            self.name,
            _(
                "There is another employer called %(name)s. Nothing was changed.",
                name=refused.employer.name,
            ),
        )


def _add(field: Any, message: str) -> None:
    field.errors = [*field.errors, message]


def _shown(contact: Contact) -> dict[str, object]:
    names = ("given_name", "infix", "family_name", "job_title", "phone", "language")
    return {
        **{name: getattr(contact, name) for name in names},
        "email": contact.email or "",
        "is_ambassador": contact.is_ambassador,
        "employer": contact.employer.name,
        "tags": [tag.name for tag in contact.tags],
    }
