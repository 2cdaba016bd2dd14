"""Colours as light, colourfulness and hue (OKLCH), and their contrast (WCAG 2.2).

The numbers of the conversion are Björn Ottosson's, https://bottosson.github.io/posts/oklab/.
"""

import re
from dataclasses import dataclass, replace
from math import atan2, cos, hypot, sin

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
STEPS = 24  # of a search by halves: finer than one step of 256


@dataclass(frozen=True)
class Colour:
    """A colour by lightness (0 to 1), chroma (0 to about 0.37) and hue (in radians)."""

    lightness: float
    chroma: float
    hue: float

    def at(self, lightness: float) -> "Colour":
        """Give the same hue, lighter or darker."""
        return replace(self, lightness=min(1.0, max(0.0, lightness)))

    def muted(self, chroma: float) -> "Colour":
        """Give the same hue, at most this colourful."""
        return replace(self, chroma=min(self.chroma, chroma))


def is_hex(text: str) -> bool:
    """Tell whether a text is a colour such as #004F59."""
    return HEX.fullmatch(text) is not None


def read(text: str) -> Colour:
    """Read a colour such as #004F59; raise ValueError for anything else."""
    if not is_hex(text):
        raise ValueError(text)
    red, green, blue = (_linear(int(text[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Colour(lightness, hypot(a, b), atan2(b, a))


def write(colour: Colour) -> str:
    """Write a colour such as #004F59; what no screen can show is made less colourful."""
    low, high = 0.0, colour.chroma
    if _is_shown(_channels(colour)):
        low = colour.chroma
    else:
        for _ in range(STEPS):
            middle = (low + high) / 2
            shown = _is_shown(_channels(replace(colour, chroma=middle)))
            low, high = (middle, high) if shown else (low, middle)
    channels = _channels(replace(colour, chroma=low))
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, c)))):02X}" for c in channels)


def contrast(first: str, second: str) -> float:
    """Give the contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(text: str) -> float:
    red, green, blue = (_linear(int(text[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: Colour) -> tuple[float, float, float]:
    """Give linear red, green and blue, outside 0 to 1 where no screen can show the colour."""
    a, b = colour.chroma * cos(colour.hue), colour.chroma * sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _is_shown(channels: tuple[float, float, float]) -> bool:
    return all(-0.0001 <= channel <= 1.0001 for channel in channels)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)
