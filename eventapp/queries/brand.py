"""The logo of a network."""

from sqlalchemy import select

from eventapp.database import db
from eventapp.models.network import Network
from eventapp.models.stored_file import FilePurpose, StoredFile


def logo(network_slug: str) -> bytes | None:
    """Give the PNG of a network's logo, or None when it has none."""
    return db.session.scalar(
        select(StoredFile.content)
        .join(Network, Network.id == StoredFile.network_id)
        .where(Network.slug == network_slug, StoredFile.purpose == FilePurpose.LOGO)
        .order_by(StoredFile.id.desc())
        .limit(1)
    )
