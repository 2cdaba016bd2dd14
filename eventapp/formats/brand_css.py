"""The colours of a network as one small style sheet, for light and dark pages."""

from eventapp.rules.brand import INK, NIGHT, Palette, Shades

DARK = "@media (prefers-color-scheme: dark)"


def sheet(palette: Palette) -> str:
    """Write the style sheet of all pages of a network; states and the door keep their colours."""
    return "\n".join(
        [
            ":root {" + _shades(palette.light) + _accent(palette) + " }",
            f"{DARK} {{ :root {{{_shades(palette.dark)} }} }}",
            "",
        ]
    )


def preview(palette: Palette) -> str:
    """Write the same for two samples on a page, one light and one dark."""
    night = f" --paper: {NIGHT}; --ink: #F2F5F1; --rule: #2A3A36; color-scheme: dark;"
    day = f" --paper: #FFFFFF; --ink: {INK}; --rule: #D9D9D0; color-scheme: light;"
    return "\n".join(
        [
            ".sample {" + _accent(palette) + " }",
            ".sample--light {" + _shades(palette.light) + day + " }",
            ".sample--dark {" + _shades(palette.dark) + night + " }",
            "",
        ]
    )


def _shades(shades: Shades) -> str:
    return (
        f" --brand: {shades.brand}; --brand-strong: {shades.brand_strong};"
        f" --brand-tint: {shades.brand_tint}; --brand-on: {shades.brand_on};"
        f" --poster: {shades.poster}; --brand-ring: {shades.ring};"
    )


def _accent(palette: Palette) -> str:
    return (
        f" --accent: {palette.accent}; --accent-ring: {palette.accent_ring};"
        f" --accent-drop: {palette.light.brand}; --poster-ink-2: {palette.poster_ink_2};"
    )
