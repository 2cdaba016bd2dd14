"""The words of the register: its fields, and why a row or a form is refused."""

from flask_babel import lazy_gettext as _l

from eventapp.rules.import_row import Reason
from eventapp.rules.register_import import Verdict
from eventapp.rules.sheet_columns import Field

FIELDS = {
    Field.NAME: _l("Name"),
    Field.GIVEN_NAME: _l("First name"),
    Field.INFIX: _l("Infix"),
    Field.FAMILY_NAME: _l("Family name"),
    Field.EMPLOYER: _l("Employer"),
    Field.TOWN: _l("Town"),
    Field.EMAIL: _l("Email address"),
    Field.PHONE: _l("Phone"),
    Field.JOB_TITLE: _l("Job title"),
    Field.AMBASSADOR: _l("Ambassador"),
    Field.TAGS: _l("Labels"),
    Field.LANGUAGE: _l("Language"),
}
REASONS = {
    Reason.NO_NAME: _l("The name is missing."),
    Reason.NO_EMPLOYER: _l("The employer is missing."),
    Reason.EMAIL_TWO_AT: _l("This address has @ twice."),
    Reason.EMAIL_NO_AT: _l("This address has no @."),
    Reason.EMAIL_NO_DOT: _l("Something is missing at the end, such as .nl."),
    Reason.EMAIL_WRONG: _l("This address contains a character that is not allowed."),
    Reason.PHONE_WRONG: _l("This is not a phone number."),
    Reason.AMBASSADOR_UNCLEAR: _l("Write yes or no."),
    Reason.LANGUAGE_UNKNOWN: _l("We only know Dutch (nl) and English (en)."),
    Reason.TOO_LONG: _l("This text is too long."),
}
FIELD_OF = {
    Reason.NO_NAME: FIELDS[Field.NAME],
    Reason.NO_EMPLOYER: FIELDS[Field.EMPLOYER],
    Reason.EMAIL_TWO_AT: FIELDS[Field.EMAIL],
    Reason.EMAIL_NO_AT: FIELDS[Field.EMAIL],
    Reason.EMAIL_NO_DOT: FIELDS[Field.EMAIL],
    Reason.EMAIL_WRONG: FIELDS[Field.EMAIL],
    Reason.PHONE_WRONG: FIELDS[Field.PHONE],
    Reason.AMBASSADOR_UNCLEAR: FIELDS[Field.AMBASSADOR],
    Reason.LANGUAGE_UNKNOWN: FIELDS[Field.LANGUAGE],
    Reason.TOO_LONG: _l("Text"),
}
VERDICTS = {
    Verdict.NEW: _l("New"),
    Verdict.CHANGED: _l("Changed"),
    Verdict.UNCHANGED: _l("Unchanged"),
    Verdict.DUPLICATE: _l("Duplicate"),
    Verdict.REFUSED: _l("Refused"),
}
NO_LABEL = _l("This means “no label”. Write a word, or leave this empty.")
VALUES = {"yes": _l("yes"), "no": _l("no"), "nl": _l("Dutch"), "en": _l("English")}
