"""The mails about accounts, in the reader's language; they go through the outbox like all mail."""

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security import MailUtil
from flask_security.recoverable import generate_reset_password_token

from eventapp.models.account import User
from eventapp.services import outbox
from eventapp.web import access
from eventapp.web.clock import now

Letter = tuple[str, list[str]]  # the subject, and the paragraphs


class AccountMail(MailUtil):
    """Hands the notices of Flask-Security to the outbox, in our words."""

    def send_mail(self, template: str, *_rendered: Any, user: User, **_context: Any) -> None:
        """Tell somebody that the password was changed."""
        tell(user, password_changed)


def tell(user: User, letter: Callable[[User], Letter]) -> None:
    """Queue a letter to a user, in the user's language."""
    with force_locale(user.language):
        subject, paragraphs = letter(user)
    html = render_template(
        "security/mail.html",
        language=user.language,
        subject=subject,
        paragraphs=paragraphs,
        base_url=access.links().base_url,
    )
    outbox.tell_user(
        to_address=user.email,
        to_name=user.name,
        subject=subject,
        text="\n\n".join(paragraphs) + "\n",
        html=html,
        now=now(),
    )


def password_changed(user: User) -> Letter:
    """Say that the password is another one now."""
    return _("Your password was changed"), [
        _("Hello %(name)s,", name=user.name),
        _("Your password at Olievlek was changed just now. Other devices are logged out."),
        _("Was it not you? Then set a new password at once:"),
        _absolute("security.forgot_password"),
    ]


def reset_password(user: User) -> Letter:
    """Give the link with which somebody sets a new password."""
    return _("A new password for Olievlek"), [
        _("Hello %(name)s,", name=user.name),
        _("With this link you choose a new password. It works once, for 24 hours:"),
        reset_link(user),
        _("Did you not ask for this? Then do nothing: your password stays the same."),
    ]


def invited(user: User, network_name: str, inviter: str) -> Letter:
    """Tell somebody that they can log in for a network; new people set a password first."""
    about = _(
        "%(inviter)s gave you access to the events of %(network)s in Olievlek.",
        inviter=inviter,
        network=network_name,
    )
    if user.password is not None:
        todo = [
            _("Log in with the password you already have:"),
            _absolute("desk_home.index"),
        ]
    else:
        todo = [
            _("First choose a password. This link works once, for 24 hours:"),
            reset_link(user),
            _("Is it too late? Then ask for a new link here, with this email address:"),
            _absolute("security.forgot_password"),
        ]
    subject = _("You can log in for %(network)s", network=network_name)
    return subject, [_("Hello %(name)s,", name=user.name), about, *todo]


def reset_link(user: User) -> str:
    """Give the address at which a user sets a password; only BASE_URL says on which host."""
    return _absolute("security.reset_password", token=generate_reset_password_token(user))


def _absolute(endpoint: str, **values: Any) -> str:
    return access.links().absolute(url_for(endpoint, **values))
