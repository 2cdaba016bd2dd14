"""Importing a spreadsheet of 20,000 contacts: seconds, and memory at its highest."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter
from sqlalchemy import text

from eventapp.database import db
from tests.bench.site import Site
from tests.bench.table import SAME, Line, Target
from tests.serving import ROOT

ROWS = 20_000
GLANCE = 0.01  # seconds
HEADER = ("Naam", "Bedrijf", "Plaats", "E-mail", "Telefoon", "Functie")
SECONDS = Target(most=20, unit="s")
MEMORY = Target(most=300, unit="MB")


def applied(sites: Sequence[Site]) -> Iterator[Line]:
    """Import the same sheet on each site."""
    first: float | None = None
    for site in sites:
        sheet = make_sheet(site.folder / "contacten.xlsx")
        before = contacts(site)
        seconds, megabytes = run(site, sheet)
        if contacts(site) - before != ROWS:
            raise AssertionError(f"{contacts(site) - before} of {ROWS} contacts are new")
        again = Target(most=min(20, (first or seconds) * (1 + SAME)), unit="s")
        yield Line(
            what="import: 20,000 rows applied",
            **site.line,
            amount=round(seconds, 1),
            target=again if first else SECONDS,
        )
        yield Line(
            what="import: memory at its highest",
            **site.line,
            amount=round(megabytes),
            target=MEMORY,
        )
        first = seconds


def make_sheet(path: Path) -> Path:
    """Write a spreadsheet of people nobody knows yet, three at an employer."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for row in range(1, ROWS + 1):
            sheet.write_row(
                row,
                0,
                (
                    f"Nieuw van der Meer {row}",
                    f"Nieuw bedrijf {row // 3}",
                    "Breda",
                    f"nieuw{row}@nieuw.example",
                    "06 12345678",
                    "Directeur",
                ),
            )
    return path


def run(site: Site, sheet: Path) -> tuple[float, float]:
    """Run the command; give its seconds, and its most megabytes.

    What ``wait4`` says of memory begins at that of the process that forked, which is ours.
    """
    command = ["-m", "flask", "--app", "wsgi", "contacts", "import", str(sheet), "--apply"]
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *command, "--network", site.seeded.network],
        cwd=ROOT,
        env=site.environ,
        stdout=subprocess.DEVNULL,
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, highest(process.pid))
        time.sleep(GLANCE)
    if process.returncode:
        raise AssertionError("the import failed")
    return time.monotonic() - began, most


def highest(pid: int) -> float:
    """Give the most megabytes a process has held since it began its program."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0")
    return int(found.split()[1]) / 1024


def contacts(site: Site) -> int:
    """Count the contacts."""
    with site.app.app_context():
        found = db.session.scalar(text("SELECT count(*) FROM contact")) or 0
        db.session.rollback()
    return int(found)
