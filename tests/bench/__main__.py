"""Prints figures: each beside a bare floor on the same SQLite file, in the same run.

One thread, no server between: it says what our code costs, not what a machine can serve.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import uuid4

from flask import Flask
from sqlalchemy import event as sqlalchemy_event

from eventapp.database import db, transaction
from eventapp.models import Attendee, Badge
from eventapp.services import badges
from tests.conftest import make_app
from tests.factories import make_attendee, make_device, make_event, make_invitation

ROUNDS = 5
CALLS = 200
TOKEN = "the-token-of-the-bench"


@dataclass
class Figure:
    """One row of the table."""

    name: str
    rate: float
    floor: float
    statements: int

    def __str__(self) -> str:
        ratio = self.rate / self.floor
        rates = f"{self.rate:>8.0f}/s{self.floor:>10.0f}/s"
        return f"{self.name:<34}{rates}{ratio:>8.2f}{self.statements:>6}"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder), f"sqlite:///{folder}/bench.db")
        app.testing = False
        with app.app_context():
            figures = list(measure(app))
            db.engine.dispose()
    print(f"{'':<34}{'ours':>10}{'floor':>12}{'ratio':>8}{'stmts':>6}")
    for figure in figures:
        print(figure)


def measure(app: Flask) -> Iterator[Figure]:
    """Yield a figure a path; the floor does the same kind of work with nothing around it."""
    event = make_event(capacity=None)
    make_device(event, token=TOKEN)
    invitation = make_invitation(event)
    codes = make_badges(event.id, ROUNDS * CALLS + 50)
    client = app.test_client()
    network, slug = event.network.slug, event.slug
    token = app.extensions["links"].token("invitation", invitation.public_id)
    path = str(db.engine.url.database)

    def scan() -> None:
        answer = client.post(
            "/door/api/scans",
            json={"scans": [{"id": str(uuid4()), "code": codes.pop(), "at": None}]},
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        assert answer.json["results"][0]["result"] == "welcome", answer.text

    def get(address: str) -> Callable[[], None]:
        def call() -> None:
            assert client.get(address).status_code == 200

        return call

    floor = floor_app(path)
    reading, writing = floor_call(floor, "/"), floor_call(floor, "/write")
    yield figure("door: first scan of a badge", scan, writing)
    yield figure("answer page", get(f"/i/{token}/"), reading)
    yield figure("public event page", get(f"/{network}/{slug}/"), reading)
    yield figure("event.ics", get(f"/{network}/{slug}/event.ics"), reading)


def floor_app(path: str) -> Flask:
    """Build a bare application on the same file: one SELECT, or one INSERT as durable as ours."""
    floor = Flask("floor")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE floor (id TEXT PRIMARY KEY, at TEXT)")

    @floor.get("/")
    def read() -> str:
        return str(connection.execute("SELECT count(*) FROM network").fetchone()[0])

    @floor.get("/write")
    def write() -> str:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT count(*) FROM network").fetchone()
        connection.execute("INSERT INTO floor VALUES (?, ?)", (uuid4().hex, "now"))
        connection.execute("COMMIT")
        return "written"

    return floor


def floor_call(floor: Flask, address: str) -> Callable[[], None]:
    client = floor.test_client()

    def call() -> None:
        assert client.get(address).status_code == 200

    return call


def figure(name: str, ours: Callable[[], None], floor: Callable[[], None]) -> Figure:
    """Time both in turn, round by round, and take the medians."""
    with counted() as statements:
        ours()
    rates: list[tuple[float, float]] = [(rate(ours), rate(floor)) for _ in range(ROUNDS)]
    return Figure(
        name, median(own for own, _ in rates), median(bare for _, bare in rates), len(statements)
    )


def rate(call: Callable[[], None]) -> float:
    """Give calls a second."""
    begun = time.perf_counter()
    for _ in range(CALLS):
        call()
    return CALLS / (time.perf_counter() - begun)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements, without BEGIN and COMMIT."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)


def make_badges(event_id: int, number: int) -> list[str]:
    """Make people with a place, and give the codes on their badges."""
    sample = make_attendee()
    values = {
        column.key: getattr(sample, column.key)
        for column in Attendee.__table__.columns
        if column.key not in {"id", "public_id", "event_id", "invitation_id"}
    }
    codes = []
    with transaction() as session:
        for _ in range(number):
            attendee = Attendee(public_id=uuid4().hex, event_id=event_id, **values)
            session.add(attendee)
            badges.issue(attendee)
            codes.append(badges.code_of(attendee))
        session.flush()
        assert session.query(Badge).count() > number
    return codes


main()
