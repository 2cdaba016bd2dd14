"""Personal links: signed, revocable by their public id, never a row id."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from itsdangerous import BadSignature, Signer

PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
TRAILING = ".,;:>)]}\"'*"


class Purpose(StrEnum):
    """What a link is for; a token for one purpose is worth nothing for another."""

    INVITATION = "invitation"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True)
class Links:
    """Absolute links below ``base_url``; the first key signs, the others are read too."""

    base_url: str
    keys: tuple[str, ...] = field(repr=False)

    def absolute(self, path: str) -> str:
        """Give the address of a path of ours."""
        return f"{self.base_url.rstrip('/')}/{path.lstrip('/')}"

    def invitation(self, public_id: str, path: str = "") -> str:
        """Give somebody's personal page, or a file below it such as ``badge.png``."""
        return self.absolute(f"i/{self.token(Purpose.INVITATION, public_id)}/{path}")

    def unsubscribe(self, public_id: str) -> str:
        """Give the address where somebody stops our mailings (RFC 8058)."""
        return self.absolute(f"u/{self.token(Purpose.UNSUBSCRIBE, public_id)}")

    def badge(self, code: str) -> str:
        """Give what a badge's QR holds: upper case, for the small alphanumeric mode."""
        return self.absolute(f"B/{code}").upper()

    def token(self, purpose: str, public_id: str) -> str:
        """Sign a public id for one purpose; raises ValueError where it would not fit an address."""
        if not PUBLIC_ID.fullmatch(public_id):
            raise ValueError("a public id holds letters, digits, - and _")
        return _signer(purpose, self.keys).sign(public_id).decode()

    def read(self, purpose: str, token: str) -> str | None:
        """Give the public id of a token, or None for one that we did not make for this.

        What mail readers and people leave at the end of an address is forgiven.
        """
        if not token.isascii() or len(token) > 200:
            return None
        try:
            public_id = _signer(purpose, self.keys).unsign(token.strip().rstrip(TRAILING)).decode()
        except BadSignature:
            return None
        return public_id if PUBLIC_ID.fullmatch(public_id) else None


def _signer(purpose: str, keys: Sequence[str]) -> Signer:
    """Make the signer; itsdangerous wants the newest key last."""
    return Signer(
        list(reversed(keys)),
        salt=f"olievlek link {purpose}",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )
