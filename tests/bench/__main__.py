"""Prints figures: `python -m tests.bench [--rows door,pages] [--databases sqlite,postgresql]`."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests import postgres
from tests.bench import imports, install, mails, start, web
from tests.bench.site import LARGE, SMALL, Site, opened
from tests.bench.table import HEADER, Line

Measure = Callable[[Sequence[Site]], Iterator[Line]]

# An import changes the register, so it comes last.
ROWS: dict[str, Measure] = {
    "door": web.door,
    "answer": web.answer_page,
    "event": web.event_page,
    "calendar": web.calendars,
    "unchanged": web.unchanged,
    "desk": web.desk,
    "mails": mails.handed_over,
    "start": start.started,
    "import": imports.applied,
}
DATABASES = ("sqlite", "postgresql")


def main() -> None:
    """Measure what was asked for and print it line by line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # not without stopping the servers
    options = arguments()
    print(HEADER, flush=True)
    if "size" in options.rows:
        show(install.sized())
    measures = [measure for name, measure in ROWS.items() if name in options.rows]
    if not measures:
        return
    with tempfile.TemporaryDirectory(prefix="olievlek-bench-") as folder, server():
        for database in options.databases:
            with opened(Path(folder), database, (SMALL, LARGE)) as sites:
                for measure in measures:
                    show(measure(sites))


def show(lines: Iterator[Line]) -> None:
    """Print lines as they come."""
    for line in lines:
        print(line, flush=True)


def arguments() -> argparse.Namespace:
    """Read which rows and databases are wanted; all of them unless some are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    for name, known in (("rows", (*ROWS, "size")), ("databases", DATABASES)):
        parser.add_argument(f"--{name}", default="", help=", ".join(known))
    options = parser.parse_args()
    for name, known in (("rows", (*ROWS, "size")), ("databases", DATABASES)):
        asked = getattr(options, name).replace(",", " ").split() or list(known)
        if unknown := set(asked) - set(known):
            parser.error(f"--{name} knows {', '.join(known)}, not {', '.join(sorted(unknown))}")
        setattr(options, name, asked)
    return options


@contextmanager
def server() -> Iterator[None]:
    """Have a PostgreSQL that really writes to disk, started when a site first asks."""
    postgres.begin_run()
    try:
        yield
    finally:
        postgres.end_run()


main()
