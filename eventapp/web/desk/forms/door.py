"""The form that makes a pairing link."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from eventapp.rules.names import clean_text


class EntranceForm(FlaskForm):
    """At which entrance the phone will stand."""

    entrance = StringField(
        _l("Entrance"),
        filters=[lambda text: clean_text(text or "")],
        validators=[
            DataRequired(_l("Name the entrance, such as Main entrance.")),
            Length(max=60, message=_l("Use at most 60 characters.")),
        ],
    )
