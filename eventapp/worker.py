"""The process that does the jobs: one thread that hands over mails, and a clock."""

import signal

from flask import Flask
from huey.consumer import Consumer, ConsumerStopped, Scheduler

from eventapp.jobs import SWEEP_SECONDS, Jobs


class Sweeper(Scheduler):  # type: ignore[misc]  # huey is untyped
    """Looks more often than once a minute."""

    periodic_task_seconds = SWEEP_SECONDS


class Worker(Consumer):  # type: ignore[misc]  # huey is untyped
    """One thread that hands over mails, and a clock; it stops after the mail in hand."""

    scheduler_class = Sweeper

    def __init__(self, jobs: Jobs) -> None:
        self.stopping = jobs.stopping
        super().__init__(jobs.huey, workers=1, max_delay=1.0)

    def _set_signal_handlers(self) -> None:
        """Leave the handlers of `work` as they are: they listen from before the first thread."""

    def loop(self, health_check_ts: float | None = None) -> float | None:
        """Wait a moment, or stop when asked to."""
        if self.stopping.is_set():
            self.stop(graceful=True)
            raise ConsumerStopped
        checked: float | None = super().loop(health_check_ts)
        return checked


def work(app: Flask) -> None:
    """Run a worker until SIGTERM or Ctrl-C."""
    jobs: Jobs = app.extensions["jobs"]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: jobs.stopping.set())
    Worker(jobs).run()
