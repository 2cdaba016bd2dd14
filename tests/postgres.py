"""A PostgreSQL of our own for one test run, shared by all its workers."""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

RUN_DIR = "EVENTAPP_TEST_RUN_DIR"
BINARIES = Path("/usr/lib/postgresql")
# Tests throw their databases away; figures are those of a server that keeps them.
CARELESS = " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def begin_run() -> None:
    """Make the folder that the workers of this run share."""
    folder = tempfile.mkdtemp(prefix="olievlek-tests-")
    Path(folder).chmod(0o755)
    os.environ[RUN_DIR] = folder


def end_run() -> None:
    """Stop the server, if a test started one, and remove the folder."""
    folder = Path(os.environ.pop(RUN_DIR))
    if (folder / "data" / "postmaster.pid").exists():
        _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def database_url(name: str, *, durable: bool = False) -> str:
    """Give the address of a new, empty database; starts the server when it is the first.

    A ``durable`` server writes to disk before it says that something is stored.
    """
    folder = Path(os.environ[RUN_DIR])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "data" / "postmaster.pid").exists():
            _start(folder, durable=durable)
    user = _server_user() or pwd.getpwuid(os.getuid()).pw_name
    with psycopg.connect(
        host=str(folder), user=user, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql+psycopg://{user}@/{name}?host={folder}"


def _start(folder: Path, *, durable: bool) -> None:
    data = folder / "data"
    data.mkdir()
    if user := _server_user():
        shutil.chown(folder, user)
        shutil.chown(data, user)
    _run("initdb", "-D", str(data), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    options = f"-k {folder} -c listen_addresses='' -c max_connections=300"
    if not durable:
        options += CARELESS
    log = str(folder / "server.log")
    _run("pg_ctl", "-D", str(data), "-o", options, "-l", log, "-w", "start")


def _run(program: str, *arguments: str) -> None:
    command = [str(_binary(program)), *arguments]
    if user := _server_user():
        command = ["runuser", "-u", user, "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _binary(program: str) -> Path:
    found = sorted(BINARIES.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1]
    elsewhere = shutil.which(program)
    if elsewhere is None:
        pytest.fail("PostgreSQL is missing: install the Debian package postgresql.")
    return Path(elsewhere)
