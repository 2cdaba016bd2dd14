"""A backup is whole, fits either database, and harms nothing."""

import json
import multiprocessing
import stat
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select, text

from eventapp import create_app
from eventapp.database import Base, db, transaction
from eventapp.formats import archive
from eventapp.models import Attendee, AuditEntry, Contact, Employer, Network
from eventapp.models.rsvp import Invitation
from eventapp.services import badges
from eventapp.services.restore import NotEmpty, restore
from tests import postgres
from tests.conftest import make_config
from tests.factories import make_contact, make_employer, make_event, make_invitation, make_network
from tests.web.tenants import everything, make_tenant

BACKENDS = ["sqlite", "postgresql"]


@pytest.fixture(params=BACKENDS)
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give an application on a database without tables."""
    name = f"restored_{tmp_path.parent.name}_{tmp_path.name}".replace("-", "_")
    sqlite = f"sqlite:///{tmp_path / 'restored.db'}"
    url = sqlite if request.param == "sqlite" else postgres.database_url(name)
    app = create_app(make_config(tmp_path, url))
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *words: str | Path) -> tuple[int, str]:
    with app.app_context():
        db.session.rollback()
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
    return result.exit_code, result.output


def fill(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Make a row of everything, and one that points at a later one."""
    with app.app_context():
        tenant = make_tenant(app, "west-brabant")
        early = make_invitation(tenant.event, make_contact(tenant.network))
        late = make_invitation(tenant.event, make_contact(tenant.network))
        with transaction():
            db.session.get_one(Invitation, early.id).delegated_from_id = late.id
            badges.badge_key()
        return everything()


def test_what_was_backed_up_comes_back_whole_on_either_database(app, other, tmp_path):
    before = fill(app)

    assert run(app, "backup", tmp_path / "copy.zip")[0] == 0
    code, said = run(other, "restore", tmp_path / "copy.zip")

    assert (code, "rows of" in said) == (0, True)
    with other.app_context():
        assert everything() == before


def test_life_goes_on_after_a_restore(app, other, tmp_path):
    fill(app)
    with app.app_context():
        printed = [badges.code_of(one) for one in db.session.scalars(select(Attendee))]
    run(app, "backup", tmp_path / "copy.zip")
    run(other, "restore", tmp_path / "copy.zip")

    with other.app_context():
        codes = [badges.code_of(one) for one in db.session.scalars(select(Attendee))]
        made = make_network(slug="daarna")
        employer = make_employer(made)

        assert sorted(codes) == sorted(printed)
        assert (employer.network_id, made.slug) == (made.id, "daarna")


def test_the_file_is_for_its_owner_and_holds_no_open_key(app, tmp_path):
    fill(app)
    with app.app_context():
        key = badges.badge_key()
    file = tmp_path / "copy.zip"

    _code, said = run(app, "backup", file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "SECRET_KEY" in said
    with zipfile.ZipFile(file) as members:
        assert all(key not in members.read(name) for name in members.namelist())
        assert key.hex() not in members.read("tables/installation.jsonl").decode()
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_overwrites_nothing(app, tmp_path):
    file = tmp_path / "copy.zip"
    file.write_text("kept")

    code, said = run(app, "backup", file)

    assert (code, file.read_text()) == (1, "kept")
    assert "exists already" in said


def test_a_restore_refuses_a_database_with_something_in_it(app, other, tmp_path):
    fill(app)
    run(app, "backup", tmp_path / "copy.zip")
    with other.app_context():
        run(other, "db", "upgrade")
        make_network(slug="van-ons")
        before = everything()

    code, said = run(other, "restore", tmp_path / "copy.zip")

    assert (code, "There is something in this database" in said) == (1, True)
    with other.app_context():
        assert everything() == before


def test_what_came_in_after_the_first_look_is_not_mixed_in(app, other, tmp_path):
    fill(app)
    run(app, "backup", tmp_path / "copy.zip")
    manifest = archive.read_manifest(tmp_path / "copy.zip")
    run(other, "db", "upgrade")

    with other.app_context():
        make_network(slug="net-begonnen")
        before = everything()
        with pytest.raises(NotEmpty), transaction():
            restore(tmp_path / "copy.zip", manifest)

        assert everything() == before


@pytest.mark.parametrize("part", [0.25, 0.5, 0.75])
def test_a_flipped_bit_is_found_and_leaves_nothing(app, other, tmp_path, part):
    fill(app)
    run(app, "backup", tmp_path / "copy.zip")
    rotten = bytearray((tmp_path / "copy.zip").read_bytes())
    with zipfile.ZipFile(tmp_path / "copy.zip") as whole:
        member = max(whole.infolist(), key=lambda one: one.compress_size)
    rotten[member.header_offset + 30 + len(member.filename) + int(member.compress_size * part)] ^= 8
    (tmp_path / "rotten.zip").write_bytes(rotten)
    run(other, "db", "upgrade")

    code, said = run(other, "restore", tmp_path / "rotten.zip")

    assert (code, "not a whole backup" in said, "Traceback" in said) == (1, True, False)
    with other.app_context():
        assert not any(everything().values())


def damaged(file: Path, name: str, content: str) -> Path:
    """Write a copy of a backup in which one member says something else."""
    other = file.with_name("damaged.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return other


def test_a_damaged_backup_leaves_the_database_empty(app, other, tmp_path):
    fill(app)
    run(app, "backup", tmp_path / "copy.zip")
    file = damaged(tmp_path / "copy.zip", "tables/badge.jsonl", "")
    run(other, "db", "upgrade")

    code, said = run(other, "restore", file)

    assert (code, "not a whole backup" in said) == (1, True)
    with other.app_context():
        assert {name: rows for name, rows in everything().items() if rows} == {}
    assert run(other, "restore", tmp_path / "copy.zip")[0] == 0


@pytest.mark.parametrize(
    ("whole", "changed"), [('"contact_id": ', '"contact_id": 9'), ('"answer": ', '"aswer": ')]
)
def test_a_changed_row_is_found_before_any_table_is_made(app, other, tmp_path, whole, changed):
    fill(app)
    run(app, "backup", tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as members:
        rows = members.read("tables/invitation.jsonl").decode()

    file = damaged(tmp_path / "copy.zip", "tables/invitation.jsonl", rows.replace(whole, changed))
    code, said = run(other, "restore", file)

    assert whole in rows
    assert (code, "not a whole backup" in said, "Traceback" in said) == (1, True, False)
    with other.app_context():
        assert inspect(db.engine).get_table_names() == []


@pytest.mark.parametrize("content", ["", "PK no zip", "{}"])
def test_a_file_that_is_no_backup_is_refused_with_a_sentence(app, tmp_path, content):
    file = tmp_path / "letter.zip"
    file.write_text(content)

    code, said = run(app, "restore", file)

    assert (code, "not a whole backup" in said, "Traceback" in said) == (1, True, False)


def test_a_backup_of_a_newer_version_is_refused(app, other, tmp_path):
    fill(app)
    run(app, "backup", tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as members:
        said = json.loads(members.read("manifest.json"))
    newer = json.dumps({**said, "revision": "20991231_later"})

    code, words = run(other, "restore", damaged(tmp_path / "copy.zip", "manifest.json", newer))

    assert (code, "newer version" in words) == (1, True)


def write_on(config: Any, stop: Any) -> None:
    """Add contacts of one employer, two in each transaction, until told to stop."""
    app = create_app(config)
    with app.app_context():
        network = db.session.scalars(select(Network)).one()
        employer = db.session.scalars(select(Employer)).first()
        assert employer is not None
        number = 0
        while not stop.is_set():
            number += 1
            with transaction() as session:
                for half in ("eerste", "tweede"):
                    session.execute(text("SELECT 1"))
                    session.add(contact(network.id, employer.id, f"{half}-{number}"))
        db.engine.dispose()


def contact(network_id: int, employer_id: int, key: str) -> Contact:
    now = db.session.scalar(select(func.min(Network.created_at)))
    return Contact(
        network_id=network_id,
        employer_id=employer_id,
        public_id=key,
        given_name=key,
        family_name="Dubbel",
        name_folded=key,
        sort_key=key,
        search_text=key,
        created_at=now,
    )


def test_a_backup_amid_writes_holds_whole_transactions_only(app, other, tmp_path):
    with app.app_context():
        make_employer(make_network())
        make_event(db.session.scalars(select(Network)).one())
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    writer = context.Process(target=write_on, args=(app.extensions["config"], stop))
    writer.start()
    try:
        wait_for_contacts(app, 20)
        run(app, "backup", tmp_path / "copy.zip")
        with_the_writer_alive = writer.is_alive()
    finally:
        stop.set()
        writer.join(30)

    run(other, "restore", tmp_path / "copy.zip")

    assert (with_the_writer_alive, writer.exitcode) == (True, 0)
    with other.app_context():
        keys = db.session.scalars(select(Contact.public_id)).all()
        assert len(keys) >= 20
        assert len([key for key in keys if key.startswith("eerste")]) * 2 == len(keys)
        assert db.session.scalars(select(AuditEntry)).all() == []
        check_foreign_keys()


def wait_for_contacts(app: Flask, number: int) -> None:
    deadline = time.monotonic() + 60
    with app.app_context():
        while (db.session.scalar(select(func.count()).select_from(Contact)) or 0) < number:
            db.session.rollback()
            assert time.monotonic() < deadline, "the writer does not write"
            time.sleep(0.05)


def check_foreign_keys() -> None:
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
    assert set(Base.metadata.tables) == set(everything()) | {"throttle"}
