"""One command on a fresh clone: it runs, it stops, and it says in a sentence why it cannot."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from eventapp.commands.serve import REMINDER, YOUNG

ROOT = Path(__file__).parent.parent
TOO_OLD = """
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
sys.argv = ["start.py", "run"]
runpy.run_path("tools/start.py", run_name="__main__")
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Copy what git knows to a new folder, beside the virtual environment of this one."""
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    folder = tmp_path / "olievlek"
    for name in files:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(
        ROOT / "eventapp/translations", folder / "eventapp/translations", dirs_exist_ok=True
    )
    (folder / ".venv").symlink_to(Path(sys.prefix))
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_memory_is_tidied_up_once_the_application_is_put_together() -> None:
    asked = "import gc, wsgi; print(gc.isenabled())"

    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert said.stdout.strip() == "True"


class Run:
    """`make run` in a folder, with its output."""

    def __init__(self, folder: Path, port: int, *options: str) -> None:
        self.log = folder / "log.txt"
        environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["make", "run", f"PORT={port}", f"PYTHON={sys.executable}", *options],
                cwd=folder,
                env=environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def wait_for(self, url: str) -> str:
        """Wait until an address answers, and give the answer."""
        deadline = time.monotonic() + 100
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:
                    return str(answer.read().decode())
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"no answer from {url}:\n{self.output}")

    def stop(self, number: int, *, to_group: bool) -> float:
        """Send a signal, to all as Ctrl-C does or to make alone; give the seconds it took."""
        begun = time.monotonic()
        if to_group:
            os.killpg(self.process.pid, number)
        else:
            os.kill(self.process.pid, number)
        self.process.wait(40)
        return time.monotonic() - begun


def processes_of(folder: Path) -> list[str]:
    """Name the processes that work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve() == folder:
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.mark.drill
def test_run_shows_a_filled_year_whose_printed_logins_work(clone: Path):
    port = free_port()
    run = Run(clone, port)
    try:
        front = run.wait_for(f"http://127.0.0.1:{port}/")
        logins = re.findall(r"(\S+@\S+\.example)\s+(\S+)", run.output)
        answers = [log_in(port, *login) for login in logins]
    finally:
        seconds = run.stop(signal.SIGTERM, to_group=False)

    assert "Ambassadeursnetwerk West-Brabant" in front
    assert f"http://127.0.0.1:{port}" in run.output
    assert len(logins) >= 2
    assert all("Bedankt voor die banen" in answer for answer in answers)
    assert "Traceback" not in run.output
    assert seconds < 22
    assert processes_of(clone) == []


def log_in(port: int, email: str, password: str) -> str:
    """Log in through the page, and give the page one lands on."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    url = f"http://127.0.0.1:{port}/account/login"
    page = opener.open(url).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    fields = {"csrf_token": token[1], "email": email, "password": password}
    return str(opener.open(url, urlencode(fields).encode()).read().decode())


@pytest.mark.drill
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", [0.5, 2.5])
def test_run_stops_quietly_right_after_the_start(clone: Path, number: int, after: float):
    run = Run(clone, free_port())
    time.sleep(after)

    seconds = run.stop(number, to_group=number == signal.SIGINT)

    deadline = time.monotonic() + 25
    while processes_of(clone) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "Traceback" not in run.output
    assert seconds < 22
    assert processes_of(clone) == []


@pytest.mark.drill
def test_run_without_the_demo_begins_empty(clone: Path):
    port = free_port()
    run = Run(clone, port, "DEMO=0")
    try:
        front = run.wait_for(f"http://127.0.0.1:{port}/")
    finally:
        seconds = run.stop(signal.SIGINT, to_group=True)

    assert 'name="owner_name"' in front
    assert seconds < 10  # the second web process was only just starting
    assert processes_of(clone) == []


@pytest.mark.drill
def test_run_finishes_the_work_in_hand_before_it_stops(clone: Path):
    port = free_port()
    run = Run(clone, port, "DEMO=0")
    run.wait_for(f"http://127.0.0.1:{port}/")
    time.sleep(YOUNG)
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay)
    form = visitor.open(f"http://127.0.0.1:{port}/setup").read().decode()
    database = sqlite3.connect(clone / "instance" / "eventapp.db", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")

    with ThreadPoolExecutor(2) as threads:
        answer = threads.submit(begin_network, visitor, port, form)
        time.sleep(1)
        stopping = threads.submit(run.stop, signal.SIGTERM, to_group=False)
        time.sleep(REMINDER + 1)
        still_waiting = not answer.done()
        database.execute("ROLLBACK")
        status = answer.result(20)
        stopping.result(40)
    [[name]] = database.execute("SELECT name FROM network").fetchall()
    database.close()

    assert still_waiting
    assert status == 303
    assert name == "Van ons"
    assert processes_of(clone) == []


def begin_network(visitor: urllib.request.OpenerDirector, port: int, form: str) -> int:
    """Send the first form and answer the status, without following it."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token is not None
    fields = {
        "csrf_token": token[1],
        "name": "Van ons",
        "slug": "van-ons",
        "owner_name": "Annelies Hoekstra",
        "email": "annelies@ambassadeurs.example",
        "password": "een lang en goed wachtwoord",
    }
    url = f"http://127.0.0.1:{port}/setup"
    return int(visitor.open(url, urlencode(fields).encode(), timeout=60).status)


class Stay(urllib.request.HTTPRedirectHandler):
    """Gives a redirect as it is."""

    def http_error_303(self, _request, response, *_rest):
        return response


def test_run_says_that_the_port_is_taken(clone: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = Run(clone, port)
        run.process.wait(60)

    assert run.process.returncode != 0
    assert f"Port {port}" in run.output
    assert "make run PORT=" in run.output
    assert "Traceback" not in run.output


def test_run_says_that_the_folder_cannot_be_written(clone: Path):
    (clone / ".venv").unlink()
    for folder in (clone, clone / "tools"):
        folder.chmod(0o555)
    for parent in clone.parents:
        if parent.stat().st_uid == os.getuid() and "pytest" in str(parent):
            parent.chmod(0o755)
    command = [
        shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable,
        "tools/start.py",
        "run",
    ]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "nobody", "--", *command]

    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, timeout=60)

    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_run_says_that_python_is_too_old():
    done = subprocess.run(
        [sys.executable, "-c", TOO_OLD],
        cwd=ROOT,
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this is 3.9" in done.stderr
    assert "Traceback" not in done.stderr
