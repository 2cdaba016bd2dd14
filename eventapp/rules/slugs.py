"""Words in addresses: short, plain, unique."""

import re
from collections.abc import Collection

from eventapp.rules.names import fold

SLUG = re.compile(r"[a-z0-9-]{2,40}")
LONGEST = 40
FALLBACK = "event"


def slugify(title: str) -> str:
    """Make a slug of any text; a text without a Latin letter or digit gives the fallback."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(title).replace("'", "")).strip("-")
    slug = _cut(slug, LONGEST)
    return slug if len(slug) > 1 else FALLBACK


def event_slug(title: str, year: int) -> str:
    """Make an event's slug, which carries the year once: ``b2b-dag-2026``."""
    slug = slugify(title)
    if str(year) in slug.split("-"):
        return slug
    return f"{_cut(slug, LONGEST - 1 - len(str(year)))}-{year}"


def is_valid_slug(slug: str, reserved: Collection[str]) -> bool:
    """Tell whether a slug has the right form and is not the first segment of a route."""
    return SLUG.fullmatch(slug) is not None and slug not in reserved


def next_free(slug: str, taken: Collection[str]) -> str:
    """Give the slug itself, or the first of ``slug-2``, ``slug-3`` … that is not taken."""
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        candidate = f"{_cut(slug, LONGEST - 1 - len(str(number)))}-{number}"
    return candidate


def _cut(slug: str, length: int) -> str:
    """Shorten at a hyphen where that keeps more than half."""
    if len(slug) <= length:
        return slug
    whole = slug[: length + 1].rpartition("-")[0]
    return (whole if len(whole) > length // 2 else slug[:length]).strip("-")
