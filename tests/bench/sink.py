"""A mail server in a process of its own that notes when each mail came."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.serving import ROOT
from tests.smtp_server import smtp_server


@dataclass(frozen=True)
class Came:
    """How many mails came, and how many a second from the first to the last."""

    number: int
    rate: float


class Sink:
    """The process, and what it says."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.url = self.says()

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def came(self) -> Came:
        """Tell what came since the last time."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        moments: list[float] = json.loads(self.says())
        seconds = moments[-1] - moments[0] if len(moments) > 1 else 0
        return Came(len(moments), (len(moments) - 1) / seconds if seconds else 0)


@contextmanager
def running() -> Iterator[Sink]:
    """Run a sink."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sink"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Sink(process)
    finally:
        process.kill()
        process.wait()


def serve() -> None:
    """Print the address, then what came for each line that is asked."""
    moments: list[float] = []
    with smtp_server() as (inbox, url):
        inbox.on_mail = lambda _number: moments.append(time.monotonic())
        print(url, flush=True)
        for _line in sys.stdin:
            print(json.dumps(moments), flush=True)
            moments.clear()


if __name__ == "__main__":
    serve()
