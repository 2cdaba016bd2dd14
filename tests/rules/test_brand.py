"""Whatever two colours a network chooses, everything stays legible."""

from colorsys import hls_to_rgb
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.rules.brand import ACCENT, BRAND, INK, NIGHT, WHITE, is_kept, palette
from eventapp.rules.colour import contrast, is_hex, read, write

ROOT = Path(__file__).parent.parent.parent
GREYS = ("#000000", "#FFFFFF", "#808080", "#010101", "#FEFEFE")


def hex_of(hue: int, lightness: float, saturation: float) -> str:
    return "#" + "".join(
        f"{round(c * 255):02X}" for c in hls_to_rgb(hue / 120, lightness, saturation)
    )


COLOURS = [
    hex_of(hue, lightness, saturation)
    for hue in range(120)
    for lightness in (0.05, 0.2, 0.4, 0.6, 0.95)
    for saturation in (0.1, 0.4, 0.7, 1.0)
]


def check(brand: str, accent: str) -> None:
    made = palette(brand, accent)
    light, dark = made.light, made.dark
    assert contrast(light.brand, WHITE) >= 7
    assert contrast(light.brand_strong, WHITE) >= 7
    assert contrast(light.brand, light.brand_tint) >= 5.8
    assert contrast(INK, light.brand_tint) >= 10
    assert contrast(made.poster_ink_2, light.poster) >= 5.8
    assert contrast(made.poster_ink_2, light.ring) >= 4.6
    assert contrast(WHITE, light.ring) >= 4.6
    assert contrast(dark.brand, NIGHT) >= 7
    assert contrast(dark.brand_strong, NIGHT) >= 7
    assert contrast(dark.brand, dark.brand_on) >= 7
    assert contrast(dark.brand, dark.brand_tint) >= 5.1
    assert contrast(WHITE, dark.poster) >= 7
    assert contrast(made.poster_ink_2, dark.ring) >= 4.6
    assert contrast(INK, made.accent) >= 7
    assert contrast(INK, made.accent_ring) >= 4.5


def test_2400_colours_in_all_hues_stay_legible():
    assert len(COLOURS) == 2400
    for colour in COLOURS:
        check(colour, colour)


@pytest.mark.parametrize("colour", GREYS)
def test_black_white_and_grey_too(colour):
    check(colour, colour)


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_any_two_colours(brand, accent):
    check(f"#{brand:06X}", f"#{accent:06x}")


def test_our_own_colours_stay_as_they_are():
    made = palette(BRAND, ACCENT)

    assert (made.light.brand, made.accent) == (BRAND, ACCENT)
    assert is_kept(BRAND.lower(), made.light.brand)


def test_a_pale_brand_is_used_darker_in_its_own_hue():
    made = palette("#FFE600", "#FFE600")

    assert not is_kept("#FFE600", made.light.brand)
    assert read(made.light.brand).hue == pytest.approx(read("#FFE600").hue, abs=0.1)


@given(st.integers(0, 0xFFFFFF))
def test_reading_and_writing_gives_the_same_colour(number):
    text = f"#{number:06X}"

    assert write(read(text)) == text


@pytest.mark.parametrize("text", ["", "#FFF", "red", "#GGGGGG", "004F59", "#004F59;}", "#004F5 "])
def test_what_is_no_colour_is_refused(text):
    assert not is_hex(text)
    with pytest.raises(ValueError):
        palette(text, ACCENT)
    with pytest.raises(ValueError):
        palette(BRAND, text)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_our_own_colours_are_those_of_the_style_sheet():
    tokens = (ROOT / "eventapp/static/css/tokens.css").read_text()
    made = palette(BRAND.lower(), ACCENT)

    light, dark = tokens.split("prefers-color-scheme: dark")
    for theme, shades in ((light, made.light), (dark, made.dark)):
        assert f"--brand: {shades.brand};" in theme
        assert f"--brand-strong: {shades.brand_strong};" in theme
        assert f"--brand-tint: {shades.brand_tint};" in theme
        assert f"--brand-on: {shades.brand_on};" in theme
        assert f"--poster: {shades.poster};" in theme
        assert f"--brand-ring: {shades.ring};" in theme
    assert f"--poster-ink-2: {made.poster_ink_2};" in light
    assert f"--accent-ring: {made.accent_ring};" in light
