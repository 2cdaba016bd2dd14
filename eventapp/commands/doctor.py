"""What is wrong with this set-up, in sentences."""

import sys

import click
from flask import current_app

from eventapp.doctor import examine
from eventapp.doctor.finding import Finding, Grade

MARKS = {Grade.GOOD: "good ", Grade.NOTE: "look ", Grade.WRONG: "WRONG"}


@click.command("doctor")
def doctor() -> None:
    """Look at everything that can be reached; exit with 1 when something is wrong."""
    found = []
    for finding in examine(current_app._get_current_object()):  # type: ignore[attr-defined]
        found.append(finding.grade)
        click.echo(line(finding))
    wrong, notes = found.count(Grade.WRONG), found.count(Grade.NOTE)
    click.echo(f"\n{len(found)} things looked at, {wrong} wrong, {notes} to look at.")
    sys.exit(1 if wrong else 0)


def line(finding: Finding) -> str:
    """Write a finding, and below it what to do."""
    advice = f"\n      → {finding.advice}" if finding.advice else ""
    return f"{MARKS[finding.grade]} {finding.seen}{advice}"
