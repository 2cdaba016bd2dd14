"""What is wrong with a set-up: each module looks at one part and says it in sentences."""

from collections.abc import Iterator

from flask import Flask

from eventapp.doctor import address, database, machine, mail, settings
from eventapp.doctor.finding import Finding

PARTS = (settings, machine, database, mail, address)


def examine(app: Flask) -> Iterator[Finding]:
    """Look at every part that can be reached; nothing is changed and no mail is sent."""
    for part in PARTS:
        yield from part.examine(app.extensions["config"])
