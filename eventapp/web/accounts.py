"""Login, forgotten password and change of password, by Flask-Security."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_security import Security, SQLAlchemyUserDatastore

from eventapp.database import db, transaction
from eventapp.models.account import User
from eventapp.web.account_mail import AccountMail
from eventapp.web.account_texts import MESSAGES

View = Callable[..., ResponseReturnValue]

# What OWASP advises: strong, and light enough for many logins at once in a small process.
ARGON2 = {"argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}
RESET_WITHIN = timedelta(days=1)
WRITING_VIEWS = ("forgot_password", "reset_password", "change_password")


class Accounts(SQLAlchemyUserDatastore):  # type: ignore[misc]  # Flask-Security is untyped
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
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2,
        SECURITY_PASSWORD_LENGTH_MIN=12,
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
    Security(app, Accounts(db, User, None), mail_util_cls=AccountMail)
    for name in WRITING_VIEWS:
        endpoint = f"security.{name}"
        app.view_functions[endpoint] = in_transaction(app.view_functions[endpoint])


def in_transaction(view: View) -> View:
    """Let a view of Flask-Security write in a transaction of ours."""

    @wraps(view)
    def wrapped(**values: Any) -> ResponseReturnValue:
        if request.method != "POST":
            return view(**values)
        with transaction():
            return view(**values)

    return wrapped
