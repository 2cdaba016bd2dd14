"""The code on a badge: derived from a key, read from whatever a scanner or a person gives."""

import base64
import hashlib
import hmac
import re

LENGTH = 26
CODE = re.compile(r"[A-Z2-7]{26}")
ADDRESS = re.compile(r"(?:^|/)b/([^/?#]*)/?(?:[?#].*)?$", re.IGNORECASE | re.DOTALL)
LOOKALIKES = str.maketrans("018", "OIB")
DASHES = re.compile(r"[\s\-‐‑‒–—−]+")


def derive(badge_key: bytes, public_id: str, serial: int) -> str:
    """Give the code: base32 of the first 128 bits of HMAC-SHA256 over public id and serial."""
    mac = hmac.digest(badge_key, f"{public_id}:{serial}".encode(), "sha256")
    return base64.b32encode(mac[:16]).decode().rstrip("=")


def digest(code: str) -> str:
    """Give what is stored of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def spaced(code: str) -> str:
    """Give a code in groups of four, to be read aloud and typed."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def read(text: str) -> str | None:
    """Find the code in a scanned ``…/B/<CODE>`` of any host or in a typed code, else None.

    The code's alphabet has no 0, 1 and 8, so these are read as O, I and B.
    """
    text = text.strip()
    address = ADDRESS.search(text)
    bare = DASHES.sub("", address[1] if address else text)
    if len(bare) != LENGTH or not bare.isascii():
        return None
    code = bare.upper().translate(LOOKALIKES)
    return code if CODE.fullmatch(code) else None
