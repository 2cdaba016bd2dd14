"""A network's two colours made fit to read: whatever is chosen, every text stays legible."""

from dataclasses import dataclass

from eventapp.rules.colour import Colour, contrast, read, write

BRAND, ACCENT = "#004F59", "#FFC42E"
WHITE, INK, NIGHT = "#FFFFFF", "#10201F", "#0D1716"
LEGIBLE, LARGE_AND_LEGIBLE = 7.0, 4.6
RING, DEEPER, PALER = 0.05, 0.09, 0.07
TINT, TINT_CHROMA = 0.94, 0.02
DARK_TINT, DARK_TINT_CHROMA = 0.30, 0.045
DARKEST = 0.10
BLACKEST, PALEST = 0.0, 1.0
HALVINGS = 12


@dataclass(frozen=True)
class Shades:
    """The colours of one theme that stand for a network."""

    brand: str
    brand_strong: str
    brand_tint: str
    brand_on: str
    poster: str
    ring: str


@dataclass(frozen=True)
class Palette:
    """Everything that is made of a network's two colours."""

    light: Shades
    dark: Shades
    poster_ink_2: str
    accent: str
    accent_ring: str


OURS = Palette(  # as in tokens.css
    light=Shades(
        brand=BRAND,
        brand_strong="#00363E",
        brand_tint="#E0EFEF",
        brand_on=WHITE,
        poster=BRAND,
        ring="#1A6671",
    ),
    dark=Shades(
        brand="#7CD3D6",
        brand_strong="#A9E6E8",
        brand_tint="#123437",
        brand_on=NIGHT,
        poster="#00363E",
        ring="#1A5963",
    ),
    poster_ink_2="#BFE0E0",
    accent=ACCENT,
    accent_ring="#E7AC12",
)


def palette(brand: str, accent: str) -> Palette:
    """Make the colours of a network; raise ValueError for what is no colour.

    The hue stays. Brand gets darker until white on it reads, and lighter until it reads on a
    dark page; accent gets lighter until ink on it reads. Our own two are as they always are.
    """
    if is_kept(brand, BRAND) and is_kept(accent, ACCENT):
        return OURS
    wanted, lively = read(brand), read(accent)
    deep = _until(wanted, BLACKEST, against=WHITE)
    strong = deep.at(max(DARKEST, deep.lightness - DEEPER))
    pale = _until(wanted, PALEST, against=NIGHT)
    warm = _until(lively, PALEST, against=INK)
    tint = write(wanted.muted(TINT_CHROMA).at(TINT))
    return Palette(
        light=Shades(
            brand=write(deep),
            brand_strong=write(strong),
            brand_tint=tint,
            brand_on=WHITE,
            poster=write(deep),
            ring=_ring(deep, tint),
        ),
        dark=Shades(
            brand=write(pale),
            brand_strong=write(pale.at(min(TINT, pale.lightness + PALER))),
            brand_tint=write(wanted.muted(DARK_TINT_CHROMA).at(DARK_TINT)),
            brand_on=NIGHT,
            poster=write(strong),
            ring=_ring(strong, tint),
        ),
        poster_ink_2=tint,
        accent=write(warm),
        accent_ring=write(warm.at(warm.lightness - PALER)),
    )


def is_kept(chosen: str, made: str) -> bool:
    """Tell whether a chosen colour is used as it is."""
    return chosen.upper() == made.upper()


def _ring(poster: Colour, text: str) -> str:
    """Give the rings of a poster: a little lighter, as far as the text across them allows."""
    lighter = poster.at(poster.lightness + RING)
    return write(_until(lighter, poster.lightness, against=text, enough_is=LARGE_AND_LEGIBLE))


def _until(colour: Colour, end: float, *, against: str, enough_is: float = LEGIBLE) -> Colour:
    """Move the lightness towards an end until the contrast is enough, and no further."""
    if contrast(write(colour), against) >= enough_is:
        return colour
    short, enough = colour.lightness, end
    for _ in range(HALVINGS):
        middle = (short + enough) / 2
        if contrast(write(colour.at(middle)), against) >= enough_is:
            enough = middle
        else:
            short = middle
    return colour.at(enough)
