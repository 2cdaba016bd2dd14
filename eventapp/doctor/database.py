"""The database, the keys in it, and the queue of the worker."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from config import SQLITE, Config
from eventapp import jobs
from eventapp.database import db, migrations
from eventapp.doctor.finding import Finding, good, note, wrong
from eventapp.models.installation import Installation
from eventapp.models.mailing import Message
from eventapp.queries import health
from eventapp.rules.mailing import MessageState

SPARE_CONNECTIONS = 8  # of each process, beyond one a thread


def examine(config: Config) -> Iterator[Finding]:
    """Look at what is stored, as far as it can be reached."""
    try:
        yield _answers(config)
        yield from _sqlite() if config.database_url.startswith(SQLITE) else _postgresql(config)
        if health.is_up_to_date(migrations().get_heads()):
            yield good("The tables are of this version.")
            yield _badge_key()
            yield from _outbox()
        else:
            yield wrong("The tables are not of this version.", "Run: flask --app wsgi db upgrade")
    except SQLAlchemyError as error:
        db.session.rollback()
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield wrong(f"The database does not answer ({reason}).", "Check DATABASE_URL.")
    yield _queue(config)


def _answers(config: Config) -> Finding:
    version = "sqlite_version()" if config.database_url.startswith(SQLITE) else "version()"
    found = str(db.session.scalar(text(f"SELECT {version}"))).split(",")[0]
    return good(f"The database answers ({found}).")


def _sqlite() -> Iterator[Finding]:
    if _says("PRAGMA journal_mode") == "wal":
        yield good("Readers do not wait for writers (WAL).")
    else:
        yield wrong("Readers wait for writers.", "Run: flask --app wsgi db upgrade")
    if _says("PRAGMA quick_check") == "ok":
        yield good("The database file is whole.")
    else:
        yield wrong("The database file is damaged.", "Stop everything and restore a backup.")
    if db.session.execute(text("PRAGMA foreign_key_check")).first() is None:
        yield good("No row points at nothing.")
    else:
        yield wrong("Some rows point at rows that are gone.", "Restore a backup, or ask for help.")


def _postgresql(config: Config) -> Iterator[Finding]:
    if _says("SHOW server_encoding") == "UTF8":
        yield good("PostgreSQL stores every letter (UTF8).")
    else:
        yield wrong("PostgreSQL does not store every letter.", "Make a database in UTF8.")
    most = int(_says("SHOW max_connections"))
    needed = config.workers * (config.threads + SPARE_CONNECTIONS) + SPARE_CONNECTIONS
    if needed <= most:
        yield good(f"{most} connections are enough: at most {needed} are used.")
    else:
        yield note(
            f"PostgreSQL allows {most} connections, while up to {needed} may be used.",
            "Raise max_connections, or lower THREADS or WORKERS.",
        )
    theirs: datetime = db.session.execute(select(func.now())).scalar_one()
    apart = abs((theirs - datetime.now(UTC)).total_seconds())
    if apart > 5:
        yield note(f"The clock of PostgreSQL is {apart:.0f} seconds off.", "Set both clocks (NTP).")


def _badge_key() -> Finding:
    try:
        key = db.session.scalars(select(Installation.badge_key)).first()
    except InvalidToken:
        return wrong(
            "The badge key was sealed with another SECRET_KEY: no badge can be made or printed.",
            "Put the old key in SECRET_KEY_FALLBACKS.",
        )
    return good("The badge key opens." if key else "There is no badge yet.")


def _outbox() -> Iterator[Finding]:
    count = select(Message.state, func.count()).group_by(Message.state)
    counted = dict(db.session.execute(count).tuples().all())
    if health.mail_moves(datetime.now(UTC)):
        yield good("No mail waits past its time.")
    else:
        yield wrong("Mail has waited for more than ten minutes.", "Is the worker running?")
    if lost := counted.get(MessageState.UNKNOWN, 0):
        yield note(f"{lost} mails may or may not have arrived.", "Look under Post, and choose.")
    if failed := counted.get(MessageState.FAILED, 0):
        yield note(f"{failed} mails were refused.", "Look under Post, and mend the addresses.")


def _queue(config: Config) -> Finding:
    kind = config.jobs_url.partition(":")[0]
    if (
        config.jobs_url.startswith(SQLITE)
        and not Path(config.jobs_url.removeprefix(SQLITE)).exists()
    ):
        return good(f"The queue ({kind}) is made at the first start.")
    try:
        jobs.make_huey(config).storage.queue_size()
    except Exception as error:  # each kind of queue has errors of its own
        return wrong(f"The queue ({kind}) does not answer ({type(error).__name__}).",
                     "Check JOBS_URL.")  # fmt: skip
    return good(f"The queue ({kind}) answers.")


def _says(statement: str) -> Any:
    return db.session.scalar(text(statement))
