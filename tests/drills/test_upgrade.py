"""An installation that ran an earlier release: upgraded it keeps everything, and all still works.

`tests/releases/make.py` says how the samples are made.
"""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
from flask import Flask
from sqlalchemy import MetaData, func, select
from time_machine import travel

from eventapp import create_app
from eventapp.database import db
from eventapp.models import Invitation, Message, Scan, User
from eventapp.rules.rsvp import Partstat
from tests import postgres
from tests.conftest import make_config
from tests.pages import Browser

SAMPLES = Path(__file__).parent.parent / "releases"
RELEASES = sorted(path.stem for path in SAMPLES.glob("*.json"))

Rows = dict[tuple[str, str], list[Any]]

pytestmark = [pytest.mark.drill, pytest.mark.parametrize("release", RELEASES)]


@pytest.fixture
def facts(release: str) -> dict[str, Any]:
    """Give what people of a sample hold in their hands."""
    return dict(json.loads((SAMPLES / f"{release}.json").read_text()))


@pytest.fixture
def sample(release: str, facts: dict[str, Any], backend: str, tmp_path: Path) -> Iterator[Flask]:
    """Give the program of today on the database of a release, at the moment it was made."""
    statements = gzip.decompress((SAMPLES / f"{release}.{backend}.sql.gz").read_bytes()).decode()
    if backend == "sqlite":
        url = f"sqlite:///{tmp_path / 'sample.db'}"
        sqlite3.connect(tmp_path / "sample.db").executescript(statements)
    else:
        url = postgres.database_url(f"sample_{tmp_path.name}".replace("-", "_"))
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(statements)
    config = make_config(tmp_path, url, secret_key=facts["secret_key"])
    app = create_app(config)
    app.testing = True
    with travel(datetime.fromisoformat(facts["made_at"]), tick=True), app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_upgraded_every_row_and_value_is_kept_down_and_up_again_too(
    sample: Flask, facts: dict[str, Any]
):
    before = rows()

    flask_migrate.upgrade()
    upgraded = rows()
    flask_migrate.downgrade(revision=facts["revision"])
    downgraded = rows()
    flask_migrate.upgrade()
    again = rows()

    assert len(before) > 150
    assert [place for place in before if upgraded.get(place) != before[place]] == []
    assert [place for place in before if downgraded.get(place) != before[place]] == []
    assert set(downgraded) == set(before)
    assert again == upgraded


def rows() -> Rows:
    """Read every column of every table, as the database has it, in the order of the keys."""
    db.session.rollback()
    metadata = MetaData()
    metadata.reflect(db.engine)
    found: Rows = {}
    for table in metadata.sorted_tables:
        if table.name == "alembic_version":
            continue
        answer = db.session.execute(select(table).order_by(*table.primary_key)).all()
        for position, column in enumerate(table.columns):
            found[table.name, column.name] = [row[position] for row in answer]
    db.session.rollback()
    return found


def test_upgraded_the_pages_open_and_old_links_badges_and_phones_work(
    sample: Flask, facts: dict[str, Any]
):
    flask_migrate.upgrade()
    guest = Browser(sample)
    network, coming = facts["network"], facts["coming"]

    pages = [guest.get(f"/{network}/"), guest.get(f"/{network}/{coming}/")]
    files = [guest.get(f"/{network}/agenda.ics"), guest.get(f"/{network}/{coming}/event.ics")]
    badge = guest.get(facts["link_of_one_who_comes"] + "badge")
    printed = guest.get(f"/B/{facts['code']}")
    unsubscribing = guest.get(facts["unsubscribe_link"])
    answered = guest.get(facts["link_of_a_silent_one"]).submit(answer="ACCEPTED")
    scanned, again = scan(sample, facts), scan(sample, facts)

    assert {page.status for page in [*pages, *files, badge, printed, unsubscribing]} == {200}
    assert facts["name_of_one_who_comes"] in badge.text
    assert facts["badge_of_one_who_comes"] in badge.text.replace(" ", "")
    assert guest.follow(answered).status == 200
    assert scanned["result"] == "welcome"
    assert again == scanned
    assert count(Scan, Scan.id == "a-new-scan") == 1
    assert count(Invitation, Invitation.answer == Partstat.ACCEPTED) > 20


def scan(app: Flask, facts: dict[str, Any]) -> dict[str, Any]:
    """Scan a badge that was printed by the earlier release, with a phone paired by it."""
    answer = app.test_client().post(
        "/door/api/scans",
        json={"scans": [{"id": "a-new-scan", "code": facts["code"]}]},
        headers={"Authorization": f"Bearer {facts['token']}"},
    )
    assert answer.json is not None
    return dict(answer.json["results"][0])


def count(model: Any, condition: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(condition)) or 0


def test_upgraded_an_organiser_finds_everything(sample: Flask, facts: dict[str, Any]):
    flask_migrate.upgrade()
    user = db.session.scalars(select(User).where(User.email == facts["login"]["email"])).one()
    browser = Browser(sample).login(user)
    desk, event = f"/desk/{facts['network']}", f"/desk/{facts['network']}/{facts['coming']}"
    mails = db.session.scalars(select(Message.id).where(Message.network_id.is_not(None))).all()

    addresses = [
        *(f"{desk}/{page}" for page in ("", "contacts/", "post/", "import/", "new-event")),
        *(f"{event}/{page}" for page in ("", "edit", "programme", "answers", "mailings", "door")),
        *(f"{desk}/post/{number}/" for number in (mails[0], mails[-1])),
    ]

    assert {address: browser.get(address).status for address in addresses} == dict.fromkeys(
        addresses, 200
    )
