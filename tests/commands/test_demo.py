"""The demo year fills every page, changes nothing the second time, and goes without a trace."""

import os
import pty
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from eventapp.commands.demo import login_link
from eventapp.database import Base, db
from eventapp.models import Attendee, Contact, Employer, Event, Invitation, Message, Network
from eventapp.queries.counts import event_counts
from eventapp.rules.mailing import MessageState
from eventapp.rules.rsvp import NEEDS_KEPT_FOR, Partstat, Place
from tests.conftest import make_config
from tests.factories import make_network
from tests.pages import Browser
from tests.serving import ROOT, environment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def rows() -> dict[str, int]:
    """Count the rows of every table."""
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def run(app: Flask, *words: str) -> str:
    runner: FlaskCliRunner = app.test_cli_runner()
    result = runner.invoke(args=["demo", *words])
    assert result.exit_code == 0, result.output
    return str(result.output)


@pytest.mark.drill
def test_the_demo_is_a_filled_year_once_and_then_gone(app: Flask):
    with app.app_context():
        run(app, "load")
        loaded = rows()
        check_the_year()
        printed = run(app, "load")
        again = rows()
        status = run(app, "status")
        link = urlsplit(login_link(app.extensions["config"]))
        login = Browser(app).get(f"{link.path}?{link.query}")
        run(app, "remove")
        gone = rows()
        status_after = run(app, "status")

    assert again == loaded
    assert "annelies@ambassadeurs-wb.example" in printed
    assert login.fields()["email"] == "annelies@ambassadeurs-wb.example"
    assert login_link(app.extensions["config"]) == ""
    assert ("demo remove" in status, status_after) == (True, "")
    assert (loaded["event"], loaded["contact"], loaded["employer"]) == (12, 400, 160)
    assert {name: number for name, number in gone.items() if number} == {"installation": 1}


def check_the_year() -> None:
    """Find everything a visitor should meet: all answers, a waitlist, one event today."""
    now = datetime.now(UTC)
    events = {event.id: event for event in db.session.scalars(select(Event))}
    counts = event_counts(events)
    held = [event for event in events.values() if event.ends_at < now]
    [waiting_in_outbox] = db.session.scalars(
        select(Message.event_id).where(Message.state == MessageState.QUEUED).distinct()
    )
    coming = events[waiting_in_outbox]

    days = [event.starts_at.astimezone(AMSTERDAM).date() for event in events.values()]
    assert days.count(now.astimezone(AMSTERDAM).date()) == 1
    assert set(db.session.scalars(select(Invitation.answer))) >= {
        Partstat.ACCEPTED,
        Partstat.TENTATIVE,
        Partstat.DECLINED,
        Partstat.NEEDS_ACTION,
    }
    assert set(db.session.scalars(select(Attendee.place))) >= {Place.CONFIRMED, Place.WAITLISTED}
    assert db.session.scalar(select(func.count()).where(Contact.is_ambassador)) == 60
    assert coming.starts_at > now
    assert counts[coming.id].confirmed < (coming.capacity or 0)
    assert all(0 < counts[event.id].present < counts[event.id].confirmed for event in held)
    full = [event for event in held if counts[event.id].waitlisted]
    assert [counts[event.id].confirmed for event in full] == [event.capacity for event in full]
    assert set(db.session.scalars(select(Contact.language))) == {"nl", "en"}
    needs = {event_id for event_id, diet in needs_of(events) if diet}
    kept = {event.id for event in events.values() if event.ends_at > now - NEEDS_KEPT_FOR}
    assert coming.id in needs <= kept


def needs_of(events: Collection[int]) -> list[tuple[int, list[str]]]:
    """Give the diets of each answer, with its event."""
    rows = select(Invitation.event_id, Invitation.diet).where(Invitation.event_id.in_(events))
    return list(db.session.execute(rows).tuples())


def test_the_demo_refuses_to_mail_real_people(applications, backend, app: Flask):
    config = app.extensions["config"]
    app.extensions["config"] = make_config(
        config.instance_path, config.database_url, mail_url="smtp://mail.example"
    )
    try:
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["demo", "load"])
    finally:
        app.extensions["config"] = config

    assert result.exit_code == 1
    assert "only loaded while mail goes to a folder" in result.output


def test_the_demo_leaves_a_network_of_your_own_alone(app: Flask):
    with app.app_context():
        make_network(slug="west-brabant", name="Van onszelf")
        before = rows()

        loaded = app.test_cli_runner().invoke(args=["demo", "load"])
        run(app, "remove")
        run(app, "load", "--if-empty")

        assert loaded.exit_code == 1
        assert "has the address west-brabant" in loaded.output
        assert rows() == before
        assert db.session.scalars(select(Network.name)).all() == ["Van onszelf"]
        assert db.session.scalars(select(Employer)).all() == []


def remove_at_a_terminal(app: Flask, tmp_path: Path, *words: str, said: bytes = b"") -> str:
    """Run `demo remove` as somebody at a terminal does, and give what it printed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "remove", *words],
        cwd=ROOT,
        env=environment(app.extensions["config"], tmp_path),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        os.write(ours, said)
        printed, _nothing = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    return str(printed)


@pytest.mark.parametrize(
    ("words", "said", "asks", "left"),
    [((), b"n\n", True, 1), ((), b"y\n", True, 0), (("--yes",), b"", False, 0)],
    ids=["no", "yes", "not asked"],
)
def test_removing_the_demo_at_a_terminal_asks_first(
    app: Flask, database: None, tmp_path: Path, words: tuple[str, ...], said: bytes, asks: bool,
    left: int,
) -> None:  # fmt: skip
    make_network(slug="west-brabant", is_demo=True)

    printed = remove_at_a_terminal(app, tmp_path, *words, said=said)

    assert ("also the events and contacts that you added" in printed) is asks
    assert rows()["network"] == left


def test_removing_the_demo_without_a_terminal_does_not_ask(app: Flask, database: None) -> None:
    make_network(slug="west-brabant", is_demo=True)

    run(app, "remove")

    assert rows()["network"] == 0
