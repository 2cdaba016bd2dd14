"""The one place where the worker reads the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give this moment, in UTC."""
    return datetime.now(UTC)
