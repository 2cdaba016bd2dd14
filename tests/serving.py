"""A real installation for drills: `flask serve` with its web processes and its worker."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from config import Config

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(happened: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something; fail when it takes too long."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def environment(config: Config, folder: Path, **values: str) -> dict[str, str]:
    """Give the environment of a process that works on the database of a test."""
    return {
        **os.environ,
        "DATABASE_URL": config.database_url,
        "SECRET_KEY": config.secret_key,
        "JOBS_URL": f"sqlite:///{folder / 'jobs.db'}",
        "MAIL_URL": f"folder:{folder / 'mail'}",
        "MAIL_FROM": "post@olievlek.example",
        **values,
    }


@dataclass(frozen=True)
class Answer:
    """What came back: a status and a body."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass
class Serving:
    """One `flask serve`, with a way to ask it things and to find its processes."""

    environ: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()

    def __enter__(self) -> "Serving":
        self.started_at = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "serve", *self.options],
                cwd=ROOT,
                env={"WORKERS": "2", **self.environ, "PORT": str(self.port)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until(lambda: self.answers("/healthz"))
        except AssertionError:
            self.end()
            raise AssertionError(f"it does not serve:\n{self.output}") from None
        self.served_at = time.monotonic()
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()

    def end(self) -> None:
        """Stop everything, gently if that works; asked twice it does nothing more."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    @property
    def age(self) -> float:
        return time.monotonic() - self.started_at

    @property
    def served_for(self) -> float:
        """Give the seconds since the first answer."""
        return time.monotonic() - self.served_at

    @property
    def output(self) -> str:
        return self.log.read_text() if self.log.is_file() else ""

    def answers(self, path: str) -> bool:
        """Tell whether a page comes."""
        try:
            return self.ask("GET", path).status == 200
        except (OSError, http.client.HTTPException):
            return False

    def ask(
        self, method: str, path: str, body: str = "", *, timeout: float = 60, **headers: str
    ) -> Answer:
        """Send one request over a connection of its own; raises when no answer comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, text, dict(response.getheaders()))
        finally:
            connection.close()

    def post(self, path: str, timeout: float = 60, **fields: str) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields), timeout=timeout, **kind)

    @property
    def web(self) -> int | None:
        """Give the process that keeps the web processes."""
        found = (pid for pid in children(self.process.pid) if command(pid).endswith(": web"))
        return next(found, None)

    @property
    def web_processes(self) -> list[int]:
        return children(self.web) if self.web else []

    @property
    def worker(self) -> int | None:
        found = (pid for pid in children(self.process.pid) if command(pid).endswith(": worker"))
        return next(found, None)


def children(pid: int) -> list[int]:
    """Give the processes that a process started and that still run."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in found if command(int(child))]


def command(pid: int) -> str:
    """Give the command of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return ""
