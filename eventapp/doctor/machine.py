"""The machine: room on the disk, the folder of the instance, the clock, the translations."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

from config import SQLITE, Config
from eventapp.database import migrations
from eventapp.doctor.finding import Finding, good, note, wrong

MEGABYTE = 1024 * 1024
LITTLE, TOO_LITTLE = 1024 * MEGABYTE, 100 * MEGABYTE


def examine(config: Config) -> Iterator[Finding]:
    """Look at what the program stands on."""
    for folder in _folders(config):
        yield _writable(folder)
        yield _room(folder)
    yield _clock()
    yield _translations()


def _folders(config: Config) -> list[Path]:
    """Name the folders that are written to, each once."""
    found = [config.instance_path]
    if config.database_url.startswith(SQLITE):
        found.append(Path(config.database_url.removeprefix(SQLITE)).parent)
    return list(dict.fromkeys(found))


def _writable(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return good(f"{folder} can be written.")
    except OSError as error:
        return wrong(
            f"{folder} cannot be written ({error.strerror}).",
            f"Give it to the user that runs Olievlek (number {os.getuid()}).",
        )


def _room(folder: Path) -> Finding:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return wrong(f"{folder} cannot be looked at ({error.strerror}).", "Make the folder.")
    seen = f"{free // MEGABYTE} MB are free for {folder}."
    if free < TOO_LITTLE:
        return wrong(seen, "Make room now: answers cannot be stored when the disk is full.")
    return note(seen, "Make room soon.") if free < LITTLE else good(seen)


def _clock() -> Finding:
    """Compare the clock with the date of the newest migration: it cannot be earlier."""
    [head] = migrations().get_heads()
    now = datetime.now(UTC)
    seen = f"The clock says {now:%Y-%m-%d %H:%M} UTC."
    if now.strftime("%Y%m%d") < head[:8]:
        return wrong(seen, "That is before this version was made. Set the clock (NTP).")
    return good(seen)


def _translations() -> Finding:
    folder = Path(current_app.root_path) / "translations"
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        if not source.with_suffix(".mo").exists():
            return wrong("The Dutch texts are not compiled.", "Run: make install")
    return good("The Dutch texts are compiled.")
