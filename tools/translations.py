"""Collects the texts of code and templates in the Dutch catalogue; says which still lack Dutch."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from jinja2 import TemplateSyntaxError

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "eventapp"
CATALOGUE = PACKAGE / "translations" / "nl" / "LC_MESSAGES" / "messages.po"
TEMPLATES = [f"**/templates/**.{ending}" for ending in ("html", "mjml", "txt")]
METHODS = [("**.py", "python"), *((pattern, "jinja2") for pattern in TEMPLATES)]
OPTIONS = {pattern: {"silent": "false"} for pattern in TEMPLATES}  # else a broken one has no texts
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


class BrokenTemplate(Exception):
    """A template that cannot be read, by file and line."""


def extract(package: Path = PACKAGE) -> Catalog:
    """Collect every text that a reader can meet; raise BrokenTemplate when one cannot be read."""
    texts = Catalog(fuzzy=False)
    reading: list[str] = []
    found = extract_from_dir(
        str(package),
        METHODS,
        OPTIONS,
        keywords=KEYWORDS,
        comment_tags=(),
        callback=lambda name, _method, _options: reading.append(name),
    )
    try:
        for _file, _line, message, _comments, context in found:
            texts.add(message, context=context)
    except TemplateSyntaxError as error:
        raise BrokenTemplate(f"{package / reading[-1]}:{error.lineno}: {error.message}") from error
    return texts


def read() -> Catalog:
    """Read the Dutch catalogue as it is."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="nl")


def lacking(catalogue: Catalog) -> list[str]:
    """Name the texts without Dutch, or with Dutch that somebody should look at."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and (
            message.fuzzy
            or not all(message.string if isinstance(message.string, tuple) else [message.string])
        )
    ]


def main() -> int:
    """Bring the catalogue up to date with the sources."""
    catalogue = read()
    try:
        texts = extract()
    except BrokenTemplate as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    catalogue.update(texts, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, ignore_obsolete=True)
    missing = lacking(catalogue)
    for text in missing:
        print(f"no Dutch: {text}")  # noqa: T201
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
