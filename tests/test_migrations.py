"""Migrations make what the models say, and undo it."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from eventapp.database import Base, db
from tests import postgres
from tests.conftest import make_app


@pytest.fixture
def fresh(backend: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application on a database that holds nothing but our migrations."""
    name = f"fresh_{tmp_path.parent.name}_{tmp_path.name}".replace("-", "_")
    sqlite = f"sqlite:///{tmp_path / 'fresh.db'}"
    app = make_app(tmp_path, sqlite if backend == "sqlite" else postgres.database_url(name))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_the_migrated_database_is_what_the_models_say(fresh: Flask):
    with fresh.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_and_index_has_a_name(app: Flask):
    with app.app_context():
        inspector = inspect(db.engine)
        tables = inspector.get_table_names()
        found = [
            constraint
            for table in tables
            for constraint in (
                *inspector.get_unique_constraints(table),
                *inspector.get_check_constraints(table),
                *inspector.get_foreign_keys(table),
                *inspector.get_indexes(table),
            )
        ]

    assert len(found) > 50
    assert [constraint for constraint in found if not constraint["name"]] == []


def test_migrations_go_down_to_nothing_and_up_again(fresh: Flask):
    with fresh.app_context():
        flask_migrate.downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names())
        flask_migrate.upgrade()
        tables = set(inspect(db.engine).get_table_names())

    assert left == {"alembic_version"}
    assert tables == {*Base.metadata.tables, "alembic_version"}
