"""Importing a spreadsheet of contacts from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from eventapp.database import transaction
from eventapp.formats.sheet import SheetError, SheetReason
from eventapp.models.network import Network
from eventapp.queries import year as queries
from eventapp.rules.register_import import Verdict
from eventapp.rules.sheet_columns import ColumnsProblem
from eventapp.services import imports
from eventapp.services.audit import Actor
from eventapp.services.imports import Judged, Table

PROBLEMS = {
    SheetReason.WRONG_EXTENSION: "its name does not end in .xlsx, .xls, .ods or .csv",
    SheetReason.NOT_A_SPREADSHEET: "it is not a spreadsheet",
    SheetReason.EMPTY: "there is nothing in it",
    SheetReason.TOO_LARGE: "it is larger than 10 MB or 50,000 rows",
    SheetReason.PASSWORD: "there is a password on it",
    ColumnsProblem.NO_HEADER: "no row with column names was found",
}


@click.group("contacts")
def contacts() -> None:
    """The register of a network."""


@contacts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--network", "slug", required=True, help="The address of the network.")
@click.option("--apply", "is_applied", is_flag=True, help="Save it; without this only look.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_(file: Path, slug: str, is_applied: bool, as_json: bool) -> None:
    """Show what importing FILE changes, or change it."""
    network = queries.public_network(slug)
    if network is None:
        raise click.ClickException(f"There is no network {slug}.")
    table = _read(file)
    judged = _apply(network, table, file.name) if is_applied else imports.judge(network, table)
    click.echo(json.dumps(_as_json(judged), ensure_ascii=False) if as_json else _as_text(judged))
    if not is_applied and not as_json and judged.writes:
        click.echo("Nothing is saved yet: add --apply to save it.")


def _read(file: Path) -> Table:
    try:
        table = imports.read(file.read_bytes(), file.name)
    except SheetError as error:
        raise click.ClickException(
            f"{file.name} cannot be read: {PROBLEMS[error.reason]}."
        ) from None
    if isinstance(table, ColumnsProblem):
        raise click.ClickException(f"{file.name} cannot be read: {PROBLEMS[table]}.")
    return table


def _apply(network: Network, table: Table, name: str) -> Judged:
    with transaction():
        return imports.apply(
            network, table, name=name, actor=Actor("command line"), now=datetime.now(UTC)
        )


def _as_json(judged: Judged) -> dict[str, Any]:
    return {
        "new": judged.counts[Verdict.NEW],
        "changed": judged.counts[Verdict.CHANGED],
        "unchanged": judged.counts[Verdict.UNCHANGED],
        "refused": [
            {"row": row.row, "value": row.value, "reason": row.reason.value if row.reason else ""}
            for row in judged.of(Verdict.REFUSED)
        ],
        "duplicates": [
            {"row": row.row, "of_row": row.of_row} for row in judged.of(Verdict.DUPLICATE)
        ],
    }


def _as_text(judged: Judged) -> str:
    counts = [f"{verdict.value} {number}" for verdict, number in judged.counts.items()]
    refused = [
        f"row {row.row} is refused: {row.reason} {row.value}".rstrip()
        for row in judged.of(Verdict.REFUSED)
    ]
    doubles = [
        f"row {row.row} is about the same person as row {row.of_row}"
        for row in judged.of(Verdict.DUPLICATE)
    ]
    shared = [
        f"row {row.row} has the address of {row.shares_with} too"
        for row in judged.of(Verdict.NEW, Verdict.CHANGED)
        if row.shares_with
    ]
    shared += [
        f"row {row.row} has the name and employer of somebody with another address"
        for row in judged.of(Verdict.NEW)
        if row.has_namesake
    ]
    return "\n".join([", ".join(counts), *refused, *doubles, *shared])
