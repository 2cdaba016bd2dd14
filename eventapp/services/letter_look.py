"""How the mails of a network look: its colours, and where its logo is."""

from dataclasses import dataclass
from functools import lru_cache

from eventapp.formats.links import Links
from eventapp.models.network import Network
from eventapp.rules.brand import ACCENT, BRAND, palette


@dataclass(frozen=True)
class LetterColours:
    """The colours that stand in a mail; mail programs know no variables."""

    brand: str = BRAND
    accent: str = ACCENT
    poster_ink_2: str = "#BFE0E0"
    dark_brand: str = "#7CD3D6"
    dark_poster: str = "#00363E"


@lru_cache(maxsize=256)
def letter_colours(brand: str | None, accent: str | None) -> LetterColours:
    """Give the colours of a network's mails, ours when it chose none."""
    if not brand and not accent:
        return LetterColours()
    made = palette(brand or BRAND, accent or ACCENT)
    return LetterColours(
        brand=made.light.brand,
        accent=made.accent,
        poster_ink_2=made.poster_ink_2,
        dark_brand=made.dark.brand,
        dark_poster=made.dark.poster,
    )


def logo_url(network: Network, links: Links) -> str:
    """Give the whole address of a network's logo, or nothing when it has none."""
    if network.logo_digest is None:
        return ""
    return links.absolute(f"{network.slug}/logo.png?v={network.logo_digest}")
