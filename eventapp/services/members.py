"""Who belongs to a network, and in which role; a network always keeps an owner."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import func, select

from eventapp.database import db
from eventapp.models.account import Membership, User
from eventapp.models.network import Network
from eventapp.queries import members as member_queries
from eventapp.rules.access import Role
from eventapp.services import accounts, audit
from eventapp.services.audit import Actor, Change


class Outcome(Enum):
    """What became of a wish to change the members."""

    DONE = auto()
    ALREADY_MEMBER = auto()
    LAST_OWNER = auto()


@dataclass(frozen=True)
class Invited:
    """The person invited, and whether that changed anything."""

    user: User
    outcome: Outcome


def invite(
    network: Network, *, email: str, name: str, role: Role, actor: Actor, now: datetime
) -> Invited:
    """Make somebody a member; a mail address without an account gets one, without a password."""
    lock(network.id)
    user = member_queries.user_by_email(email)
    if user is None:
        user = accounts.create(email=email, name=name, language=network.language, now=now)
    elif _membership(network.id, user.id) is not None:
        return Invited(user, Outcome.ALREADY_MEMBER)
    add(network, user, role, actor=actor, now=now)
    return Invited(user, Outcome.DONE)


def add(network: Network, user: User, role: Role, *, actor: Actor, now: datetime) -> None:
    """Make a user a member."""
    db.session.add(Membership(user_id=user.id, network_id=network.id, role=role))
    _record("member.added", network.id, Change(user.email, "", role.value), actor, now)


def change_role(member: Membership, role: Role, *, actor: Actor, now: datetime) -> Outcome:
    """Give a member another role."""
    lock(member.network_id)
    db.session.refresh(member)
    if member.role is Role.OWNER and role is not Role.OWNER and _is_last_owner(member):
        return Outcome.LAST_OWNER
    if member.role is not role:
        change = Change(member.user.email, member.role.value, role.value)
        member.role = role
        _record("member.changed", member.network_id, change, actor, now)
    return Outcome.DONE


def remove(member: Membership, *, actor: Actor, now: datetime) -> Outcome:
    """Take somebody out of a network; the account stays for other networks."""
    lock(member.network_id)
    db.session.refresh(member)
    if member.role is Role.OWNER and _is_last_owner(member):
        return Outcome.LAST_OWNER
    change = Change(member.user.email, member.role.value, "")
    db.session.delete(member)
    _record("member.removed", member.network_id, change, actor, now)
    return Outcome.DONE


def lock(network_id: int) -> None:
    """Let changes of the members of one network wait for each other."""
    db.session.execute(select(Network.id).where(Network.id == network_id).with_for_update())


def _membership(network_id: int, user_id: int) -> Membership | None:
    return db.session.scalar(
        select(Membership).where(Membership.network_id == network_id, Membership.user_id == user_id)
    )


def _is_last_owner(member: Membership) -> bool:
    others = select(func.count()).where(
        Membership.network_id == member.network_id,
        Membership.role == Role.OWNER,
        Membership.id != member.id,
    )
    return db.session.scalar(others) == 0


def _record(action: str, network_id: int, change: Change, actor: Actor, now: datetime) -> None:
    audit.record(action, actor=actor, network_id=network_id, now=now, changes=[change])
