"""The forms about a network's colours and logo."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import ValidationError

from eventapp.formats.logo import BYTES_MAX, LogoReason
from eventapp.rules.brand import ACCENT, BRAND
from eventapp.rules.colour import is_hex
from eventapp.web.desk.forms.fields import one_line

NO_COLOUR = _l("Write a colour as # and six characters, such as #004F59.")
PROBLEMS = {
    LogoReason.TOO_LARGE: _l("This picture is too large. At most 4 MB fit. Make it smaller."),
    LogoReason.NO_PICTURE: _l(
        "This file is no picture that we can read. Choose a PNG, JPEG or WebP. "
        "Is it an SVG or PDF? Save it as PNG first."
    ),
}


def a_colour(_form: FlaskForm, field: Any) -> None:
    """Want a colour such as #004F59."""
    if not is_hex(field.data or ""):
        raise ValidationError(NO_COLOUR)


class ColoursForm(FlaskForm):
    """Two colours."""

    brand = StringField(_l("Main colour"), [a_colour], filters=[one_line])
    accent = StringField(_l("Second colour"), [a_colour], filters=[one_line])

    def shown(self) -> tuple[str, str]:
        """Give the colours to show a sample of; ours in place of what is none."""
        brand, accent = self.brand.data or "", self.accent.data or ""
        return brand if is_hex(brand) else BRAND, accent if is_hex(accent) else ACCENT


class LogoForm(FlaskForm):
    """One picture."""

    file = FileField(_l("Your logo"))

    def validate_file(self, field: Any) -> None:
        """Want a file that is not too large to look at."""
        if not field.data:
            raise ValidationError(_l("Choose a file first."))
        self.content: bytes = field.data.read(BYTES_MAX + 1)

    def refuse(self, reason: LogoReason) -> None:
        """Say why a file is no logo."""
        self.file.errors = [PROBLEMS[reason]]
