"""The files of deploy/ agree with the program."""

import configparser
import re
from pathlib import Path

import click

from config import Config

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
SECRET = "correct horse battery staple 0123456789"


def settings(text: str) -> dict[str, str]:
    """Read an environment file; what is commented out with an example counts too."""
    lines = [line.removeprefix("#").strip() for line in text.splitlines()]
    return dict(
        line.split("=", 1) for line in lines if line.split("=")[0].isupper() and "=" in line
    )


def test_the_example_holds_the_settings_that_readme_names(tmp_path):
    configuration = (ROOT / "README.md").read_text().split("## Configuration")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in configuration.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}

    assert set(settings((DEPLOY / "olievlek.env.example").read_text())) == named


def test_the_example_works_once_it_has_a_key(tmp_path):
    found = {**settings((DEPLOY / "olievlek.env.example").read_text()), "SECRET_KEY": SECRET}

    config = Config.from_env(found, tmp_path)

    assert (config.is_production, config.trusted_proxies) == (True, 1)


def test_the_units_run_commands_that_exist(app):
    for name, words in (("web", "serve --migrate --no-worker"), ("worker", "worker")):
        unit = configparser.ConfigParser(interpolation=None)
        unit.read(DEPLOY / f"olievlek-{name}.service")
        service = unit["Service"]

        assert service["ExecStart"] == f"/opt/olievlek/.venv/bin/flask --app wsgi {words}"
        command, *options = words.split()
        found = app.cli.get_command(click.Context(app.cli), command)
        known = {opt for param in found.params for opt in param.opts}
        assert set(options) <= known
        assert service["NoNewPrivileges"] == "true"
        assert service["ReadWritePaths"] == "/opt/olievlek/instance"
