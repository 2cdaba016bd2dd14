"""No room left, at every step of the path: said in words, nothing half-written, and it passes."""

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from config import Config, ConfigError
from eventapp import jobs, post
from eventapp.database import db
from eventapp.formats.links import Links
from eventapp.models import Attendee, Contact, Event, Message, Scan
from eventapp.rules.mailing import MessageState
from eventapp.services import badges
from tests.conftest import Applications, empty, make_app
from tests.drills.disk import WAYS, Disk, everything, limited, mounted, server, small
from tests.factories import (
    make_attendee,
    make_contact,
    make_device,
    make_invitation,
    make_network,
    make_user,
    reset_counter,
)
from tests.mailings import NOW, future_event, make_mailing, send
from tests.pages import Browser, Page
from tests.serving import ROOT, Serving, children, environment, wait_until
from tests.smtp_server import smtp_server
from tests.test_post import with_server
from tests.web.desk import test_events, test_imports, test_mailings

pytestmark = pytest.mark.drill


@pytest.fixture(params=WAYS)
def disk(
    request: pytest.FixtureRequest, tmp_path: Path, applications: Applications
) -> Iterator[Disk]:
    """Give an application whose disk can be filled, inside its context."""
    with ExitStack() as stack:
        if request.param == "disk":
            stack.enter_context(mounted(tmp_path))
        made = (
            applications.on("postgresql")
            if request.param == "postgresql"
            else make_app(tmp_path, f"sqlite:///{tmp_path / 'test.db'}")
        )
        reset_counter()
        stack.enter_context(made.app_context())
        empty()
        ways: dict[str, Callable[[], Disk]] = {
            "postgresql": lambda: server(made),
            "limit": lambda: limited(made),
            "disk": lambda: small(made, tmp_path),
        }
        disk = ways[request.param]()
        stack.callback(disk.free)
        yield disk
        db.session.remove()
        if request.param != "postgresql":
            db.engine.dispose()


def refused(disk: Disk, act: Callable[[], Page]) -> Page:
    """Do something that cannot be stored; give the page that says so."""
    before = everything()
    with disk.full():
        page = act()
    assert page.status == 507, page.text
    assert "Onze schijf is vol" in page.text
    assert "Er is nu niets opgeslagen, ook niet half." in page.text
    assert everything() == before
    return page


def link(disk: Disk, event: Event) -> str:
    links: Links = disk.app.extensions["links"]
    return f"/i/{links.token('invitation', make_invitation(event).public_id)}/"


def test_an_import_is_saved_whole_or_not_at_all(disk: Disk):
    network = make_network(slug="west-brabant")
    browser = Browser(disk.app).login(make_user(network))
    people = ([f"Jan {n}", f"Bedrijf {n}", f"j{n}@b.example"] for n in range(300))
    rows = test_imports.workbook(*people, header=["Naam", "Werkgever", "E-mail"])

    upload = refused(disk, lambda: test_imports.send(browser, rows))
    preview = browser.follow(test_imports.send(browser, rows))
    apply = refused(disk, lambda: test_imports.apply(browser, preview))
    saved = apply.submit(preview.url)

    assert "Ga terug" in upload.text
    assert saved.status == 303
    assert len(db.session.scalars(select(Contact)).all()) == 300


def test_an_event_is_made_with_what_was_filled_in(disk: Disk):
    browser = Browser(disk.app).login(make_user(make_network(slug="west-brabant")))
    day = (NOW + timedelta(days=60)).date().isoformat()
    filled_in = {**test_events.FILLED_IN, "day": day, "answer_day": "", "answer_time": ""}

    page = refused(disk, lambda: browser.get("/desk/west-brabant/new-event").submit(**filled_in))
    saved = page.submit("new-event")

    assert saved.status == 303
    assert db.session.scalars(select(Event.title)).all() == ["Kijkdag"]


def test_a_mailing_goes_to_all_or_to_nobody(disk: Disk):
    event = future_event()
    for _ in range(30):
        make_contact(event.network)
    browser = Browser(disk.app)
    address = test_mailings.begin(browser, event)
    confirm = browser.follow(browser.get(f"{address}text").submit(step="next"))

    page = refused(disk, lambda: confirm.submit("send"))
    sent = page.submit("send")
    twice = page.submit("send")

    assert (sent.status, twice.status) == (303, 303)
    assert len(db.session.scalars(select(Message)).all()) == 30


def test_an_answer_is_kept_in_the_page_and_given_again(disk: Disk):
    event = future_event()
    address, guest = link(disk, event), Browser(disk.app)
    answer = {"answer": "ACCEPTED", "companions-0": "Łucja van 't Hof", "remark": 'a "b" <c>'}

    page = refused(disk, lambda: guest.post(address, answer))
    with disk.full():
        seen = guest.get(address)
    english = refused_in_english(disk, guest, address)
    answered = page.submit(address)

    assert seen.status == 200
    assert "Nothing was saved just now" in english.text
    assert answered.status == 303
    assert [person.name for person in db.session.scalars(select(Attendee))][1:] == [
        "Łucja van 't Hof"
    ]
    assert page.response.headers["Retry-After"] == "30"


def refused_in_english(disk: Disk, guest: Browser, address: str) -> Page:
    with disk.full():
        return guest.post(f"{address}?lang=en", {"answer": "ACCEPTED"})


def test_a_scan_is_kept_by_the_phone_and_counts_once_when_sent_again(disk: Disk):
    event = future_event()
    make_device(event)
    scans = [{"id": f"scan-{n}", "code": badges.code_of(make_attendee(event))} for n in range(3)]

    def ask() -> tuple[int, object]:
        answer = disk.app.test_client().post(
            "/door/api/scans",
            json={"scans": scans},
            headers={"Authorization": "Bearer a-door-token"},
        )
        return answer.status_code, answer.json

    before = everything()
    with disk.full():
        status, body = ask()
    after = everything()
    (again, results), (twice, same) = ask(), ask()

    assert (status, body) == (507, {"error": "Onze schijf is vol"})
    assert after == before
    assert (again, twice) == (200, 200)
    assert same == results
    assert set(db.session.scalars(select(Scan.result))) == {"welcome"}


def test_the_worker_waits_for_room_and_then_sends_each_mail_once(disk: Disk):
    send(make_mailing(future_event(), 3))
    before = everything()

    with disk.full(), jobs.quiet_trouble():
        post.hand_over_due(disk.app)
    waiting = everything()
    disk.app.extensions["jobs"].hand_over()

    db.session.rollback()
    assert waiting == before
    assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}


def test_a_mail_that_went_out_just_when_the_room_did_is_known_to_be_sent(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
):
    send(make_mailing(future_event(), 8))
    with smtp_server() as (inbox, url):
        with_server(disk.app, url, monkeypatch)

        def no_room_for_a_second(number: int) -> None:
            if number == 4:
                disk.fill()
                threading.Timer(1, disk.free).start()

        inbox.on_mail = no_room_for_a_second
        for _ in range(3):  # what could not be stored comes with the next sweep
            disk.app.extensions["jobs"].hand_over()
            threading.Event().wait(1 if len(inbox.mails) < 8 else 0)

    db.session.rollback()
    assert len(set(inbox.addresses)) == len(inbox.addresses) == 8
    assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}


def test_mails_wait_for_a_full_mail_folder_and_no_half_one_stays(
    tmp_path: Path, applications: Applications
):
    app = applications.on("postgresql")
    folder = Path(app.extensions["config"].mail_folder)
    with app.app_context():
        empty()
        send(make_mailing(future_event(), 3))
        there = set(folder.glob("*")) if folder.exists() else set()

        with limited(app).full():
            away = post.hand_over_due(app)
        left = set(folder.glob("*")) | set(folder.glob(".*")) if folder.exists() else set()
        states = set(db.session.scalars(select(Message.state)))

    assert (away.sent, away.put_off) == (0, 3)
    assert left == there
    assert states == {MessageState.QUEUED}


@pytest.mark.timeout(120)
def test_an_installation_that_starts_without_room_serves_and_stores_when_there_is(
    applications: Applications, tmp_path: Path
):
    app = applications.on("sqlite")
    with app.app_context():
        empty()
        invitation = make_invitation(future_event())
        path = f"/i/{app.extensions['links'].token('invitation', invitation.public_id)}/"
    environ = environment(app.extensions["config"], tmp_path)
    process = limited(app)

    process.fill()
    with Serving(environ, Path("/dev/full")) as serving:
        process.free()
        seen = serving.ask("GET", path)
        refused = serving.post(path, answer="ACCEPTED")
        lift_limits(serving.process.pid)
        answered = serving.post(path, answer="ACCEPTED")
        missing = serving.ask("GET", "/nowhere/at/all/")
        wait_until(lambda: any((tmp_path / "mail").glob("*.eml")))

    assert [page.status for page in (seen, refused, answered, missing)] == [200, 507, 303, 404]


def lift_limits(pid: int) -> None:
    """Let a process and all it started write again."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    for child in children(pid):
        lift_limits(child)


def test_a_backup_without_room_leaves_no_half_file_and_a_restore_no_half_rows(
    applications: Applications, tmp_path: Path
):
    app = applications.on("sqlite")
    file, new = tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'restored.db'}"
    with app.app_context():
        empty()
        make_mailing(future_event(), 200)
        whole = everything()

    with limited(app).full():
        refused = command(app, "backup", file)
    left = list(tmp_path.iterdir())
    made = command(app, "backup", file)
    restored = make_app(tmp_path, new)
    with limited(app).full():
        stopped = command(restored, "restore", file)
    with restored.app_context():
        half = everything()
    done = command(restored, "restore", file)

    assert (refused.exit_code, made.exit_code, done.exit_code) == (1, 0, 0), done.output
    assert "The backup could not be written" in refused.output
    assert left == []
    assert stopped.exit_code == 1
    assert not any(half.values())
    with restored.app_context():
        assert everything() == whole
        db.engine.dispose()


def command(app: Flask, *words: str | Path) -> Result:
    """Run one of our commands."""
    with app.app_context():
        db.session.rollback()
        return app.test_cli_runner().invoke(args=[str(word) for word in words])


def test_a_first_start_without_room_says_so_and_leaves_no_half_key(
    applications: Applications, tmp_path: Path
):
    with (
        limited(applications.on("sqlite")).full(),
        pytest.raises(ConfigError, match="cannot be written"),
    ):
        Config.from_env({}, root=tmp_path)
    left = list((tmp_path / "instance").iterdir())

    config = Config.from_env({}, root=tmp_path)

    assert left == []
    assert len(config.secret_key) > 40
    assert Config.from_env({}, root=tmp_path).secret_key == config.secret_key


def test_tables_are_made_whole_or_not_at_all(applications: Applications, tmp_path: Path):
    environ = {
        **os.environ,
        "SECRET_KEY": "the-secret-key-of-a-drill",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}",
    }

    with limited(applications.on("sqlite")).full():
        full = upgrade(environ)
    roomy = upgrade(environ)

    assert (full.returncode, roomy.returncode) == (1, 0)
    assert "Nothing can be written any more" in full.stderr
    assert "Traceback" not in full.stderr


def upgrade(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
