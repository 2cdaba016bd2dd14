"""The session reads outside a transaction where it can, and writes in one only."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, text, update

from eventapp.database import TransactionError, db, transaction
from eventapp.models import Network
from tests.factories import make_network

on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


def changed(network: Network) -> None:
    network.name = "Anders"
    db.session.flush()


def changed_before_a_question(network: Network) -> None:
    network.name = "Anders"
    db.session.scalars(select(Network)).all()


def added(_network: Network) -> None:
    moment = datetime.now(UTC)
    db.session.add(Network(slug="los", name="Los", created_at=moment, updated_at=moment))
    db.session.flush()


def updated(_network: Network) -> None:
    db.session.execute(update(Network).values(name="Anders"))


def deleted(_network: Network) -> None:
    db.session.execute(delete(Network))


def refuses(write: Callable[[Network], None]) -> None:
    network = make_network(name="Zeeland")

    with pytest.raises(TransactionError):
        write(network)

    db.session.rollback()
    assert db.session.scalars(select(Network.name)).all() == ["Zeeland"]


@pytest.mark.parametrize("write", [changed, changed_before_a_question, added, updated, deleted])
def test_nothing_is_written_outside_a_transaction(
    database: None, write: Callable[[Network], None]
) -> None:
    refuses(write)


def test_after_a_transaction_nothing_is_written_any_more(database: None) -> None:
    network = make_network(name="Zeeland")
    with transaction():
        network.name = "Brabant"
    with pytest.raises(ZeroDivisionError), transaction():
        network.name = str(1 / 0)

    with pytest.raises(TransactionError):
        updated(network)
    assert db.session.scalars(select(Network.name)).all() == ["Brabant"]


def past_the_models(_network: Network) -> None:
    db.session.connection().execute(update(Network).values(name="Anders"))


def in_words(_network: Network) -> None:
    db.session.execute(text("UPDATE network SET name = 'Anders'"))


def locked(network: Network) -> None:
    db.session.refresh(network, with_for_update=True)


@on_postgresql
@pytest.mark.parametrize("write", [past_the_models, in_words, locked])
def test_what_the_database_would_commit_or_let_go_at_once_is_refused(
    database: None, write: Callable[[Network], None]
) -> None:
    refuses(write)


@on_postgresql
def test_a_reading_session_sees_what_others_wrote_meanwhile(database: None) -> None:
    make_network(name="Zeeland")
    assert db.session.scalars(select(Network.name)).all() == ["Zeeland"]
    with db.engine.begin() as other:
        other.execute(text("UPDATE network SET name = 'Brabant'"))

    assert db.session.scalars(select(Network.name)).all() == ["Brabant"]


@on_postgresql
def test_what_is_asked_often_is_planned_once(database: None) -> None:
    """psycopg prepares what was asked five times, and forgets it at a rollback."""
    db.engine.dispose()  # so that every page gets the same connection
    for _page in range(8):
        db.session.scalars(select(Network.name).where(Network.slug == "west")).all()
        db.session.remove()

    prepared = db.session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()

    assert [one for one in prepared if "network.slug" in one]
