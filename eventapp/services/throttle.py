"""Counts tries in the database, so that all workers see the same number."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, tuple_

from eventapp.database import db, insert_or
from eventapp.models.throttle import Throttle
from eventapp.rules.throttle import LONGEST, Limit, first_minute, minute_of, retry_at

SWEEP = 200  # old rows that one try takes along


class TooManyTries(Exception):
    """Somebody must wait until ``at``; raised inside the transaction, so the try is not counted."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


def digest(secret: str, *parts: str) -> str:
    """Make the key of an account or address, from which neither can be read."""
    text = "\n".join(parts)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def count(limits: Iterable[tuple[str, Limit]], *, now: datetime) -> None:
    """Count one try for each key; raise TooManyTries if one has had its share."""
    waits = [wait for key, limit in sorted(limits, key=_key) if (wait := _count(key, limit, now))]
    if waits:
        raise TooManyTries(max(waits))
    _sweep(now)


def forget(key: str) -> None:
    """Forget the tries of a key: the right password was given."""
    db.session.execute(delete(Throttle).where(Throttle.key == key))


def _key(item: tuple[str, Limit]) -> str:
    return item[0]  # always locked in the same order


def _count(key: str, limit: Limit, now: datetime) -> datetime | None:
    """Add one under a row lock, then judge the tries before this one."""
    minute = minute_of(now)
    statement = insert_or(Throttle).values(key=key, minute=minute, tries=1)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[Throttle.key, Throttle.minute], set_={"tries": Throttle.tries + 1}
        )
    )
    found = db.session.execute(
        select(Throttle.minute, Throttle.tries).where(
            Throttle.key == key, Throttle.minute >= first_minute(limit, now)
        )
    )
    tries: dict[datetime, int] = {}
    tries.update((row.minute, row.tries) for row in found)
    tries[minute] -= 1
    return retry_at(tries, limit, now)


def _sweep(now: datetime) -> None:
    """Remove rows of long ago; on PostgreSQL those that nobody else is removing."""
    old = (
        select(Throttle.key, Throttle.minute)
        .where(Throttle.minute < now - 2 * LONGEST)
        .limit(SWEEP)
        .with_for_update(skip_locked=True)
    )
    db.session.execute(
        delete(Throttle)
        .where(tuple_(Throttle.key, Throttle.minute).in_(old))
        .execution_options(synchronize_session=False)
    )
