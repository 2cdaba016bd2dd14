"""Load by wrk: rivals in turn, round by round, so that what else the machine does hits all."""

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import uuid4

from tests.bench.servers import Server

SCRIPT = Path(__file__).parent / "wrk.lua"
ROUNDS = 2
WARM_UPS = 3
SECONDS = 1
SETTLE = 0.1  # seconds in which a server ends what wrk left unread


@dataclass(frozen=True)
class Asked:
    """What to ask of a server, by one thread of the client; ``arguments`` are for the script."""

    server: Server
    path: str
    arguments: tuple[str, ...] = ("get", "200")
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None
    after: Callable[[int, int], object] = lambda _answered, _at: None


@dataclass(frozen=True)
class Taken:
    """What a second of load gave; times in milliseconds."""

    rate: float
    p50: float
    p99: float
    cpu: float
    failed: int


def contest(rivals: dict[str, Asked], at: int) -> dict[str, Taken]:
    """Load each in turn, after some seconds to warm up, and give the medians of the rounds.

    Every process compiles its templates when they are first asked for.
    """
    for asked in [*rivals.values()] * WARM_UPS:
        shoot(asked, at)
    rounds = [{name: shoot(asked, at) for name, asked in rivals.items()} for _ in range(ROUNDS)]
    return {name: middle([taken[name] for taken in rounds]) for name in rivals}


def middle(rounds: list[Taken]) -> Taken:
    """Give the median of each figure, and all failures."""
    return Taken(
        rate=median(taken.rate for taken in rounds),
        p50=median(taken.p50 for taken in rounds),
        p99=median(taken.p99 for taken in rounds),
        cpu=median(taken.cpu for taken in rounds),
        failed=sum(taken.failed for taken in rounds),
    )


def shoot(asked: Asked, at: int) -> Taken:
    """Load one server for a second with so many connections."""
    time.sleep(SETTLE)
    asked.before()
    cpu = asked.server.cpu
    found = wrk(asked, at)
    cpu = asked.server.cpu - cpu
    asked.after(found["right"], at)
    return Taken(
        rate=found["right"] / found["seconds"],
        p50=found["p50"],
        p99=found["p99"],
        cpu=cpu * 1000 / max(found["right"], 1),
        failed=found["failed"],
    )


def wrk(asked: Asked, at: int) -> dict[str, float]:
    """Run wrk and read what the script prints last."""
    headers = [part for pair in asked.headers.items() for part in ("-H", "{}: {}".format(*pair))]
    command = ["wrk", "-t1", f"-c{at}", f"-d{SECONDS}s", "--timeout", "30s", "-s", str(SCRIPT)]
    output = subprocess.run(
        [*command, *headers, asked.server.url(asked.path), "--", *asked.arguments, uuid4().hex[:8]],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    return found
