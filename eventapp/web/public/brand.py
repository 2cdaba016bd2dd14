"""The colours and the logo of a network, kept by browsers until they change."""

from flask import Blueprint, Response, abort, request

from eventapp.formats import brand_css
from eventapp.models.network import Network
from eventapp.queries import brand as queries
from eventapp.queries import year
from eventapp.web.look import colours_of, colours_version

YEAR = 365 * 24 * 60 * 60

blueprint = Blueprint("public_brand", __name__, url_prefix="/<network_slug>")


@blueprint.get("/brand.css")
def stylesheet(network_slug: str) -> Response:
    """Give the style sheet with a network's own colours."""
    network: Network = year.public_network(network_slug) or abort(404)
    response = Response(brand_css.sheet(colours_of(network)), mimetype="text/css")
    return kept(response, colours_version(network))


@blueprint.get("/logo.png")
def logo(network_slug: str) -> Response:
    """Give a network's logo."""
    network: Network = year.public_network(network_slug) or abort(404)
    png = queries.logo(network.slug) or abort(404)
    return kept(Response(png, mimetype="image/png"), network.logo_digest)


def kept(response: Response, version: str | None) -> Response:
    """Let browsers keep what was asked for by its version; anything else is asked for again."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # mails show the logo
    if version and request.args.get("v") == version:
        response.cache_control.public = True
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response
