"""Types of columns: moments in UTC, sealed and packed bytes, enums by value."""

import base64
import hashlib
import zlib
from datetime import UTC, datetime
from enum import StrEnum

from cryptography.fernet import Fernet, MultiFernet
from flask import current_app
from sqlalchemy import DateTime, Dialect, Enum, LargeBinary, Text, TypeDecorator

LongText = Text
ZLIB = b"\x78\x01"  # how zlib begins what it compresses quickly (RFC 1950); no mail does
QUICKLY = 1


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[bytes]):
    """Bytes that are encrypted under SECRET_KEY before they are stored."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _seal().encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _seal().decrypt(bytes(value))


def _seal() -> MultiFernet:
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    digests = [hashlib.sha256(b"sealed columns:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class PackedBytes(bytes):
    """Bytes that are compressed already."""


def pack(content: bytes) -> PackedBytes:
    """Compress bytes ahead, where there is time for it, for a column that is Packed."""
    return PackedBytes(zlib.compress(content, QUICKLY))


class Packed(TypeDecorator[bytes]):
    """Bytes that are compressed before they are stored; what was stored whole comes back so."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return value if value is None or isinstance(value, PackedBytes) else pack(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        stored = bytes(value)
        return zlib.decompress(stored) if stored.startswith(ZLIB) else stored


def enum_type(values: type[StrEnum], name: str) -> Enum:
    """Build the column type of an enum: stored by value, with a named CHECK."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=max(len(value) for value in values),
        values_callable=lambda members: [member.value for member in members],
    )
