"""The mails of a network."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import defer, joinedload

from eventapp.database import db
from eventapp.models.mailing import Mailing, Message
from eventapp.models.register import Contact
from eventapp.rules.delivery import AWAY
from eventapp.rules.mailing import WAITING, MessageState
from eventapp.rules.names import fold

PAGE = 50
OF_MAILING = joinedload(Message.mailing).load_only(Mailing.audience)  # not its long text


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
    search: str = "",
) -> Post:
    """Give a page of mails without their bodies, of one event or of all, to whom a search finds."""
    statement = (
        select(Message)
        .where(*_held(network_id, event_id), *matches(network_id, search))
        .order_by(Message.id.desc())
        .limit(PAGE + 1)
        .options(joinedload(Message.event), OF_MAILING, defer(Message.mime))
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


def counts(network_id: int, event_id: int | None = None, search: str = "") -> dict[str, int]:
    """Count the mails behind each filter, in one statement; a search asks one more."""
    counted = db.session.execute(
        select(Message.state, func.count())
        .where(*_held(network_id, event_id), *matches(network_id, search))
        .group_by(Message.state)
    )
    numbers = dict(counted.tuples().all())
    return {
        name: sum(numbers.get(state, 0) for state in states) for name, states in FILTERS.items()
    }


def _held(network_id: int, event_id: int | None) -> list[ColumnElement[bool]]:
    mine = [Message.network_id == network_id]
    return mine if event_id is None else [*mine, Message.event_id == event_id]


def matches(network_id: int, search: str) -> list[ColumnElement[bool]]:
    """Give the conditions of a search: every word is in the reader's name, employer or address."""
    words = fold(search).split()
    return [or_(*_holding(network_id, words))] if words else []


def _holding(network_id: int, words: list[str]) -> list[ColumnElement[bool]]:
    """Ask contacts by what is folded of them; others who get mail have a login, and are few."""
    of_contact = exists().where(
        Contact.id == Message.contact_id,
        *(
            or_(
                Contact.search_text.contains(word, autoescape=True),
                Message.to_address.icontains(word, autoescape=True),
            )
            for word in words
        ),
    )
    others = db.session.execute(
        select(Message.to_name, Message.to_address)
        .where(Message.network_id == network_id, Message.contact_id.is_(None))
        .distinct()
    ).tuples()
    found = [pair for pair in others if all(word in fold(" ".join(pair)) for word in words)]
    reader = tuple_(Message.to_name, Message.to_address)
    return [
        of_contact,
        and_(Message.contact_id.is_(None), reader.in_(found)),
    ]


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
        .options(joinedload(Message.event), joinedload(Message.contact), OF_MAILING)
    )


def contact_by_public_id(public_id: str) -> Contact | None:
    """Find the contact of an unsubscribe link."""
    return db.session.scalar(select(Contact).where(Contact.public_id == public_id))
