"""Mails as files in a folder, for trying out."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from eventapp.transports.outcome import Away


class FolderTransport:
    """Writes each mail to an ``.eml`` file; a file that is there is whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "FolderTransport":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def connect(self) -> None:
        """Make the folder, readable by its owner only: mails hold personal links."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Away(f"{self.folder}: {error.strerror}") from error

    def offer(self, *, sender: str, recipient: str) -> None:
        """Do nothing: a folder has no envelopes."""

    def withdraw(self) -> None:
        """Do nothing, as nothing was begun."""

    def send(
        self,
        mime: bytes,
        *,
        sender: str,
        recipient: str,
        name: str,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """Write one mail under this name; raise Away when the folder cannot be written."""
        meanwhile()
        self.connect()
        half = self.folder / f".{name}.part"
        try:
            with half.open("wb") as file:
                file.write(mime)
                file.flush()
                os.fsync(file.fileno())
            half.replace(self.folder / f"{name}.eml")
        except OSError as error:
            with contextlib.suppress(OSError):
                half.unlink()
            raise Away(f"{self.folder}: {error.strerror}") from error
