"""Answers that everyone sees alike, kept in memory until what they show has changed.

Each web process keeps its own. What is kept belongs to a version: values that one statement reads
and that change with the answer, so nothing is shown that is older than the database.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

from flask import Flask, current_app, g, request

MOST = 600  # a network has about twenty pages, and of an event that is answered ten parts

Key = TypeVar("Key")
Value = TypeVar("Value")


class Shelf(Generic[Key, Value]):
    """The values that were used last, by key; safe for threads."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.values: OrderedDict[Key, Value] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Give what is kept, if it still is."""
        with self.lock:
            if key in self.values:
                self.values.move_to_end(key)
            return self.values.get(key)

    def set(self, key: Key, value: Value) -> None:
        """Keep a value, and let go of the one that was not used longest."""
        with self.lock:
            self.values[key] = value
            if len(self.values) > self.most:
                self.values.popitem(last=False)


@dataclass(frozen=True)
class Kept:
    """An answer, and its tag: the same for the same content, in every process."""

    content: bytes
    etag: str


class Compressed(Shelf[str, bytes]):
    """Compressed answers, for Flask-Compress; of what is not kept there is no key."""

    def get(self, key: str) -> bytes | None:
        return None if key.endswith(";") else super().get(key)

    def set(self, key: str, value: bytes) -> None:
        if not key.endswith(";"):
            super().set(key, value)


def init_app(app: Flask) -> None:
    """Make the shelves of one process."""
    app.extensions["kept"] = Shelf[Hashable, Any]()
    app.config.update(
        COMPRESS_CACHE_BACKEND=Compressed, COMPRESS_CACHE_KEY=lambda _request: g.get("kept", "")
    )


def kept(version: Hashable, make: Callable[[], str | bytes]) -> Kept:
    """Give what was made of a version before, or make it.

    A visitor with a cookie or a question may see it otherwise, so that is made anew.
    """
    if request.cookies or request.query_string:
        return _made(make())
    found = remembered(version, lambda: _made(make()))
    g.kept = found.etag
    return found


def remembered(version: Hashable, make: Callable[[], Value]) -> Value:
    """Give the value that was made of a version before, or make it; nobody may change it."""
    shelf: Shelf[Hashable, Value] = current_app.extensions["kept"]
    found = shelf.get(version)
    if found is None:
        found = make()
        shelf.set(version, found)
    return found


def _made(answer: str | bytes) -> Kept:
    content = answer.encode() if isinstance(answer, str) else answer
    return Kept(content, sha256(content).hexdigest()[:32])
