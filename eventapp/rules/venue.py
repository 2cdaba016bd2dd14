"""Where an event is: its address on one line, and a map of it."""

import re
from urllib.parse import urlencode

POSTCODE = re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}$")  # Dutch, at the end of a street
MAP = "https://www.openstreetmap.org/search?"


def place(*, name: str, town: str) -> str:
    """Name a venue and its town."""
    return ", ".join(part for part in (name, town) if part)


def address(*, street: str, town: str) -> str:
    """Give a street with its town; nothing when there is no street."""
    if not street:
        return ""
    between = " " if POSTCODE.search(street) else ", "
    return between.join(part for part in (street, town) if part)


def map_url(*, name: str, street: str, town: str) -> str | None:
    """Give a map of a venue, searched by its address; None when no place is known."""
    words = [word for word in (street or name, town) if word]
    return MAP + urlencode({"query": ", ".join(words)}) if words else None
