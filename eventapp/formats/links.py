"""Personal links: signed, reusable, and without a row id."""

import re
from dataclasses import dataclass, field

from itsdangerous import BadSignature, Signer

TRAILING = ".,>)"
PUBLIC_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Links:
    """Makes and reads links; the first key signs, the others still open older links."""

    base_url: str
    keys: tuple[str, ...] = field(repr=False)

    def absolute(self, path: str) -> str:
        """Give the whole address of a path."""
        return f"{self.base_url}{path}"

    def invitation(self, public_id: str, path: str = "") -> str:
        """Give the address at which an invitee answers, or a page below it."""
        return self.absolute(f"/i/{self.token('invitation', public_id)}/{path}")

    def unsubscribe(self, public_id: str) -> str:
        """Give the address at which a contact unsubscribes."""
        return self.absolute(f"/u/{self.token('unsubscribe', public_id)}")

    def token(self, purpose: str, public_id: str) -> str:
        """Sign a public id for one purpose."""
        return self._signer(purpose).sign(public_id).decode()

    def read(self, purpose: str, token: str) -> str | None:
        """Give the public id in a token; None if we did not sign it for this purpose."""
        try:
            public_id = self._signer(purpose).unsign(token.rstrip(TRAILING)).decode()
        except (BadSignature, UnicodeError):
            return None
        return public_id if PUBLIC_ID.fullmatch(public_id) else None

    def _signer(self, purpose: str) -> Signer:
        return Signer(list(reversed(self.keys)), salt=f"link:{purpose}")
