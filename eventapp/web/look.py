"""Whose colours and logo a page shows."""

from flask import Flask, url_for

from eventapp.formats.logo import HEIGHT
from eventapp.models.network import Network
from eventapp.rules.brand import ACCENT, BRAND, Palette, palette


def init_app(app: Flask) -> None:
    """Give templates the addresses of a network's style sheet and logo."""
    app.jinja_env.globals.update(brand_css_url=brand_css_url, logo_url=logo_url, LOGO_HEIGHT=HEIGHT)


def colours_of(network: Network) -> Palette:
    """Make the colours of a network, from ours where it chose none."""
    return palette(network.brand_colour or BRAND, network.accent_colour or ACCENT)


def colours_version(network: Network) -> str | None:
    """Name the colours a network chose; None when it shows ours."""
    if not network.brand_colour and not network.accent_colour:
        return None
    return f"{network.brand_colour or BRAND}{network.accent_colour or ACCENT}".replace("#", "")


def brand_css_url(network: Network) -> str | None:
    """Give the address of a network's style sheet, or None when it needs none."""
    version = colours_version(network)
    if version is None:
        return None
    return url_for("public_brand.stylesheet", network_slug=network.slug, v=version)


def logo_url(network: Network) -> str | None:
    """Give the address of a network's logo, or None when it has none."""
    if network.logo_digest is None:
        return None
    return url_for("public_brand.logo", network_slug=network.slug, v=network.logo_digest)
