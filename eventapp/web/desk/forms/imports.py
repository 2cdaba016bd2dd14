"""The form that takes a spreadsheet."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import ValidationError

from eventapp.formats.sheet import BYTES_MAX, SheetReason
from eventapp.rules.import_row import BETWEEN_TAGS, RowRefused, split_tags
from eventapp.rules.names import clean_text
from eventapp.rules.sheet_columns import ColumnsProblem
from eventapp.web.desk.register_words import NO_LABEL

PROBLEMS = {
    SheetReason.WRONG_EXTENSION: _l(
        "This is not a spreadsheet. Save your list as .xlsx or .csv and choose it again."
    ),
    SheetReason.NOT_A_SPREADSHEET: _l(
        "This file cannot be read. Open it in Excel, save it as .xlsx and choose it again."
    ),
    SheetReason.EMPTY: _l("There is nothing in this file. Choose another one."),
    SheetReason.TOO_LARGE: _l(
        "This file is too large. At most 10 MB and 50,000 rows fit. Split it into smaller files."
    ),
    SheetReason.PASSWORD: _l(
        "This file has a password. Remove it in Excel and choose the file again."
    ),
    ColumnsProblem.NO_HEADER: _l(
        "No row with column names was found. Put names above the columns, such as Name, Employer "
        "and Email address, and choose the file again."
    ),
}


def clean(text: str | None) -> str:
    """Make one line of what was typed."""
    return clean_text(text or "")


def read_label(text: str) -> str:
    """Give a label as it is put on people; nothing when it is no single label."""
    try:
        found = split_tags(text)
    except RowRefused:
        return ""
    return found[0] if len(found) == 1 else ""


def is_no_label(text: str) -> bool:
    """Tell whether something was typed that says that there is no label, such as "-"."""
    try:
        return bool(text) and not split_tags(text)
    except RowRefused:
        return False


def one_label(_form: Any, field: Any) -> None:
    """Want one label that fits."""
    sign = next((one for one in field.data if one in BETWEEN_TAGS), None)
    if sign is not None:
        raise ValidationError(
            _l("Write one label, without the sign %(sign)s: that separates labels.", sign=sign)
        )
    if is_no_label(field.data):
        raise ValidationError(NO_LABEL)
    if read_label(field.data) != field.data:
        raise ValidationError(_l("Write one label of at most 40 characters."))


def label_field() -> StringField:
    """Ask for a label that everybody in the list gets."""
    return StringField(
        _l("Label for everybody in the list"),
        filters=[clean],
        validators=[one_label],
        description=_l(
            "You may leave this empty. With a label you can find and invite them all together."
        ),
    )


class LabelForm(FlaskForm):
    """The label of a list that was chosen already; asking for it changes nothing."""

    class Meta:
        csrf = False

    label = label_field()


class UploadForm(FlaskForm):
    """One spreadsheet."""

    file = FileField(_l("Your list"))
    label = label_field()

    def validate_file(self, field: Any) -> None:
        """Want a file that is not too large to read at all."""
        if not field.data:
            raise ValidationError(_l("Choose a file first."))
        self.content: bytes = field.data.read(BYTES_MAX + 1)
        if len(self.content) > BYTES_MAX:
            raise ValidationError(PROBLEMS[SheetReason.TOO_LARGE])

    def refuse(self, problem: SheetReason | ColumnsProblem) -> None:
        """Say why the file cannot be imported."""
        self.file.errors = [PROBLEMS[problem]]
