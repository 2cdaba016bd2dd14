"""What tests share: applications on both databases, and browsers of pages."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from hypothesis import settings

from config import Config
from eventapp import create_app
from eventapp.database import Base, db, transaction
from tests import postgres
from tests.factories import reset_counter
from tests.pages import Browser

BASE_URL = "http://localhost"

# Nobody of ours lives here: a place that asks the machine's clock for its zone shows itself.
os.environ["TZ"] = "America/New_York"
time.tzset()

# No test is timed: a busy machine is no fault of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.end_run()


def make_config(folder: Path, database_url: str, **values: object) -> Config:
    """Build a configuration that writes nowhere but in a folder of the test."""
    values = {
        "base_url": BASE_URL,
        "secret_key": "a-secret-of-the-tests",
        "database_url": database_url,
        "mail_url": f"folder:{folder / 'mail'}",
        "mail_from": "bijeenkomsten@olievlek.example",
        "jobs_url": f"sqlite:///{folder / 'jobs.db'}",
        "instance_path": folder,
        **values,
    }
    return Config(**values)  # type: ignore[arg-type]


def make_app(folder: Path, database_url: str, **values: object) -> Flask:
    """Build an application on a migrated database."""
    app = create_app(make_config(folder, database_url, **values))
    app.testing = True
    with app.app_context():
        flask_migrate.upgrade()
    return app


class Applications:
    """One application per database, made when a test first asks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, Flask] = {}

    def on(self, backend: str) -> Flask:
        if backend not in self.made:
            worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
            folder = self.folder / backend
            folder.mkdir()
            url = (
                f"sqlite:///{folder / 'test.db'}"
                if backend == "sqlite"
                else postgres.database_url(f"test_{worker}")
            )
            self.made[backend] = make_app(folder, url)
        return self.made[backend]

    def close(self) -> None:
        for app in self.made.values():
            with app.app_context():
                db.engine.dispose()


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applications]:
    made = Applications(tmp_path_factory.mktemp("applications"))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Name the database; a test that uses it, or what follows, runs on both."""
    return str(request.param)


@pytest.fixture
def app(applications: Applications, backend: str) -> Flask:
    """Give an application on an empty database, without an open context.

    What it kept of pages goes too: on a frozen clock two tests have events of one id and moment.
    """
    app = applications.on(backend)
    for shelf in (app.extensions["kept"], app.extensions["unchanged"].known):
        shelf.values.clear()
    reset_counter()
    with app.app_context():
        empty()
    return app


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    """Open an application context on an empty database."""
    with app.app_context():
        yield
        db.session.rollback()


@pytest.fixture
def browser(app: Flask, database: None) -> Browser:
    """Give a visitor without a login who sees pages and fills in their forms."""
    return Browser(app)


def empty() -> None:
    """Delete every row."""
    with transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
