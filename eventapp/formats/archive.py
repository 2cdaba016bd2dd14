"""A backup file: a zip with a manifest, and one file of JSON lines for each table.

It holds values, not pages of a database, so that a copy of either database fits the other.
"""

import base64
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

FORMAT = "olievlek-backup-1"
MANIFEST = "manifest.json"

Row = Mapping[str, Any]


class NoArchive(ValueError):
    """A file that is no backup of ours, or a damaged one."""


@dataclass(frozen=True)
class Table:
    """How many rows of a table a backup holds, and the digest of their lines."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; ``revision`` names the last migration."""

    revision: str
    made_at: str
    tables: dict[str, Table]


def write(
    file: IO[bytes],
    *,
    revision: str,
    made_at: datetime,
    tables: Iterable[tuple[str, Iterable[Row]]],
) -> Manifest:
    """Write tables one after the other, holding one row in memory at a time."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        counted = {name: _write_table(archive, name, rows) for name, rows in tables}
        manifest = Manifest(revision, made_at.isoformat(), counted)
        said = {"format": FORMAT, **asdict(manifest)}
        archive.writestr(MANIFEST, json.dumps(said, indent=1))
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Read what a backup says of itself; raise NoArchive when it is none of ours."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.read(MANIFEST))
        if said["format"] != FORMAT:
            raise NoArchive
        tables = {name: Table(**table) for name, table in said["tables"].items()}
        return Manifest(said["revision"], said["made_at"], tables)
    except (zipfile.BadZipFile, zlib.error, AttributeError, KeyError, ValueError, TypeError):
        raise NoArchive from None


def read_rows(path: Path, name: str, expected: Table) -> Iterator[dict[str, Any]]:
    """Give the rows of one table; raise NoArchive at the end if any is missing or changed."""
    digest, number = hashlib.sha256(), 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_member(name)) as member:
            for line in TextIOWrapper(member, "utf-8", newline="\n"):
                digest.update(line.encode())
                number += 1
                yield {key: _decoded(value) for key, value in json.loads(line).items()}
    except (zipfile.BadZipFile, zlib.error, AttributeError, KeyError, ValueError, EOFError):
        raise NoArchive from None
    if Table(number, digest.hexdigest()) != expected:
        raise NoArchive


def check(path: Path, manifest: Manifest) -> None:
    """Read a backup to its end; raise NoArchive if any row of it is missing or changed."""
    for name, expected in manifest.tables.items():
        for _row in read_rows(path, name, expected):
            pass


def _write_table(archive: zipfile.ZipFile, name: str, rows: Iterable[Row]) -> Table:
    digest, number = hashlib.sha256(), 0
    with archive.open(_member(name), "w", force_zip64=True) as member:
        for row in rows:
            line = json.dumps({key: _encoded(value) for key, value in row.items()}) + "\n"
            digest.update(line.encode())
            member.write(line.encode())
            number += 1
    return Table(number, digest.hexdigest())


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"


def _encoded(value: Any) -> Any:
    """Mark what JSON has no word for: a moment, bytes, and a list or object of our own."""
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return {"moment": moment.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    return {"json": value} if isinstance(value, list | dict) else value


def _decoded(value: Any) -> Any:
    match value:
        case {"moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"bytes": str(text)}:
            return base64.b64decode(text, validate=True)
        case {"json": inner}:
            return inner
    return value
