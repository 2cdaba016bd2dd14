"""What is the matter when nothing can be stored, told from the codes of errors."""

import errno
from enum import StrEnum

# Primary result codes of SQLite; the extended ones hold them in their lowest byte.
SQLITE_BUSY = {5, 6}
SQLITE_CANNOT_WRITE = {8, 10, 13, 14}  # read-only, I/O error, full, cannot open
SYSTEM_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
DISK_FULL = "53100"
LOCKED = {"55P03", "40P01", "40001", "53300"}  # lock, deadlock, serialisation, connections
CONNECTION_CLASSES = ("08", "57P")


class Trouble(StrEnum):
    """Why nothing can be stored now; each passes, and then the same thing works."""

    FULL = "full"
    BUSY = "busy"
    AWAY = "away"


def of_sqlite(code: int) -> Trouble | None:
    """Judge a result code of SQLite."""
    primary = code & 0xFF
    if primary in SQLITE_BUSY:
        return Trouble.BUSY
    return Trouble.FULL if primary in SQLITE_CANNOT_WRITE else None


def of_postgresql(state: str | None, *, connected: bool) -> Trouble | None:
    """Judge an SQLSTATE of PostgreSQL; without one the connection was lost or never made."""
    if state == DISK_FULL:
        return Trouble.FULL
    if state in LOCKED:
        return Trouble.BUSY
    if state is None:
        return None if connected else Trouble.AWAY
    return Trouble.AWAY if state.startswith(CONNECTION_CLASSES) else None


def of_system(number: int | None) -> Trouble | None:
    """Judge an error number of the operating system."""
    return Trouble.FULL if number in SYSTEM_FULL else None
