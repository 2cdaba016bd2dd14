"""The forms about a network's people and settings, and about oneself."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from eventapp.models.network import Partner
from eventapp.rules.access import Role
from eventapp.web.account_forms import MailAddress
from eventapp.web.desk.forms.fields import not_empty, one_line

LONG = _l("This is too long. At most %(max)d characters fit.")
NAME_LENGTH = 120
MOST_DIGITS = 9
EMPTY_PARTNERS = 2
ROLES = {
    Role.OWNER: _l("Owner: may do everything, including people and settings"),
    Role.ORGANISER: _l("Organiser: may do everything about events and contacts"),
    Role.VIEWER: _l("Viewer: may look, but not change anything"),
}
ROLE_NAMES = {
    Role.OWNER: _l("Owner"),
    Role.ORGANISER: _l("Organiser"),
    Role.VIEWER: _l("Viewer"),
}
LANGUAGES = {"nl": "Nederlands", "en": "English"}


def language_field(label: Any) -> SelectField:
    """Make the choice of a language."""
    choices = [SelectChoice(code, name) for code, name in LANGUAGES.items()]
    return SelectField(label, choices=choices)


def role_choices(names: dict[Role, Any]) -> list[SelectChoice]:
    """Make the choices of a role."""
    return [SelectChoice(role.value, name) for role, name in names.items()]


def name_field(label: Any, message: Any) -> StringField:
    """Make a field for a name of one line."""
    checks = [not_empty(message), Length(max=NAME_LENGTH, message=LONG)]
    return StringField(label, checks, filters=[one_line])


class InviteForm(FlaskForm):
    """Who gets access, and in which role."""

    name = name_field(_l("Name"), _l("Enter the name."))
    email = EmailField(
        _l("Email address"), [not_empty(_l("Enter the email address.")), MailAddress()]
    )
    role = RadioField(_l("Role"), choices=role_choices(ROLES), default=Role.ORGANISER.value)


class RoleForm(FlaskForm):
    """Another role for somebody."""

    role = SelectField(_l("Role"), choices=role_choices(ROLE_NAMES))


class ProfileForm(FlaskForm):
    """What somebody settles about themselves."""

    name = name_field(_l("Your name"), _l("Enter your name."))
    language = language_field(_l("Your language"))


class PartnerForm(Form):
    """One body that organises too; without a name it goes."""

    id = HiddenField()
    name = StringField(_l("Partner"), [Length(max=NAME_LENGTH, message=LONG)], filters=[one_line])


class SettingsForm(FlaskForm):
    """What an owner settles about a network."""

    name = name_field(_l("Name of the network"), _l("Give the network a name."))
    language = language_field(_l("Language of its emails and pages"))
    reply_to = EmailField(_l("Replies to emails go to"), [Optional(), MailAddress()])
    contact_name = StringField(
        _l("Contact person"), [Length(max=NAME_LENGTH, message=LONG)], filters=[one_line]
    )
    contact_phone = StringField(
        _l("Phone number"), [Length(max=40, message=LONG)], filters=[one_line]
    )
    partners = FieldList(FormField(PartnerForm), max_entries=60)

    def offer_empty_partners(self) -> None:
        """Leave room for partners to add."""
        for _number in range(EMPTY_PARTNERS):
            if len(self.partners) < self.partners.max_entries:
                self.partners.append_entry()

    def validate_partners(self, field: FieldList) -> None:
        """Check that no two partners have one name; the summary above the form says which."""
        twice = _("This partner is in the list twice.")
        seen: set[str] = set()
        for entry in field:
            name = (entry.form.name.data or "").casefold()
            if name and name in seen:
                entry.form.name.errors = [twice]
            seen.add(name)
        if any(entry.errors for entry in field):
            raise ValidationError(twice)

    def partner_names(self) -> dict[int, str]:
        """Give the names of the partners that exist, by id."""
        return {
            int(entry.form.id.data): entry.form.name.data or ""
            for entry in self.partners
            if (entry.form.id.data or "").isdecimal() and len(entry.form.id.data) <= MOST_DIGITS
        }

    def new_partners(self) -> list[str]:
        """Give the names of the partners to add."""
        return [
            entry.form.name.data
            for entry in self.partners
            if not entry.form.id.data and entry.form.name.data
        ]


def partner_rows(partners: list[Partner]) -> list[dict[str, Any]]:
    """Give what the rows of the form begin with."""
    return [{"id": partner.id, "name": partner.name} for partner in partners]
