"""The form that begins an installation."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField, ValidationError
from wtforms.validators import Length

from eventapp.web.account_forms import MailAddress
from eventapp.web.accounts import PASSWORD_LENGTH
from eventapp.web.desk.forms.fields import not_empty, one_line
from eventapp.web.desk.forms.network import name_field


def lower_line(text: str | None) -> str:
    """Write an address the way it must be written."""
    return one_line(text).lower()


class BeginForm(FlaskForm):
    """The first network and its owner."""

    name = name_field(_l("Name of the network"), _l("Give the network a name."))
    slug = StringField(
        _l("Its address on this site"),
        [not_empty(_l("Give the network an address."))],
        filters=[lower_line],
    )
    owner_name = name_field(_l("Your name"), _l("Enter your name."))
    email = EmailField(
        _l("Your email address"), [not_empty(_l("Enter your email address.")), MailAddress()]
    )
    password = PasswordField(_l("Password"), [Length(max=200, message=_l("This is too long."))])

    def validate_password(self, field: Any) -> None:
        """Ask for length only: long is what makes a password strong."""
        if len(field.data or "") < PASSWORD_LENGTH:
            raise ValidationError(
                _l("Use at least 12 characters: a few words in a row, for instance.")
            )
