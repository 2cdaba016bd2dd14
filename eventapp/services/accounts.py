"""Making a user and changing what users settle about themselves."""

from datetime import datetime
from uuid import uuid4

from eventapp.database import db
from eventapp.models.account import User
from eventapp.queries import members as member_queries
from eventapp.services import audit
from eventapp.services.audit import Actor


def create(
    *, email: str, name: str, language: str, now: datetime, password_hash: str | None = None
) -> User:
    """Add a user; without a password hash one must be set by the link in a mail."""
    user = User(
        email=email.lower(),
        name=name,
        language=language,
        password=password_hash,
        fs_uniquifier=uuid4().hex,
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    return user


def set_password(user: User, password_hash: str) -> None:
    """Give a user another password and end the sessions of all devices."""
    user.password = password_hash
    user.fs_uniquifier = uuid4().hex


def set_profile(
    user: User, *, name: str, language: str, network_id: int, actor: Actor, now: datetime
) -> None:
    """Change a user's own name and language, written down in the network at hand."""
    changes = audit.apply(user, {"name": name, "language": language})
    if changes:
        audit.record(
            "account.changed", actor=actor, network_id=network_id, now=now, changes=changes
        )


def note_new_password(user: User, *, now: datetime) -> None:
    """Write down in each network of a user that the password is another one."""
    actor = Actor(user.name, user.id)
    for network in member_queries.networks_of(user.id):
        audit.record("account.password", actor=actor, network_id=network.id, now=now)
