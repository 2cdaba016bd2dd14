"""Login, forgotten password and change of password, by Flask-Security."""

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from eventapp.database import db
from eventapp.models.account import User


def init_app(app: Flask) -> None:
    """Put Flask-Security under /account/."""
    app.config.update(
        SECURITY_URL_PREFIX="/account",
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SALT=None,
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_REGISTERABLE=False,
    )
    Security(app, SQLAlchemyUserDatastore(db, User, None))
