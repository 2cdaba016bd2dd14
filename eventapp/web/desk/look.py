"""How a network looks: its two colours, with a sample before they are saved, and its logo."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.formats import brand_css, logo
from eventapp.formats.logo import LogoError
from eventapp.models.network import Network
from eventapp.rules.access import Role
from eventapp.rules.brand import ACCENT, BRAND, INK, WHITE, palette
from eventapp.rules.colour import contrast, is_hex
from eventapp.services import brand as service
from eventapp.web import access
from eventapp.web.clock import now
from eventapp.web.desk.forms.look import ColoursForm, LogoForm

blueprint = Blueprint("desk_look", __name__, url_prefix="/desk/<network_slug>/network/look")


@blueprint.get("/")
def show(network_slug: str) -> ResponseReturnValue:
    """Show the colours and the logo."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    return page(network, colours_form(network), LogoForm())


@blueprint.post("/colours")
def save(network_slug: str) -> ResponseReturnValue:
    """Take two colours, or only show a sample of them."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    form = ColoursForm()
    if not form.validate_on_submit():
        return page(network, form, LogoForm()), 422
    if "sample" in request.form:
        return page(network, form, LogoForm())
    with transaction():
        service.change_colours(
            network, form.brand.data, form.accent.data, actor=access.actor(), now=now()
        )
    flash(_("The colours are saved. Every page and email shows them from now on."), "success")
    return to_look(network)


@blueprint.post("/reset")
def reset(network_slug: str) -> ResponseReturnValue:
    """Go back to our colours."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    with transaction():
        service.change_colours(network, None, None, actor=access.actor(), now=now())
    flash(_("The colours of Olievlek are back."), "success")
    return to_look(network)


@blueprint.post("/logo")
def save_logo(network_slug: str) -> ResponseReturnValue:
    """Take a logo."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    form = LogoForm()
    if form.validate_on_submit():
        try:
            made = logo.make(form.content)
        except LogoError as error:
            form.refuse(error.reason)
        else:
            with transaction():
                service.set_logo(network, made, actor=access.actor(), now=now())
            flash(_("The logo is saved."), "success")
            return to_look(network)
    return page(network, colours_form(network), form), 422


@blueprint.post("/no-logo")
def remove_logo(network_slug: str) -> ResponseReturnValue:
    """Go on without a logo."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    with transaction():
        service.remove_logo(network, actor=access.actor(), now=now())
    flash(_("The logo is gone."), "success")
    return to_look(network)


@blueprint.get("/sample.css")
def sample(network_slug: str) -> ResponseReturnValue:
    """Give the style sheet of a sample in colours that nobody saved yet."""
    access.member_network(network_slug, needs=Role.OWNER)
    brand, accent = (request.args.get(name, "") for name in ("brand", "accent"))
    made = palette(brand if is_hex(brand) else BRAND, accent if is_hex(accent) else ACCENT)
    return Response(brand_css.preview(made), mimetype="text/css")


def colours_form(network: Network) -> ColoursForm:
    """Fill in the colours as they are."""
    return ColoursForm(
        None, brand=network.brand_colour or BRAND, accent=network.accent_colour or ACCENT
    )


def page(network: Network, colours: ColoursForm, logo_form: LogoForm) -> str:
    """Render the look with a sample of the colours in the form."""
    brand, accent = colours.shown()
    made = palette(brand, accent)
    return render_template(
        "desk/network/look.html",
        network=network,
        form=colours,
        logo_form=logo_form,
        chosen={"brand": brand.upper(), "accent": accent.upper()},
        made={"brand": made.light.brand, "accent": made.accent},
        on_brand=contrast(made.light.brand, WHITE),
        on_accent=contrast(made.accent, INK),
        sample_url=url_for(".sample", network_slug=network.slug, brand=brand, accent=accent),
        is_own=bool(network.brand_colour or network.accent_colour),
    )


def to_look(network: Network) -> ResponseReturnValue:
    """Go back to the look."""
    return redirect(url_for(".show", network_slug=network.slug), 303)
