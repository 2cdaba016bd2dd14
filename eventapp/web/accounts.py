"""Login, forgotten password and change of password, by Flask-Security."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from time import monotonic, sleep
from typing import Any

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    current_user,
    password_changed,
    password_reset,
)

from eventapp.database import db, transaction
from eventapp.models.account import User
from eventapp.queries import members
from eventapp.rules.throttle import Attempt
from eventapp.services import accounts
from eventapp.web import account_mail, throttling
from eventapp.web.account_forms import ForgotForm
from eventapp.web.account_texts import MESSAGES
from eventapp.web.clock import now

View = Callable[..., Any]

# What OWASP advises: strong, and light enough for many logins at once in a small process.
ARGON2 = {"argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}
PASSWORD_LENGTH = 12
RESET_WITHIN = timedelta(days=1)
FORGOT_SECONDS = 0.4  # a known address and an unknown one take as long


class Accounts(SQLAlchemyUserDatastore):
    """The users, as Flask-Security sees them; there are no roles but those of memberships."""

    def commit(self) -> None:
        """Leave the commit to the transaction around the view."""


def init_app(app: Flask) -> None:
    """Put Flask-Security under /account/."""
    app.config.update(
        SECURITY_URL_PREFIX="/account",
        SECURITY_STATIC_FOLDER=None,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_CACHE_CONTROL=None,
        SECURITY_I18N_DOMAIN="messages",
        SECURITY_I18N_DIRNAME=[f"{app.root_path}/translations"],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 (the name of a method)
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2,
        SECURITY_PASSWORD_LENGTH_MIN=PASSWORD_LENGTH,
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_RESET_PASSWORD_WITHIN=RESET_WITHIN,
        SECURITY_EMAIL_PLAINTEXT=False,
        SECURITY_EMAIL_HTML=False,
        SECURITY_POST_LOGIN_VIEW="/desk/",
        SECURITY_POST_LOGOUT_VIEW="/account/login",
        SECURITY_POST_CHANGE_VIEW="/desk/",
        SECURITY_POST_RESET_VIEW="/account/login",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=app.config["SESSION_COOKIE_SECURE"],
        **{f"SECURITY_MSG_{key}": message for key, message in MESSAGES.items()},
    )
    security = Security(app, Accounts(db, User, None), mail_util_cls=account_mail.AccountMail)
    security.want_json(lambda _request: False)
    load_users_when_asked(app)
    password_reset.connect(note_new_password, app)
    password_changed.connect(note_new_password, app)
    views = app.view_functions
    views["security.login"] = login_view(views["security.login"])
    views["security.verify"] = login_view(views["security.verify"])
    views["security.forgot_password"] = forgot_password
    views["security.reset_password"] = writing_view(views["security.reset_password"], Attempt.RESET)
    views["security.change_password"] = writing_view(
        views["security.change_password"], Attempt.CHANGE
    )


def load_users_when_asked(app: Flask) -> None:
    """Leave out what looks for a user at every request: we know neither roles nor API tokens."""
    before = app.before_request_funcs[None]
    before[:] = [function for function in before if not _is_of_principal(function)]
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]


def _is_of_principal(function: Callable[..., Any]) -> bool:
    return type(getattr(function, "__self__", None)).__name__ == "Principal"


def note_new_password(_app: Flask, user: User, **_values: Any) -> None:
    """Write down that a password was changed; Flask-Security says so inside the transaction."""
    accounts.note_new_password(user, now=now())


def login_view(view: View) -> View:
    """Count the tries of a login, and forget them once the password is right."""

    @wraps(view)
    def wrapped() -> Any:
        if request.method != "POST":
            return view()
        account = account_of_form()
        throttling.check(Attempt.LOGIN, account)
        answer = answer_form(view())
        if current_user.is_authenticated:
            db.session.rollback()  # a password hashed anew is not kept: logging in writes nothing
            throttling.forget(Attempt.LOGIN, account)
        return answer

    return wrapped


def writing_view(view: View, attempt: Attempt) -> View:
    """Count the tries of a view of Flask-Security, and let it write in a transaction of ours."""

    @wraps(view)
    def wrapped(**values: Any) -> Any:
        if request.method != "POST":
            return view(**values)
        throttling.check(attempt, values.get("token") or account_of_form())
        with transaction():
            return answer_form(view(**values))

    return wrapped


def account_of_form() -> str:
    """Name the account that a form is about; forms only, so that no JSON goes uncounted."""
    if request.is_json:
        abort(415)
    if current_user.is_authenticated:
        return str(current_user.email)
    return request.form.get("email", "")


def answer_form(answer: ResponseReturnValue) -> ResponseReturnValue:
    """Give a form that came back its own status."""
    return (answer, 422) if isinstance(answer, str) else answer


def forgot_password() -> ResponseReturnValue:
    """Mail a link for a new password; says nothing about who has an account."""
    form = ForgotForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("security/forgot_password.html", form=form), status
    began = monotonic()
    throttling.check(Attempt.FORGOT, form.email.data)
    with transaction():
        user = members.user_by_email(form.email.data)
        if user is not None and user.active:
            account_mail.tell(user, account_mail.reset_password)
    sleep(max(0.0, began + FORGOT_SECONDS - monotonic()))
    flash(_("If we know this address, an email is on its way."), "info")
    return redirect(url_for("security.login"), 303)
