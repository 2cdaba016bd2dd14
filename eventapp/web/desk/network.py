"""The people of a network, its settings, and one's own profile."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.models.account import Membership, User
from eventapp.models.network import Network
from eventapp.queries import members as member_queries
from eventapp.rules.access import Role
from eventapp.services import accounts, members
from eventapp.services import network as networks
from eventapp.services.members import Outcome
from eventapp.services.network import Settings
from eventapp.web import access, account_mail, language
from eventapp.web.clock import now
from eventapp.web.desk.forms.network import (
    ROLE_NAMES,
    InviteForm,
    ProfileForm,
    RoleForm,
    SettingsForm,
    partner_rows,
)

blueprint = Blueprint("desk_network", __name__, url_prefix="/desk/<network_slug>/network")


@blueprint.get("/people")
def people(network_slug: str) -> ResponseReturnValue:
    """List who can log in for this network."""
    network = access.member_network(network_slug)
    return show_people(network, InviteForm())


@blueprint.post("/people")
def invite(network_slug: str) -> ResponseReturnValue:
    """Give somebody access and mail them how to come in."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    form = InviteForm()
    if not form.validate_on_submit():
        return show_people(network, form), 422
    with transaction():
        invited = members.invite(
            network,
            email=form.email.data,
            name=form.name.data,
            role=Role(form.role.data),
            actor=access.actor(),
            now=now(),
        )
        if invited.outcome is Outcome.DONE:
            tell_invited(invited.user, network.name)
    if invited.outcome is Outcome.ALREADY_MEMBER:
        form.email.errors = [_("This person already has access. You find them in the list.")]
        return show_people(network, form), 422
    flash(_("%(name)s has access. An email is on its way.", name=invited.user.name), "success")
    return to_people(network)


@blueprint.post("/people/<int(max=2147483647):member_id>/role")
def change_role(network_slug: str, member_id: int) -> ResponseReturnValue:
    """Give a member another role."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    member = member_or_404(network, member_id)
    form = RoleForm()
    if not form.validate_on_submit():
        flash(_("Choose one of the roles. Nothing was changed."), "error")
        return to_people(network)
    with transaction():
        outcome = members.change_role(member, Role(form.role.data), actor=access.actor(), now=now())
    if outcome is Outcome.LAST_OWNER:
        flash(last_owner(), "error")
    else:
        role = ROLE_NAMES[Role(form.role.data)]
        flash(_("%(name)s is now: %(role)s.", name=member.user.name, role=role), "success")
    return to_people(network)


@blueprint.get("/people/<int(max=2147483647):member_id>/remove")
def ask_remove(network_slug: str, member_id: int) -> ResponseReturnValue:
    """Ask whether somebody loses access."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    member = member_or_404(network, member_id)
    return render_template("desk/network/remove.html", network=network, member=member)


@blueprint.post("/people/<int(max=2147483647):member_id>/remove")
def remove(network_slug: str, member_id: int) -> ResponseReturnValue:
    """Take somebody's access away."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    member = member_or_404(network, member_id)
    name, is_self = member.user.name, member.user_id == access.user().id
    with transaction():
        outcome = members.remove(member, actor=access.actor(), now=now())
    if outcome is Outcome.LAST_OWNER:
        flash(last_owner(), "error")
        return to_people(network)
    flash(_("%(name)s no longer has access.", name=name), "success")
    return redirect(url_for("desk_home.index"), 303) if is_self else to_people(network)


@blueprint.post("/people/<int(max=2147483647):member_id>/mail")
def mail_again(network_slug: str, member_id: int) -> ResponseReturnValue:
    """Send somebody the mail with the way in once more."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    member = member_or_404(network, member_id)
    with transaction():
        tell_invited(member.user, network.name)
    flash(_("An email to %(name)s is on its way.", name=member.user.name), "success")
    return to_people(network)


@blueprint.route("/settings", methods=["GET", "POST"])
def edit(network_slug: str) -> ResponseReturnValue:
    """Change the settings of the network."""
    network = access.member_network(network_slug, needs=Role.OWNER)
    form = SettingsForm(obj=network, data={"partners": partner_rows(network.partners)})
    if form.validate_on_submit():
        save_settings(network, form)
        flash(_("The settings are saved."), "success")
        return redirect(url_for(".edit", network_slug=network.slug), 303)
    if not form.is_submitted():
        form.offer_empty_partners()
    status = 422 if form.is_submitted() else 200
    return render_template("desk/network/settings.html", network=network, form=form), status


@blueprint.route("/profile", methods=["GET", "POST"])
def profile(network_slug: str) -> ResponseReturnValue:
    """Change one's own name and language."""
    network = access.member_network(network_slug)
    user = access.user()
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        with transaction():
            accounts.set_profile(
                user,
                name=form.name.data,
                language=form.language.data,
                network_id=network.id,
                actor=access.actor(),
                now=now(),
            )
        language.forget_choice()
        flash(_("Your profile is saved."), "success")
        return redirect(url_for(".profile", network_slug=network.slug), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("desk/network/profile.html", network=network, form=form), status


def show_people(network: Network, form: InviteForm) -> str:
    """Render the list of members with the form to invite."""
    return render_template(
        "desk/network/people.html",
        network=network,
        members=member_queries.members_of(network.id),
        role_names=ROLE_NAMES,
        is_owner=access.is_owner(),
        form=form,
    )


def save_settings(network: Network, form: SettingsForm) -> None:
    """Write the settings and the partners."""
    settings = Settings(
        name=form.name.data,
        language=form.language.data,
        reply_to=form.reply_to.data or None,
        contact_name=form.contact_name.data or "",
        contact_phone=form.contact_phone.data or "",
    )
    with transaction():
        moment, actor = now(), access.actor()
        networks.change(network, settings, actor=actor, now=moment)
        networks.set_partners(
            network, form.partner_names(), form.new_partners(), actor=actor, now=moment
        )


def member_or_404(network: Network, member_id: int) -> Membership:
    """Give a member of this network."""
    return member_queries.member(network.id, member_id) or abort(404)


def tell_invited(user: User, network_name: str) -> None:
    """Mail somebody the way in."""
    inviter = access.actor().name
    account_mail.tell(user, lambda reader: account_mail.invited(reader, network_name, inviter))


def last_owner() -> str:
    """Say why the last owner stays."""
    return str(_("A network needs an owner. Make somebody else owner first. Nothing was changed."))


def to_people(network: Network) -> ResponseReturnValue:
    """Go back to the list of members."""
    return redirect(url_for("desk_network.people", network_slug=network.slug), 303)
