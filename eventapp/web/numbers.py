"""Numbers as they are written in the reader's language: 1.000 in Dutch, 1,000 in English."""

import re
from typing import Any

from flask_babel import Domain, format_decimal

FROM = 1000  # smaller ones look the same everywhere
IN_A_TEXT = re.compile(r"%\(num\)[ds]")


def number(value: Any) -> str:
    """Write a count; what is no number stays as it is."""
    large = isinstance(value, int) and value >= FROM
    return format_decimal(value) if large else str(value)


def in_text(text: str, value: int) -> str:
    """Write the number of a plural text into it, where it is large."""
    return IN_A_TEXT.sub(number(value), text) if value >= FROM else text


class Texts(Domain):
    """The texts that code asks for."""

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        """Give a text in the form that goes with a number."""
        text = self.get_translations().ungettext(singular, plural, num)
        return str(in_text(text, num) % {"num": num, **variables})
