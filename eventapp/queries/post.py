"""The mails of a network."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import defer, joinedload

from eventapp.database import db
from eventapp.models.mailing import Message
from eventapp.models.register import Contact
from eventapp.rules.delivery import AWAY
from eventapp.rules.mailing import WAITING, MessageState

PAGE = 50


@dataclass(frozen=True)
class Post:
    """One page of mails, newest first, and the id after which the next page begins."""

    messages: list[Message]
    next: int | None


def of_network(
    network_id: int,
    *,
    event_id: int | None = None,
    states: frozenset[MessageState] | None = None,
    before: int | None = None,
) -> Post:
    """Give a page of mails without their bodies, of one event or of all."""
    statement = (
        select(Message)
        .where(*_held(network_id, event_id))
        .order_by(Message.id.desc())
        .limit(PAGE + 1)
        .options(joinedload(Message.event), defer(Message.mime))
    )
    if states is not None:
        statement = statement.where(Message.state.in_(states))
    if before is not None:
        statement = statement.where(Message.id < before)
    found = list(db.session.scalars(statement))
    return Post(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


FILTERS = {
    "waiting": WAITING | {MessageState.SENDING},
    "sent": frozenset({MessageState.SENT}),
    "failed": frozenset({MessageState.FAILED}),
    "unknown": frozenset({MessageState.UNKNOWN}),
    "dropped": frozenset({MessageState.DROPPED}),
}


def counts(network_id: int, event_id: int | None = None) -> dict[str, int]:
    """Count the mails behind each filter, in one statement."""
    counted = db.session.execute(
        select(Message.state, func.count())
        .where(*_held(network_id, event_id))
        .group_by(Message.state)
    )
    numbers = dict(counted.tuples().all())
    return {
        name: sum(numbers.get(state, 0) for state in states) for name, states in FILTERS.items()
    }


def _held(network_id: int, event_id: int | None) -> list[ColumnElement[bool]]:
    mine = [Message.network_id == network_id]
    return mine if event_id is None else [*mine, Message.event_id == event_id]


def waiting_for_server(network_id: int) -> tuple[int, str]:
    """Count the mails that wait for a mail server, and give what the last try said."""
    row = db.session.execute(
        select(func.count(), func.max(Message.error)).where(
            Message.network_id == network_id,
            Message.state == MessageState.QUEUED,
            Message.error.startswith(AWAY, autoescape=True),
        )
    ).one()
    return row[0], (row[1] or "").removeprefix(AWAY)


def find(network_id: int, message_id: int) -> Message | None:
    """Find a mail of a network."""
    return db.session.scalar(
        select(Message)
        .where(Message.id == message_id, Message.network_id == network_id)
        .options(joinedload(Message.event), joinedload(Message.contact))
    )


def contact_by_public_id(public_id: str) -> Contact | None:
    """Find the contact of an unsubscribe link."""
    return db.session.scalar(select(Contact).where(Contact.public_id == public_id))
