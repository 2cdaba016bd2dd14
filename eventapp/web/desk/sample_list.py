"""A list to begin with: made-up people below the column names that the import knows."""

from flask_babel import gettext as _

from eventapp.formats import sheet
from eventapp.rules.sheet_columns import Field
from eventapp.web.desk.register_words import FIELDS, VALUES

COLUMNS = (
    Field.NAME,
    Field.EMPLOYER,
    Field.TOWN,
    Field.EMAIL,
    Field.PHONE,
    Field.JOB_TITLE,
    Field.AMBASSADOR,
    Field.TAGS,
    Field.LANGUAGE,
)


def build() -> bytes:
    """Write the list in the reader's language, so that Excel opens it in columns."""
    return sheet.write_csv([str(FIELDS[field]) for field in COLUMNS], _people())


def _people() -> list[list[str]]:
    yes, no = str(VALUES["yes"]), str(VALUES["no"])
    return [
        ["Lotte Maas", "Maas Metaal", "Breda", "lotte@maasmetaal.example", "06 12340001",
         _("Director"), yes, _("technology"), "nl"],
        ["Karel van den Berg", "Van den Berg Transport", "Roosendaal",
         "karel@vandenbergtransport.example", "06 12340002", _("HR manager"), no, "", "nl"],
        ["Fatima el Amrani", "Kwekerij De Linde", "Etten-Leur", "fatima@delinde.example",
         "06 12340003", _("Owner"), yes, "", "nl"],
        ["Joris de Wit", "Schoonmaakbedrijf De Wit", "Bergen op Zoom", "joris@dewit.example", "",
         _("Team leader"), no, "", ""],
        ["Anouk Jansen", "Zorggroep Het Anker", "Oosterhout", "anouk@hetanker.example",
         "0162 123456", _("Director"), no, "", "en"],
    ]  # fmt: skip
