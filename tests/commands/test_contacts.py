"""Importing a spreadsheet from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from eventapp.database import db
from eventapp.models import AuditEntry, Contact, Network
from tests.factories import make_network

LIST = """Naam;Bedrijf;E-mail
Jan van der Berg;De Korenbloem;jan@korenbloem.example
Bram Oomen;Oomen Transport;b.oomen@@oomen.example
jan van der berg;Elders;JAN@korenbloem.example
"""
OUTCOME = {
    "new": 1,
    "changed": 0,
    "unchanged": 0,
    "refused": [{"row": 3, "value": "b.oomen@@oomen.example", "reason": "email_two_at"}],
    "duplicates": [{"row": 4, "of_row": 2}],
}


@pytest.fixture
def network(database: None) -> Network:
    return make_network(slug="west-brabant")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "leden.csv"
    path.write_text(LIST)
    return path


def run(app: Flask, *args: object) -> Result:
    result = app.test_cli_runner().invoke(args=["contacts", "import", *map(str, args)])
    db.session.rollback()
    return result


def contacts() -> int:
    return db.session.scalar(select(func.count()).select_from(Contact)) or 0


def test_json_says_what_would_change_and_saves_nothing(
    app: Flask, network: Network, file: Path
) -> None:
    result = run(app, file, "--network", "west-brabant", "--json")

    assert (result.exit_code, json.loads(result.output)) == (0, OUTCOME)
    assert contacts() == 0


def test_apply_saves_and_a_second_time_changes_nothing(
    app: Flask, network: Network, file: Path
) -> None:
    first = run(app, file, "--network", "west-brabant", "--apply", "--json")
    second = run(app, file, "--network", "west-brabant", "--apply", "--json")

    assert json.loads(first.output) == OUTCOME
    assert json.loads(second.output) == {**OUTCOME, "new": 0, "unchanged": 1}
    assert contacts() == 1
    assert set(db.session.scalars(select(AuditEntry.actor))) == {"command line"}


def test_people_read_sentences(app: Flask, network: Network, file: Path) -> None:
    result = run(app, file, "--network", "west-brabant")

    assert result.output.splitlines() == [
        "new 1, changed 0, unchanged 0, refused 1, duplicate 1",
        "row 3 is refused: email_two_at b.oomen@@oomen.example",
        "row 4 is about the same person as row 2",
        "Nothing is saved yet: add --apply to save it.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("leden.pdf", b"%PDF", "does not end in .xlsx"),
        ("leden.xlsx", b"hallo", "it is not a spreadsheet"),
        ("leden.csv", b"", "there is nothing in it"),
        ("leden.csv", b"hallo;daar\n1;2\n", "no row with column names"),
    ],
)
def test_a_file_that_cannot_be_read_fails_in_a_sentence(
    app: Flask, network: Network, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    result = run(app, path, "--network", "west-brabant", "--json")

    assert result.exit_code == 1
    assert says in result.output


def test_an_unknown_network_fails_in_a_sentence(app: Flask, network: Network, file: Path) -> None:
    result = run(app, file, "--network", "elders")

    assert (result.exit_code, "There is no network elders." in result.output) == (1, True)
