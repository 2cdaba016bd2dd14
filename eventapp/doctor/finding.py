"""One thing the doctor saw."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is: WRONG keeps something from working, NOTE deserves a look."""

    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What was seen, and what to do about it."""

    grade: Grade
    seen: str
    advice: str = ""


def good(seen: str) -> Finding:
    """Say that something is in order."""
    return Finding(Grade.GOOD, seen)


def note(seen: str, advice: str) -> Finding:
    """Say what may be meant so, and may not."""
    return Finding(Grade.NOTE, seen, advice)


def wrong(seen: str, advice: str) -> Finding:
    """Say what does not work, and what to do."""
    return Finding(Grade.WRONG, seen, advice)
