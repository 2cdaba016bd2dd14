"""Giving a network colours and a logo of its own."""

from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import delete

from eventapp.database import db
from eventapp.formats.logo import HEIGHT, Logo
from eventapp.models.network import Network
from eventapp.models.stored_file import FilePurpose, StoredFile
from eventapp.services import audit
from eventapp.services.audit import Actor, Change
from eventapp.services.network import record_change

DIGITS = 16


def change_colours(
    network: Network, brand: str | None, accent: str | None, *, actor: Actor, now: datetime
) -> None:
    """Take these colours, or ours where there is None."""
    colours = {
        "brand_colour": brand.upper() if brand else None,
        "accent_colour": accent.upper() if accent else None,
    }
    record_change(network, audit.apply(network, dict(colours)), actor=actor, now=now)


def set_logo(network: Network, logo: Logo, *, actor: Actor, now: datetime) -> None:
    """Take a logo in place of the one there was."""
    _forget(network)
    digest = sha256(logo.png).hexdigest()
    db.session.add(
        StoredFile(
            public_id=uuid4().hex,
            network_id=network.id,
            created_by_id=actor.user_id,
            purpose=FilePurpose.LOGO,
            name="logo.png",
            media_type="image/png",
            sha256=digest,
            content=logo.png,
            created_at=now,
        )
    )
    old, network.logo_digest = network.logo_digest or "", digest[:DIGITS]
    network.logo_width = round(logo.width * HEIGHT / logo.height)
    record_change(network, [Change("logo", old, network.logo_digest)], actor=actor, now=now)


def remove_logo(network: Network, *, actor: Actor, now: datetime) -> None:
    """Go on without a logo."""
    if network.logo_digest is None:
        return
    _forget(network)
    record_change(network, [Change("logo", network.logo_digest, "")], actor=actor, now=now)
    network.logo_digest = network.logo_width = None


def _forget(network: Network) -> None:
    db.session.execute(
        delete(StoredFile).where(
            StoredFile.network_id == network.id, StoredFile.purpose == FilePurpose.LOGO
        )
    )
