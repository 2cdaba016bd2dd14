"""Who is a member of which network."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventapp.database import db
from eventapp.models.account import Membership, User
from eventapp.models.network import Network


def user_by_email(email: str) -> User | None:
    """Find a user by mail address, whatever its case."""
    return db.session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def networks_of(user_id: int) -> Sequence[Network]:
    """List the networks of a user by name."""
    return db.session.scalars(
        select(Network)
        .join(Membership, Membership.network_id == Network.id)
        .where(Membership.user_id == user_id)
        .order_by(Network.name, Network.id)
    ).all()


def members_of(network_id: int) -> Sequence[Membership]:
    """List the members of a network by name, with their user and partner."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.user)
        .where(Membership.network_id == network_id)
        .options(joinedload(Membership.user), joinedload(Membership.partner))
        .order_by(User.name, Membership.id)
    ).all()


def member(network_id: int, membership_id: int) -> Membership | None:
    """Find a member of this network, with the user."""
    return db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id, Membership.network_id == network_id)
        .options(joinedload(Membership.user))
    )


def any_network() -> bool:
    """Tell whether this installation has a network yet."""
    return db.session.scalar(select(Network.id).limit(1)) is not None


def any_demo() -> bool:
    """Tell whether a demo year is loaded in this installation."""
    return db.session.scalar(select(Network.id).where(Network.is_demo).limit(1)) is not None
