"""What an error of a database means: nothing can be stored now, or a fault of ours."""

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from eventapp.rules import trouble
from eventapp.rules.trouble import Trouble


def trouble_of(error: BaseException) -> Trouble | None:
    """Tell whether an error means that nothing can be stored now; None for a fault of ours."""
    if isinstance(error, PoolTimeoutError):
        return Trouble.BUSY
    if isinstance(error, OSError):
        return trouble.of_system(error.errno)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return trouble.of_sqlite(getattr(cause, "sqlite_errorcode", 0))
    if not type(cause).__module__.startswith("psycopg"):  # not imported where SQLite is used
        return None
    connected = all(kind.__name__ != "OperationalError" for kind in type(cause).__mro__)
    return trouble.of_postgresql(getattr(cause, "sqlstate", None), connected=connected)
