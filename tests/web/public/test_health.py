"""What monitoring sees."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from eventapp.database import db, transaction
from eventapp.services import outbox


def test_healthz_answers(browser):
    assert browser.get("/healthz").response.json == {"status": "ok"}


def test_readyz_names_its_parts(browser):
    page = browser.get("/readyz")

    assert page.status == 200
    assert page.response.json["status"] == "ok"
    assert page.response.json["parts"] == {"database": "ok", "migrations": "ok", "worker": "ok"}


def test_readyz_fails_when_mail_has_waited_too_long(browser):
    now = datetime.now(UTC)
    with transaction():
        message = outbox.tell_user(
            to_address="a@b.nl", to_name="A", subject="B", text="C", html="C", now=now
        )
    assert browser.get("/readyz").status == 200

    with transaction():
        message.due_at = now - timedelta(minutes=11)
    page = browser.get("/readyz")

    assert page.status == 503
    assert page.response.json["parts"]["worker"] == "failed"


def test_readyz_fails_when_a_migration_did_not_run(browser):
    version = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    change(version, "long-ago")
    try:
        page = browser.get("/readyz")
    finally:
        change("long-ago", version)

    assert page.status == 503
    assert page.response.json["parts"] == {
        "database": "ok",
        "migrations": "failed",
        "worker": "failed",
    }


def change(old: str, new: str) -> None:
    db.session.rollback()
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(
            text("UPDATE alembic_version SET version_num = :new WHERE version_num = :old"),
            {"old": old, "new": new},
        )
