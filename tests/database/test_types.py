"""Columns whose values are stored in another form."""

from flask import Flask
from sqlalchemy import func, select, text, type_coerce, update
from sqlalchemy.types import LargeBinary

from eventapp.database import db, pack, transaction
from eventapp.models import Message
from tests.mailings import future_event, make_mailing, send

MAIL = b"From: a@b.example\r\n\r\n" + b"Dag Jan. " * 500


def stored() -> bytes:
    db.session.rollback()
    return bytes(db.session.scalars(select(type_coerce(Message.mime, LargeBinary))).one())


def test_packed_is_stored_small_and_read_whole(app: Flask, database: None):
    send(make_mailing(future_event(), 1))

    for value in (MAIL, pack(MAIL)):
        with transaction():
            db.session.execute(update(Message).values(mime=value))

        assert len(stored()) < len(MAIL) / 10
        assert db.session.scalar(select(Message.mime)) == MAIL


def test_packed_reads_what_was_stored_whole(app: Flask, database: None):
    send(make_mailing(future_event(), 1))
    with transaction() as session:
        session.execute(text("UPDATE message SET mime = :mime"), {"mime": MAIL})

    assert stored() == MAIL
    assert db.session.scalar(select(Message.mime)) == MAIL


def test_packed_knows_nothing_as_nothing(app: Flask, database: None):
    send(make_mailing(future_event(), 1))
    with transaction():
        db.session.execute(update(Message).values(mime=None))

    assert db.session.scalar(select(func.count()).where(Message.mime.is_(None))) == 1
