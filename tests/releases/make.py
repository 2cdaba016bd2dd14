"""Makes the sample of a release: one filled database, as SQL for SQLite and for PostgreSQL.

At each release, once, in the repository:

    git worktree add --detach ../release COMMIT
    .venv/bin/python -m tests.releases.make NAME ../release
    git worktree remove ../release

NAME is the day and the commit, such as ``20261124-c405a39``. The checkout is filled by its own
code and with this environment's libraries. ``tests/drills/test_upgrade.py`` then upgrades the
new sample too, on both databases. Everything in a sample is invented, keys and passwords too.
"""

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import postgres

HERE = Path(__file__).parent
FILL = HERE / "fill.py"
# Settings of the session that dumped, which an older server may not know.
NO_PART = re.compile(r"SET [a-z_]+ = |SELECT pg_catalog\.set_config|\\(un)?restrict ")


def main() -> None:
    """Fill both databases and write what they hold."""
    name, checkout = sys.argv[1], Path(sys.argv[2]).resolve()
    postgres.begin_run()
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "sample.db"
            on_file = Release(checkout, Path(folder), f"sqlite:///{file}")
            on_server = Release(checkout, Path(folder), postgres.database_url("sample"))
            on_file.flask("db", "upgrade")
            on_file.flask("demo", "load")
            facts = json.loads(on_file.python(str(FILL)))
            on_server.flask("db", "upgrade")
            on_server.python(str(FILL), on_file.url)
            facts["revision"] = revision(file)
            write(f"{name}.sqlite.sql.gz", "\n".join(sqlite3.connect(file).iterdump()))
            write(f"{name}.postgresql.sql.gz", dump(on_server.url))
            (HERE / f"{name}.json").write_text(json.dumps(facts, indent=2) + "\n")
    finally:
        postgres.end_run()


class Release:
    """The code of a release, at work on one database."""

    def __init__(self, checkout: Path, folder: Path, url: str) -> None:
        self.checkout = checkout
        self.url = url
        self.environ = {
            **os.environ,
            "DATABASE_URL": url,
            "SECRET_KEY": "the-secret-key-of-the-samples",
            "BASE_URL": "http://localhost",
            "MAIL_URL": f"folder:{folder / 'mail'}",
            "JOBS_URL": f"sqlite:///{folder / 'jobs.db'}",
            "PYTHONPATH": str(checkout),
        }

    def flask(self, *words: str) -> str:
        """Run one of its commands."""
        return self.python("-m", "flask", "--app", "wsgi", *words)

    def python(self, *words: str) -> str:
        """Run Python in its folder, and give what it printed."""
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.checkout,
            env=self.environ,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout


def revision(file: Path) -> str:
    [[found]] = sqlite3.connect(file).execute("SELECT version_num FROM alembic_version")
    return str(found)


def dump(url: str) -> str:
    """Give a PostgreSQL database as statements that any server of ours reads."""
    user, folder = re.fullmatch(r"postgresql\+psycopg://(\w+)@/\w+\?host=(.+)", url).groups()  # type: ignore[union-attr]
    program = str(postgres._binary("pg_dump"))
    options = ["--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges"]
    text = subprocess.run(
        [program, *options, "-h", folder, "-U", user, "sample"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return "\n".join(line for line in text.split("\n") if not NO_PART.match(line))


def write(name: str, text: str) -> None:
    """Write a file that is the same for the same text."""
    (HERE / name).write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
