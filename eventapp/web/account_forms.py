"""Small forms about accounts, and the checks that forms with addresses and passwords share."""

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, ValidationError
from wtforms.validators import InputRequired


class MailAddress:
    """Checks that a field holds one mail address, and writes it the way we store it."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        if field.errors:
            return  # it is empty, and that is what its reader must hear
        text = (field.data or "").strip()
        try:
            address = validate_email(text, check_deliverability=False, allow_smtputf8=False)
            field.data = address.normalized.lower().encode("ascii").decode()
        except (EmailNotValidError, UnicodeError):
            raise ValidationError(
                _l("This is not a complete email address. It should look like name@company.nl.")
            ) from None


class ForgotForm(FlaskForm):
    """Asks for whom a new password is."""

    email = EmailField(
        _l("Email address"),
        validators=[InputRequired(_l("Enter your email address.")), MailAddress()],
    )
