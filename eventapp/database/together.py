"""What several threads write at once, in one transaction: where one writes, others need not wait.

SQLite lets one writer in at a time, and making a transaction last takes longer than a scan's work.
"""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from eventapp.database.direct import Direct

Work = Callable[[Direct], None]


class NotDone(Exception):
    """Nothing is written, as other work of the same transaction failed; it can be done again."""


@dataclass(eq=False)
class _Waiting:
    """Work that a thread waits for, and how it went."""

    work: Work
    is_done: bool = False
    error: BaseException | None = None


class Together:
    """Takes the work of the threads of this process in turn; who is first does what waits."""

    def __init__(self) -> None:
        self.turn = Lock()
        self.waiting: deque[_Waiting] = deque()

    def write(self, work: Work, through: Direct) -> None:
        """Do some work and return once it lasts.

        Raises its own error, or NotDone for that of others; then nothing is written.
        """
        own = _Waiting(work)
        self.waiting.append(own)
        with self.turn:
            if not own.is_done:
                self._do_all(through)
        if own.error:
            raise own.error

    def _do_all(self, through: Direct) -> None:
        taken: list[_Waiting] = []
        at_work: _Waiting | None = None
        try:
            with through.transaction():
                taken = self._taken()
                for at_work in taken:
                    at_work.work(through)
                at_work = None
        except BaseException as error:
            taken = taken or self._taken()  # the lock was not to be had: they all waited for it
            for one in taken:
                one.error = error if at_work in {None, one} else NotDone()
        for one in taken:
            one.is_done = True

    def _taken(self) -> list[_Waiting]:
        taken = []
        with suppress(IndexError):  # one by one, as others go on adding
            while True:
                taken.append(self.waiting.popleft())
        return taken
