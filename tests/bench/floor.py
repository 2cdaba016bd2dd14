"""The bare floor: the least that could answer, with a raw driver on the same database.

A GET does one SELECT; a POST does one SELECT and one INSERT in a transaction as durable as ours.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

SQLITE = "sqlite:///"
URL = os.environ.get("DATABASE_URL", "")
TABLE = "CREATE TABLE floor_scan (id VARCHAR(36) PRIMARY KEY, attendee_id INTEGER, at VARCHAR(32))"
READ = "SELECT title FROM event WHERE id = 1"
FIND = "SELECT attendee_id FROM badge WHERE code_digest = ?"
WRITE = "INSERT INTO floor_scan (id, attendee_id, at) VALUES (?, ?, ?)"

local = threading.local()


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer a read or a scan."""
    if environ["REQUEST_METHOD"] == "POST":
        kind, body = "application/json", scan(environ["wsgi.input"].read())
    else:
        kind, body = "text/plain", read().encode()
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def connection() -> Any:
    """Give this thread's connection."""
    if not hasattr(local, "connection"):
        local.connection = connect()
    return local.connection


def connect() -> Any:
    """Open a connection as durable as ours."""
    if URL.startswith(SQLITE):
        opened = sqlite3.connect(URL.removeprefix(SQLITE), isolation_level=None, timeout=30)
        opened.execute("PRAGMA synchronous=FULL")
        return opened
    import psycopg

    return psycopg.connect(URL.replace("+psycopg", ""), autocommit=True)


def sql(text: str) -> str:
    """Write a statement for the driver."""
    return text if URL.startswith(SQLITE) else text.replace("?", "%s")


def read() -> str:
    """Do one SELECT."""
    return str(connection().execute(READ).fetchone()[0])


def scan(body: bytes) -> bytes:
    """Find a badge and store its scan."""
    [asked] = json.loads(body)["scans"]
    digest = sha256(asked["code"].encode()).hexdigest()
    opened = connection()
    opened.execute("BEGIN IMMEDIATE" if URL.startswith(SQLITE) else "BEGIN")
    try:
        [attendee] = opened.execute(sql(FIND), (digest,)).fetchone()
        opened.execute(sql(WRITE), (asked["id"], attendee, asked["at"]))
    except Exception:
        opened.execute("ROLLBACK")  # else nobody writes any more
        raise
    opened.execute("COMMIT")
    return json.dumps({"results": [{"id": asked["id"], "result": "welcome"}]}).encode()
