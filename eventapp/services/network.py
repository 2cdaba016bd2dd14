"""Making a network and changing its settings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, text

from eventapp.database import db
from eventapp.models.account import User
from eventapp.models.network import Network, Partner
from eventapp.queries import members as member_queries
from eventapp.rules.access import Role
from eventapp.rules.slugs import is_valid_slug
from eventapp.services import accounts, audit, members
from eventapp.services.audit import Actor, Change


class SlugRefused(ValueError):
    """A slug is malformed, reserved by the site, or taken by another network."""


@dataclass(frozen=True)
class Settings:
    """What an owner settles about a network; ``reply_to=None`` means no Reply-To."""

    name: str
    language: str
    reply_to: str | None
    contact_name: str
    contact_phone: str


def create(
    *, slug: str, name: str, language: str = "nl", reserved: Collection[str], now: datetime
) -> Network:
    """Add a network; raise SlugRefused if its address cannot be used."""
    taken = db.session.scalar(select(Network.id).where(Network.slug == slug))
    if taken is not None or not is_valid_slug(slug, reserved):
        raise SlugRefused(slug)
    network = Network(slug=slug, name=name, language=language, created_at=now, updated_at=now)
    db.session.add(network)
    db.session.flush()
    return network


def begin(
    *,
    slug: str,
    name: str,
    owner_name: str,
    owner_email: str,
    password_hash: str,
    language: str,
    reserved: Collection[str],
    now: datetime,
) -> User | None:
    """Make the first network and its owner; None if somebody was first."""
    _lock_networks()
    if member_queries.any_network():
        return None
    network = create(slug=slug, name=name, language=language, reserved=reserved, now=now)
    owner = member_queries.user_by_email(owner_email) or accounts.create(
        email=owner_email, name=owner_name, language=language, now=now
    )
    owner.name = owner_name
    accounts.set_password(owner, password_hash)
    actor = Actor(owner.name, owner.id)
    audit.record("network.created", actor=actor, network_id=network.id, now=now)
    members.add(network, owner, Role.OWNER, actor=actor, now=now)
    return owner


def change(network: Network, settings: Settings, *, actor: Actor, now: datetime) -> None:
    """Change the settings of a network."""
    record_change(network, audit.apply(network, asdict(settings)), actor=actor, now=now)


def set_partners(
    network: Network,
    names: Mapping[int, str],
    added: Iterable[str],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Give the partners these names, by id; one without a name goes, ``added`` ones come.

    A name that another partner got meanwhile is not given twice.
    """
    members.lock(network.id)
    taken = {partner.name for partner in network.partners if partner.id not in names}
    changes = []
    renamed: list[tuple[Partner, str]] = []
    for partner in list(network.partners):
        new = names.get(partner.id, partner.name)
        if new == partner.name or new in taken:
            taken.add(partner.name)
            continue
        taken |= {new} - {""}
        changes.append(Change("partner", partner.name, new))
        if new:
            renamed.append((partner, new))
        else:
            db.session.delete(partner)
    _rename(renamed)
    for name in added:
        if name in taken:
            continue
        db.session.add(Partner(network_id=network.id, name=name))
        changes.append(Change("partner", "", name))
    db.session.flush()
    db.session.expire(network, ["partners"])
    record_change(network, changes, actor=actor, now=now)


def _rename(renamed: list[tuple[Partner, str]]) -> None:
    """Set new names by way of names nobody has, so that two partners can swap theirs."""
    for partner, _name in renamed:
        partner.name = f"\x1f{partner.id}"
    db.session.flush()
    for partner, name in renamed:
        partner.name = name


def record_change(network: Network, changes: list[Change], *, actor: Actor, now: datetime) -> None:
    """Write down what was changed, if anything was, and let kept pages know."""
    if changes:
        network.updated_at = now
        audit.record(
            "network.changed", actor=actor, network_id=network.id, now=now, changes=changes
        )


def _lock_networks() -> None:
    """Let only one at a time look whether there is a network; SQLite does so by itself."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE network IN SHARE ROW EXCLUSIVE MODE"))
