"""Servers as `serve` starts them, ours and the bare floor, and what they use of the machine."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from config import Config
from eventapp.commands.serve import web_server
from tests.serving import ROOT, children, free_port

TICK = os.sysconf("SC_CLK_TCK")
OURS, FLOOR = "wsgi:app", "tests.bench.floor:app"


@dataclass
class Server:
    """One web server and its processes, started by the command of `serve`."""

    application: str
    environ: dict[str, str]
    port: int = field(default_factory=free_port)

    def __enter__(self) -> "Server":
        environ = {**self.environ, "PORT": str(self.port)}
        command = [sys.executable, "-m", "tests.bench.servers", self.application]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True)
        return self

    def __exit__(self, *_error: object) -> None:
        with_children = os.getpgid(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(with_children, signal.SIGKILL)
            self.process.wait()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def cpu(self) -> float:
        """Give the seconds of processor time its processes have used."""
        pids = [self.process.pid, *children(self.process.pid)]
        return sum(cpu_seconds(pid) for pid in pids)


def cpu_seconds(pid: int) -> float:
    """Give the processor time of a process, in user and system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid: int) -> tuple[float, float]:
    """Give what a process holds in MB: its share of what is shared (PSS), and all it sees (RSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = {
        line.split()[0]: int(line.split()[1]) for line in rollup.splitlines() if "kB" in line
    }
    return kilobytes["Pss:"] / 1024, kilobytes["Rss:"] / 1024


def wait_for(server: Server, path: str, seconds: float = 30) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(server.url(path), timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise TimeoutError(f"{server.application} does not answer")


if __name__ == "__main__":
    web_server(sys.argv[1], Config.from_env()).serve()
