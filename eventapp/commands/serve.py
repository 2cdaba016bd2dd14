"""Web and worker together, for one machine."""

import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import FrameType

import click
from flask import Flask, current_app
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server import MPServer
from setproctitle import setproctitle

from config import Config
from eventapp.commands.demo import login_link
from eventapp.database import db

NAME = "olievlek"
FORK = get_context("fork")
PEM = click.Path(exists=True, dir_okay=False, path_type=Path)

PATIENCE = 20.0  # seconds for the work in hand
BEAT = 0.2
PAUSE = 1.0  # before what died is started anew
YOUNG = 5.0  # a web process may take so long to start on a slow machine
REMINDER = 3.0  # seconds after which a young one is told again


@dataclass(frozen=True)
class Tls:
    """A certificate and its key, when no proxy sees to https."""

    certificate: Path
    key: Path


@click.command("serve")
@click.option("--migrate", is_flag=True, help="Bring the database up to date first.")
@click.option(
    "--no-worker", is_flag=True, help="Run the web server alone; a worker runs elsewhere."
)
@click.option("--certificate", type=PEM, help="Serve https with this certificate, as PEM.")
@click.option("--key", type=PEM, help="The private key of the certificate, as PEM.")
def serve(migrate: bool, no_worker: bool, certificate: Path | None, key: Path | None) -> None:
    """Run the web server and the worker until SIGTERM or Ctrl-C."""
    if (certificate is None) is not (key is None):
        raise click.ClickException("Give --certificate and --key together.")
    config: Config = current_app.extensions["config"]
    check_port(config)
    if migrate:
        bring_up_to_date()
    say(f"\nOlievlek is at {config.base_url}  (Ctrl-C stops it)")
    if link := login_link(config):
        say(f"Log in as the owner of the demo: {link}")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    tls = Tls(certificate, key) if certificate and key else None
    jobs: dict[str, Callable[[], None]] = {"web": partial(serve_web, app, config, tls)}
    if not no_worker:
        jobs["worker"] = partial(serve_worker, app)
    db.engine.dispose()  # no child may use a connection of its parent
    sys.exit(Supervisor(jobs).run())


def say(sentence: str, *, err: bool = False) -> None:
    """Print a sentence if that is possible: a log on a full disk stops nobody."""
    with suppress(OSError):
        click.echo(sentence, err=err)


def check_port(config: Config) -> None:
    """Raise ClickException when another program listens where we would."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise click.ClickException(
                f"Port {config.port} on {config.host} is not free ({error.strerror}). "
                "Stop the program that uses it, or set PORT."
            ) from None


def bring_up_to_date() -> None:
    """Migrate in a process of its own: what only that needs never comes into the others."""
    child = FORK.Process(target=upgrade)
    child.start()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: child.terminate()) for number in numbers]
    child.join()
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)
    if child.exitcode:
        sys.exit(1)


def upgrade() -> None:
    """Upgrade the database, or say why that cannot be and end this process."""
    import flask_migrate

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    try:
        flask_migrate.upgrade()
    except Exception:
        sys.excepthook(*sys.exc_info())
        sys.exit(1)


def serve_worker(app: Flask) -> None:
    """Run the command `worker`: its queue is loaded here, and not in the web processes."""
    app.cli.main(["worker"])


def serve_web(app: Flask, config: Config, tls: Tls | None) -> None:
    """Serve the pages; the processes are forked, so they start at once and share their memory."""
    gc.collect()
    gc.freeze()  # what is never freed is never copied
    gc.set_threshold(10_000, 20, 20)  # a page leaves no more than hundreds of objects in circles
    web_server("wsgi:app", config, tls).serve(target_loader=lambda *_: app)


def web_server(target: str, config: Config, tls: Tls | None = None) -> MPServer:
    """Prepare the server of a WSGI application, as it is set up here."""
    return MPServer(
        target,
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        blocking_threads=config.threads,
        backpressure=config.threads,
        workers_kill_timeout=int(PATIENCE) - 2,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
        process_name=f"{NAME}: web",
        ssl_cert=tls.certificate if tls else None,
        ssl_key=tls.key if tls else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )


@dataclass
class Supervisor:
    """Keeps child processes going; they hear of Ctrl-C through us only."""

    jobs: dict[str, Callable[[], None]]
    stopping: bool = False
    started_at: float = field(default_factory=time.monotonic)
    born_at: dict[str, float] = field(default_factory=dict)
    children: dict[str, ForkProcess] = field(default_factory=dict)

    def run(self) -> int:
        """Start both and wait; answer the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        for name in self.jobs:
            self.start(name)
        while not self.stopping:
            starting = is_young(self.started_at)
            if starting and self.children["web"].exitcode is not None:
                say("The web server stopped by itself; see its last lines above.", err=True)
                self.end()
                return 1
            for name in self.jobs:
                self.revive(name)
            time.sleep(BEAT)
        self.end()
        return 0

    def revive(self, name: str) -> None:
        """Start a child that died anew, without what it left behind.

        granian gives up when one of its processes is killed twice within a few seconds.
        """
        child = self.children[name]
        if child.exitcode is None or self.stopping:
            return
        signal_group(child, signal.SIGKILL)
        time.sleep(PAUSE)
        self.start(name)

    def start(self, name: str) -> None:
        """Start a child in a session of its own."""
        if not self.stopping:
            self.born_at[name] = time.monotonic()
            self.children[name] = FORK.Process(target=begin, args=(name, self.jobs[name]))
            self.children[name].start()

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """Ask for the end; the loop sees to it."""
        self.stopping = True

    def end(self) -> None:
        """Let both finish what they have in hand, and kill what is left after a while.

        A web process that is still starting loses its signal, as granian forks it with the
        handlers of its parent, so it is told again; one that serves would drop what it has in
        hand, so that is done right after the start only.
        """
        self.stopping = True
        young = is_young(self.born_at["web"])
        for child in self.children.values():
            child.terminate()
        if young and not self.ended(within=REMINDER):
            self.signal_all(signal.SIGTERM)
        if not self.ended(within=PATIENCE):
            self.signal_all(signal.SIGKILL)
            self.ended(within=REMINDER)

    def ended(self, *, within: float) -> bool:
        """Wait a while for the children; tell whether all of them ended."""
        deadline = time.monotonic() + within
        for child in self.children.values():
            child.join(max(0.0, deadline - time.monotonic()))
        return all(child.exitcode is not None for child in self.children.values())

    def signal_all(self, number: int) -> None:
        """Signal the children that are left, and the processes they started."""
        for child in self.children.values():
            if child.exitcode is None:
                signal_group(child, number)


def begin(name: str, job: Callable[[], None]) -> None:
    """Do a job in a process and a session of its own."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    setproctitle(f"{NAME}: {name}")
    job()


def signal_group(child: ForkProcess, number: int) -> None:
    """Signal a child and what it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid or 0, number)


def is_young(born_at: float) -> bool:
    """Tell whether something is so young that it may still be starting."""
    return time.monotonic() - born_at < YOUNG
