"""One round of the worker: what is due goes from the outbox to the mail server, mail by mail."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from eventapp.database import (
    Direct,
    direct,
    direct_transaction,
    of_session,
    transaction,
    trouble_of,
)
from eventapp.post.clock import now
from eventapp.post.writer import Writer, WrittenMail
from eventapp.rules.delivery import (
    AWAY,
    CLAIM_LASTS,
    HAND_OVER_LASTS,
    LONGEST_PAUSE,
    PAUSE_OF_SERVER,
)
from eventapp.services import delivery
from eventapp.services.delivery import Begun, InHand
from eventapp.services.letters import Rendered
from eventapp.transports import Transport
from eventapp.transports.outcome import Away, HandOverError, Refused, Unreachable, Unsure

PATIENCE = HAND_OVER_LASTS * 0.8  # for a database that cannot be written
PAUSE = 0.5  # seconds
TRIES = 5  # to write a mail that changes meanwhile; what is left is claimed again later


@dataclass
class Tally:
    """What became of the mails of one round."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    unknown: int = 0
    dropped: int = 0


class Round:
    """One worker's way through what is due: at most one mail is between two marks."""

    def __init__(
        self,
        worker: str,
        mail_from: str,
        writer: Writer,
        transport: Transport,
        stopping: Callable[[], bool],
    ) -> None:
        self.worker = worker
        self.mail_from = mail_from
        self.writer = writer
        self.transport = transport
        self.stopping = stopping
        self.tally = Tally()
        self.reached = False
        self.extended_at = now()
        self.taken: int | None = None  # by the server, and not yet written down

    def batch(self) -> bool:
        """Hand over one batch; False when there is nothing to do or no way to do it."""
        self.extended_at = now()
        with transaction():
            ids = delivery.claim(self.worker, now=self.extended_at)
        if not ids:
            return False
        try:
            self.transport.connect()
            self.writer.read(ids)
            for message_id in ids:
                if self.stopping():
                    return False
                self.one(message_id, self.writer.take())
                if self.tally.sent and not self.reached:
                    self.hurry()
                    break
        except Unreachable as error:
            self.settle()
            self.put_off(ids, error)
            return False
        finally:
            self.settle()
        return True

    def settle(self) -> None:
        """Write down that the server took the last mail."""
        if self.taken is not None:
            taken, self.taken = self.taken, None
            self.insist(lambda: delivery.mark_sent(taken, self.worker, of_session(), now=now()))

    def hurry(self) -> None:
        """Let what waited for the server go at once, oldest first, as it takes mail again."""
        self.reached = True
        self.settle()
        with transaction():
            delivery.release(self.worker)
            delivery.hurry()

    def one(self, message_id: int, written: WrittenMail) -> None:
        """Hand over one mail, or leave it out, and mark what became of it."""
        for _time in range(TRIES):
            if written.is_old:
                written = self.writer.anew(message_id)
            if written.failed:
                self.fail(message_id)
            if written.failed or (written.letter is None and written.unwanted is None):
                return
            if written.letter is None:
                if self.drop(message_id):
                    return
            else:
                if self.offer(message_id, written.letter, written.kept) is not Begun.STALE:
                    return
            written = self.writer.anew(message_id)

    def offer(self, message_id: int, letter: Rendered, kept: bytes) -> Begun:
        """Open the envelope, and hand the mail over if it still goes.

        The server reads the addresses while the database writes; the mail itself comes after.
        """
        self.transport.offer(sender=self.mail_from, recipient=letter.to_address)
        begun = self.begin(message_id, letter, kept)
        if begun is Begun.READY:
            self.hand_over(message_id, letter)
        else:
            self.transport.withdraw()
        return begun

    def hand_over(self, message_id: int, letter: Rendered) -> None:
        """Give a mail to the server, and mark what it says."""
        try:
            self.transport.send(
                letter.mime,
                sender=self.mail_from,
                recipient=letter.to_address,
                name=f"{now():%Y%m%dT%H%M%S}-{letter.message_id}",
                meanwhile=self.writer.go_on,
            )
        except HandOverError as error:
            self.mark(message_id, error)
        else:
            self.taken = message_id
            self.tally.sent += 1

    def begin(self, message_id: int, letter: Rendered, kept: bytes) -> Begun:
        """Write down that the last mail was taken, and that this one is handed over."""
        mail = InHand(message_id, self.worker, kept, letter.subject, letter.source)
        moment = now()
        with direct() as through:
            if self.begun_at_once(mail, through, moment):
                return Begun.READY
            with through.transaction():
                if self.taken is not None:
                    delivery.mark_sent(self.taken, self.worker, through, now=moment)
                if self.must_extend(moment):
                    delivery.extend(self.worker, through, now=moment)
                    self.extended_at = moment
                begun = delivery.begin(mail, through, now=moment)
        self.taken = None
        self.tally.dropped += begun in {Begun.GONE, Begun.UNWANTED}
        return begun

    def begun_at_once(self, mail: InHand, through: Direct, moment: datetime) -> bool:
        """Do the same by one statement, where that can be and nothing changed meanwhile."""
        if not through.can_write_two or self.must_extend(moment):
            return False
        begun = delivery.begin_as_written(mail, through, now=moment, sent=self.taken)
        if begun:
            self.taken = None
        return begun

    def must_extend(self, moment: datetime) -> bool:
        """Tell whether what was claimed has to be kept for longer."""
        return moment - self.extended_at > CLAIM_LASTS / 4

    def drop(self, message_id: int) -> bool:
        """Leave out a mail that is not wanted any more; False when it is after all."""
        with direct_transaction() as through:
            dropped = delivery.drop(message_id, self.worker, through, now=now())
        self.tally.dropped += dropped
        return dropped

    def fail(self, message_id: int) -> None:
        """Write down that a mail cannot be written."""
        with transaction():
            delivery.fail(message_id, self.worker, "unwritable")
        self.tally.failed += 1

    def mark(self, message_id: int, error: HandOverError) -> None:
        """Write down what a server that did not take a mail said."""
        sentence = said(error)
        if isinstance(error, Refused):
            self.insist(lambda: delivery.mark_refused(message_id, self.worker, sentence))
            self.tally.failed += 1
        elif isinstance(error, Unsure):
            self.insist(lambda: delivery.mark_unsure(message_id, self.worker, sentence, now=now()))
            self.tally.unknown += 1
        else:
            longest = PAUSE_OF_SERVER if isinstance(error, Unreachable) else LONGEST_PAUSE
            self.insist(
                lambda: delivery.put_off(
                    message_id, self.worker, sentence, now=now(), longest=longest
                )
            )
            self.tally.put_off += 1
        if isinstance(error, Unreachable):
            raise error

    def insist(self, write: Callable[[], object]) -> None:
        """Write what became of a mail, also when nothing can be stored for some minutes.

        Given up too early, a mail that was sent would look as if nobody knows.
        """
        deadline = time.monotonic() + PATIENCE.total_seconds()
        while True:
            try:
                with transaction():
                    write()
                return
            except Exception as error:
                late = time.monotonic() > deadline
                if trouble_of(error) is None or late or self.stopping():
                    raise
                time.sleep(PAUSE)

    def put_off(self, ids: list[int], error: Unreachable) -> None:
        """Try a batch again later as the server takes nothing now, or all if it is not there."""
        moment = now()
        with transaction():
            for message_id in ids:
                self.tally.put_off += delivery.put_off(
                    message_id,
                    self.worker,
                    said(error),
                    now=moment,
                    longest=PAUSE_OF_SERVER,
                )
            if isinstance(error, Away):
                delivery.hold(ids, said(error), now=moment)


def said(error: HandOverError) -> str:
    """Give what the other side said, with a mark if there was no other side."""
    return f"{AWAY if isinstance(error, Away) else ''}{error}"
