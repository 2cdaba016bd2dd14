"""What monitoring sees."""

from sqlalchemy import text

from eventapp.database import db


def test_healthz_answers(browser):
    assert browser.get("/healthz").response.json == {"status": "ok"}


def test_readyz_names_its_parts(browser):
    page = browser.get("/readyz")

    assert page.status == 200
    assert page.response.json["status"] == "ok"
    assert page.response.json["parts"]["database"] == "ok"
    assert page.response.json["parts"]["migrations"] == "ok"


def test_readyz_fails_when_a_migration_did_not_run(browser):
    version = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    change(version, "long-ago")
    try:
        page = browser.get("/readyz")
    finally:
        change("long-ago", version)

    assert page.status == 503
    assert page.response.json["parts"] == {"database": "ok", "migrations": "failed"}


def change(old: str, new: str) -> None:
    db.session.rollback()
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(
            text("UPDATE alembic_version SET version_num = :new WHERE version_num = :old"),
            {"old": old, "new": new},
        )
