"""How the mails of a network look: its colours, and where its logo is."""

from dataclasses import dataclass, replace
from functools import lru_cache

from eventapp.formats.links import Links
from eventapp.models.network import Network
from eventapp.rules.brand import ACCENT, BRAND, INK, WHITE, palette
from eventapp.rules.event import EventKind


@dataclass(frozen=True)
class LetterColours:
    """The colours that stand in a mail; mail programs know no variables."""

    brand: str = BRAND
    accent: str = ACCENT
    dark_brand: str = "#7CD3D6"
    poster: str = BRAND
    poster_ink: str = WHITE
    poster_ink_2: str = "#BFE0E0"
    dark_poster: str = "#00363E"
    stripe: str = ACCENT


@lru_cache(maxsize=256)
def letter_colours(
    brand: str | None, accent: str | None, kind: EventKind = EventKind.OTHER
) -> LetterColours:
    """Give the colours of a network's mails, ours when it chose none.

    The thank-you evening turns its poster round, as on the pages.
    """
    made = palette(brand or BRAND, accent or ACCENT)
    colours = LetterColours(
        brand=made.light.brand,
        accent=made.accent,
        dark_brand=made.dark.brand,
        poster=made.light.poster,
        poster_ink_2=made.poster_ink_2,
        dark_poster=made.dark.poster,
        stripe=made.accent,
    )
    if kind is not EventKind.THANK_YOU:
        return colours
    return replace(
        colours,
        poster=made.accent,
        poster_ink=INK,
        poster_ink_2=INK,
        dark_poster=made.accent,
        stripe=made.light.brand,
    )


def logo_url(network: Network, links: Links) -> str:
    """Give the whole address of a network's logo, or nothing when it has none."""
    if network.logo_digest is None:
        return ""
    return links.absolute(f"{network.slug}/logo.png?v={network.logo_digest}")
