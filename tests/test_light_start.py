"""A web process starts without what only some requests, commands or the worker need."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LATER = {
    "PIL",
    "alembic",
    "charset_normalizer",
    "css_inline",
    "flask_migrate",
    "granian",
    "huey",
    "mrml",
    "psycopg",
    "python_calamine",
    "qrcode",
    "redis",
    "sqlalchemy.dialects.postgresql",
    "xlsxwriter",
}
LOADED = "import sys, wsgi{more}; print('\\n'.join(sys.modules))"


@pytest.mark.parametrize(
    ("more", "needed"),
    [("", set()), (", eventapp.commands.serve", {"granian"})],
    ids=["alone", "under serve"],
)
def test_a_web_process_imports_nothing_before_its_time(tmp_path, more, needed):
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}", "SECRET_KEY": "0123456789abcdef"}

    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(more=more)],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())

    assert {"flask", "sqlalchemy"} <= loaded
    assert loaded & LATER == needed


def test_the_commands_are_found_without_being_loaded(app):
    cli = app.cli
    shown = {name: cli.get_command(None, name) for name in cli.list_commands(None)}

    assert {name for name, command in shown.items() if command is None} == set()
    assert set(shown) >= {"serve", "worker", "backup", "restore", "doctor", "demo", "db"}
