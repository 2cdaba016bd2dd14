"""Mails a second of the worker, beside a bare smtplib loop with the same bytes."""

import smtplib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import Contact, Event, Invitation, Mailing, Message
from eventapp.rules.mailing import MailingState, MessageKind, MessageState
from tests.bench import sink
from tests.bench.servers import OURS
from tests.bench.site import Site
from tests.bench.table import Line, Target
from tests.serving import ROOT

MAILS = 300
TIMES = 5  # a mailing is gone in a second, and the machine has its moods
TARGET = Target(ratio=0.6)
BODY = (
    "Dag {{voornaam}},\n\nOp {{datum}} bent u welkom in {{plaats}}.\n\n{{programma}}\n\n"
    "{{knoppen}}\n\nGraag tot dan,\n{{afzender}}"
)


def handed_over(sites: Sequence[Site]) -> Iterator[Line]:
    """Send mailings' invitations on each site, each beside the same bytes without us."""
    small: float | None = None
    for site in sites:
        rates, floors = zip(*(beside_each_other(site) for _time in range(TIMES)), strict=True)
        rate = median(rates)
        yield Line(
            what="worker: mails",
            **site.line,
            rate=rate,
            floor=median(floors),
            small=small,
            failed=0,  # else an error
            target=TARGET,
        )
        small = rate


def beside_each_other(site: Site) -> tuple[float, float]:
    """Give how many mails a second the worker hands over, and a bare loop."""
    mailing_id = queue(site)
    with sink.running() as mailbox:
        send(site, mailbox.url)
        ours = all_of(mailbox)
        bare(mails_of(site, mailing_id), mailbox.url)
        return ours, all_of(mailbox)


def all_of(mailbox: sink.Sink) -> float:
    """Give how fast all the mails came."""
    came = mailbox.came()
    if came.number != MAILS:
        raise AssertionError(f"of {MAILS} mails {came.number} came")
    return came.rate


def queue(site: Site) -> int:
    """Queue a mailing to people who did not answer yet, and give its id."""
    moment = datetime.now(UTC)
    with site.app.app_context(), transaction() as session:
        event = session.get_one(Event, site.seeded.letters_event_id)
        mailing = Mailing(
            network_id=event.network_id,
            event_id=event.id,
            kind=MessageKind.INVITATION,
            state=MailingState.SENDING,
            subject="Uitnodiging voor de Kijkdag",
            body=BODY,
            created_at=moment,
        )
        session.add(mailing)
        asked = select(Invitation, Contact).join(Invitation.contact)
        for invitation, contact in session.execute(
            asked.where(Invitation.event_id == event.id).order_by(Invitation.id).limit(MAILS)
        ).tuples():
            session.add(
                Message(
                    network_id=event.network_id,
                    event_id=event.id,
                    mailing=mailing,
                    invitation_id=invitation.id,
                    contact_id=contact.id,
                    kind=MessageKind.INVITATION,
                    state=MessageState.QUEUED,
                    message_id=uuid4().hex,
                    to_address=contact.email,
                    to_name=contact.name,
                    due_at=moment,
                    created_at=moment,
                )
            )
        session.flush()
        return mailing.id


def send(site: Site, url: str) -> None:
    """Let the worker's code hand over what is due, once."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", OURS.partition(":")[0], "mail", "send"],
        cwd=ROOT,
        env={**site.environ, "MAIL_URL": url},
        check=True,
        capture_output=True,
    )


def mails_of(site: Site, mailing_id: int) -> list[tuple[str, bytes]]:
    """Give what was sent, and to whom."""
    with site.app.app_context():
        rows = db.session.execute(
            select(Message.to_address, Message.mime).where(
                Message.mailing_id == mailing_id, Message.state == MessageState.SENT
            )
        )
        return [(address, bytes(mime or b"")) for address, mime in rows]


def bare(mails: list[tuple[str, bytes]], url: str) -> None:
    """Hand the same mails over without anything around it."""
    address = urlsplit(url)
    with smtplib.SMTP(address.hostname or "", address.port or 25) as server:
        for recipient, mime in mails:
            server.sendmail("post@olievlek.example", [recipient], mime)
