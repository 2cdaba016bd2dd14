"""Log lines: one JSON object each, with the request they belong to and nothing about people."""

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TextIO

request_id: ContextVar[str] = ContextVar("request_id", default="")

ADDRESS = re.compile(r"[^\s<>\"'=(,;:]+@[^\s<>\"'),;:]+")
SECRET_PATH = re.compile(r"(/(?:i|u|b|account/reset|door/pair)/)[^\s/\"'?]+", re.IGNORECASE)
# What a PostgreSQL error says of the row, and SQLAlchemy of the values.
ROW = re.compile(r"^(DETAIL: |\[parameters: ).*", re.MULTILINE)
AS_JSON = json.JSONEncoder(ensure_ascii=False, default=str)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send every log line of this process to standard error, or to a stream.

    A terminal gets plain lines; anything else gets one JSON object a line. A line that cannot
    be written, as the disk is full, harms nothing.
    """
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(PlainLine() if target.isatty() else JsonLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.raiseExceptions = False
    # No line says from which file, thread or process it comes (Logging HOWTO, "Optimization").
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for chatty in ("alembic", "huey", "asyncio", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def scrubbed(text: str) -> str:
    """Take mail addresses, personal links, badge codes and the values of rows out of a text."""
    without_rows = ROW.sub(r"\1[left out]", text)
    return ADDRESS.sub("[address]", SECRET_PATH.sub(r"\1[secret]", without_rows))


scrubbed_message = lru_cache(maxsize=64)(scrubbed)  # most say the same again and again


def facts(record: logging.LogRecord) -> dict[str, Any]:
    """Collect what a line says, in the order in which it is read."""
    said: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "what": scrubbed_message(record.getMessage()),
    }
    if found := request_id.get():
        said["request_id"] = found
    said |= getattr(record, "facts", {})
    if record.exc_info and record.exc_info[0]:
        said["error"] = scrubbed("".join(traceback.format_exception(*record.exc_info)))
    return said


class JsonLine(logging.Formatter):
    """Writes a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, without a line end."""
        return AS_JSON.encode(facts(record))


class PlainLine(logging.Formatter):
    """Writes a record for somebody who looks at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, and below it the error if there is one."""
        said = facts(record)
        error = said.pop("error", "")
        head = f"{said.pop('at')[11:19]} {said.pop('level')}: {said.pop('what')}"
        rest = " ".join(f"{name}={value}" for name, value in said.items())
        return "\n".join(filter(None, [f"{head} {rest}".rstrip(), error]))
