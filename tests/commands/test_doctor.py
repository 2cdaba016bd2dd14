"""The doctor sees what is wrong, says what to do, and tells no secret."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.serving import make_server

from config import Config
from eventapp import create_app
from eventapp.database import db, transaction
from eventapp.models.mailing import Message
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.services import badges
from tests.conftest import make_config
from tests.factories import make_network, save
from tests.imap_server import imap_server
from tests.smtp_server import smtp_server

STRONG = "correct horse battery staple 0123456789"
PASSWORD = "het-wachtwoord-van-de-post"


@pytest.fixture
def config(app: Flask, tmp_path: Path) -> Config:
    """Give settings in which everything is in order, on the migrated database."""
    url = app.extensions["config"].database_url
    return make_config(tmp_path, url, secret_key=STRONG, base_url=f"http://127.0.0.1:{free_port()}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def examined(config: Config, **values: object) -> tuple[int, str]:
    """Run the doctor on these settings, with some of them changed."""
    patient = create_app(Config(**{**vars(config), **values}))  # type: ignore[arg-type]
    with patient.app_context():
        result = patient.test_cli_runner().invoke(args=["doctor"])
        db.session.remove()
        db.engine.dispose()
    assert "Traceback" not in result.output
    return result.exit_code, result.output


@pytest.fixture
def answering(config: Config) -> Iterator[Config]:
    """Let the address of the settings answer."""
    port = int(config.base_url.rpartition(":")[2])
    app = create_app(config)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield config
    server.shutdown()
    server.server_close()
    thread.join()
    with app.app_context():
        db.engine.dispose()


def test_a_set_up_in_order_passes(answering: Config):
    code, said = examined(answering)

    assert (code, "0 wrong" in said) == (0, True), said
    assert f"good  {answering.base_url} answers." in said


def test_looking_makes_nothing(config: Config, tmp_path: Path):
    folder = tmp_path / "not" / "yet"
    before = sorted(tmp_path.rglob("*"))

    code, said = examined(
        config, mail_url=f"folder:{folder}", jobs_url=f"sqlite:///{tmp_path / 'queue.db'}"
    )

    assert (code, f"good  Mail can be written to {folder}." in said) == (0, True)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_where_mail_should_go_is_wrong(config: Config, tmp_path: Path):
    (tmp_path / "post").write_text("")

    code, said = examined(config, mail_url=f"folder:{tmp_path / 'post' / 'uit'}")

    assert (code, "Mail cannot be handed over" in said) == (1, True)
    assert f"Look at {tmp_path / 'post'}, or MAIL_URL." in said


def test_what_is_not_started_yet_is_no_fault_on_your_own_machine(config: Config):
    code, said = examined(config)

    assert (code, "does not answer" in said) == (0, True)


def test_in_production_a_dead_address_is_a_fault(config: Config):
    url = f"https://olievlek.localhost.example:{free_port()}"
    code, said = examined(config, base_url=url, mail_from="a@b.nl")

    assert code == 1
    assert f"WRONG {url} does not answer" in said
    assert "look  Emails are saved in the folder" in said
    assert "TRUSTED_PROXIES=1" in said


def test_a_weak_key_and_an_invented_sender_are_faults_in_production(config: Config):
    _code, said = examined(config, base_url="https://127.0.0.2:9", secret_key="a" * 40)

    assert "WRONG SECRET_KEY is easy to guess." in said
    assert "WRONG MAIL_FROM is bijeenkomsten@olievlek.example" in said


def test_a_lost_key_is_seen_and_an_old_one_is_enough(app: Flask, config: Config):
    with app.app_context(), transaction():
        badges.badge_key()

    code, said = examined(config)
    kept = examined(config, secret_key_fallbacks=(app.extensions["config"].secret_key,))

    assert (code, "sealed with another SECRET_KEY" in said) == (1, True)
    assert (kept[0], "The badge key opens." in kept[1]) == (0, True)


def test_tables_of_another_version_are_seen(config: Config, app: Flask):
    with app.app_context():
        found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        with transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = 'earlier'"))
    try:
        code, said = examined(config)
    finally:
        with app.app_context(), transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": found})

    assert (code, "Run: flask --app wsgi db upgrade" in said) == (1, True)


@pytest.mark.parametrize(
    "url", ["sqlite:////proc/nowhere/a.db", "postgresql+psycopg://a:geheim@127.0.0.1:9/b"]
)
def test_a_database_that_is_away_is_said_in_a_sentence(config: Config, url: str):
    code, said = examined(config, database_url=url)

    assert (code, "The database does not answer" in said, "geheim" in said) == (1, True, False)


def test_a_mail_server_is_tried_without_a_mail(config: Config):
    with smtp_server() as (inbox, url):
        code, said = examined(config, mail_url=url)
        away = examined(config, mail_url=f"smtp://post:{PASSWORD}@127.0.0.1:{free_port()}")

    assert (code, "Mail can be handed over to 127.0.0.1" in said) == (0, True)
    assert (inbox.connections, inbox.mails) == (1, [])
    assert (away[0], "Mail cannot be handed over" in away[1], PASSWORD in away[1]) == (
        1,
        True,
        False,
    )


def test_a_mailbox_is_logged_in_to(config: Config):
    with imap_server(PASSWORD) as port:
        url = f"imap://post:{PASSWORD}@127.0.0.1:{port}/INBOX"
        code, said = examined(config, mailbox_url=url)
        wrong = examined(config, mailbox_url=url.replace(PASSWORD, "mis"))

    assert (code, "The mailbox at 127.0.0.1 can be read." in said) == (0, True)
    assert (wrong[0], "The mailbox cannot be read (error)." in wrong[1]) == (1, True)


def test_waiting_and_lost_mails_are_counted(config: Config, app: Flask):
    with app.app_context():
        network = make_network()
        for number, state in enumerate((MessageState.QUEUED, MessageState.UNKNOWN)):
            late = datetime.now(UTC) - timedelta(hours=1)
            save(
                Message(
                    network_id=network.id, kind=MessageKind.INVITATION, state=state,
                    message_id=f"mail-{number}", to_address="jan@werkgever.example",
                    subject="Kijkdag", due_at=late, created_at=late,
                )
            )  # fmt: skip

    code, said = examined(config)

    assert (code, "Is the worker running?" in said) == (1, True)
    assert "1 mails may or may not have arrived" in said
    assert "jan@werkgever.example" not in said


def test_a_folder_that_cannot_be_written_is_seen(config: Config, tmp_path: Path):
    (tmp_path / "file").write_text("")

    code, said = examined(
        config, instance_path=tmp_path / "file", mail_url=f"folder:{tmp_path}/file"
    )

    assert (code, "cannot be written" in said, "Mail cannot be handed over" in said) == (
        1,
        True,
        True,
    )
