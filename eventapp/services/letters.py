"""What a mail says: a row of the outbox in, the bytes to hand over out.

A worker has no request: the language is the contact's, the time is the event's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from eventapp.database import db
from eventapp.formats import ical, letter, qr
from eventapp.formats.ical import Method
from eventapp.formats.letter import InlineImage, Letter
from eventapp.formats.links import Links
from eventapp.models.event import Event
from eventapp.models.mailing import Mailing, Message
from eventapp.models.register import Contact
from eventapp.models.rsvp import Attendee, Invitation
from eventapp.queries import chosen
from eventapp.rules import badge_code
from eventapp.rules.delivery import Facts
from eventapp.rules.mailing import MessageKind
from eventapp.rules.rsvp import Partstat, Place
from eventapp.services import badges, calendars
from eventapp.services.invitation_letter import Urls, invitation_letter
from eventapp.services.letter_frame import written
from eventapp.services.letter_words import Known, Reader, words

APP_NAME = "Olievlek"
# Built once, as every batch asks it.
TO_WRITE = (
    select(Message)
    .where(Message.id.in_(bindparam("ids", expanding=True)))
    .options(
        joinedload(Message.mailing).joinedload(Mailing.created_by),
        joinedload(Message.invitation).joinedload(Invitation.contact).joinedload(Contact.employer),
        joinedload(Message.invitation).joinedload(Invitation.event).joinedload(Event.network),
    )
)


@dataclass(frozen=True)
class Source:
    """What a mail about an invitation was written from; a change of its event moves the moment."""

    public_id: str
    email: str | None
    updated_at: datetime
    facts: Facts


@dataclass(frozen=True)
class Rendered:
    """A mail that is ready to be handed over."""

    message_id: str
    to_address: str
    subject: str
    mime: bytes
    source: Source | None = None


def to_write(ids: Sequence[int]) -> dict[int, Message]:
    """Read mails of the outbox by id, with all that is written in them but the programme."""
    return {message.id: message for message in db.session.scalars(TO_WRITE, {"ids": list(ids)})}


def render(
    message: Message, *, links: Links, mail_from: str, now: datetime, known: Known | None = None
) -> Rendered:
    """Write a mail as it is now; one that was written when it was queued gets its sender.

    ``known`` keeps what many mails of one round say alike.
    """
    if message.invitation is None:
        return _with_sender(message, mail_from, now)
    writer = _Writer(message.invitation, links, known or Known())
    if message.kind is MessageKind.INVITATION and message.mailing is not None:
        unsigned = writer.invitation(message.mailing)
    elif message.kind is MessageKind.CONFIRMATION:
        unsigned = writer.confirmation(now)
    else:
        unsigned = writer.notice(message.kind, now)
    whole = _from(unsigned, mail_from, message.message_id, now)
    return replace(_rendered(whole), source=_source(message.kind, message.invitation))


def _source(kind: MessageKind, invitation: Invitation) -> Source:
    return Source(
        public_id=invitation.public_id,
        email=invitation.contact.email,
        updated_at=invitation.event.updated_at,
        facts=chosen.facts_of(kind, invitation),
    )


def sample(
    mailing: Mailing,
    contact: Contact | None,
    *,
    links: Links,
    mail_from: str,
    now: datetime,
) -> Letter:
    """Write an invitation as a reader would get it; its links lead to the public page only."""
    event = mailing.event
    reader = Reader.of(contact) if contact else Reader.example(event.network.language)
    public_page = links.absolute(f"{event.network.slug}/{event.slug}/")
    urls = Urls(public_page, public_page)
    sent = invitation_letter(mailing, reader, urls, links, Known())
    return _from(replace(sent, list_unsubscribe=None), mail_from, "example", now)


def _from(unsigned: Letter, mail_from: str, message_id: str, now: datetime) -> Letter:
    """Give a letter its sender, whose domain names the list too."""
    domain = mail_from.rpartition("@")[2]
    return replace(
        unsigned,
        from_address=mail_from,
        message_id=message_id,
        date=now,
        list_id=f"{unsigned.list_id}.{domain}" if unsigned.list_id else None,
    )


def _rendered(whole: Letter) -> Rendered:
    return Rendered(whole.message_id, whole.to_address, whole.subject, letter.to_bytes(whole))


def _with_sender(message: Message, mail_from: str, now: datetime) -> Rendered:
    """Complete a mail that was written when it was queued."""
    mail = BytesParser(EmailMessage, policy=policy.SMTP).parsebytes(message.mime or b"")
    if "From" not in mail:
        domain = mail_from.rpartition("@")[2]
        mail["From"] = Address(APP_NAME, addr_spec=mail_from)
        mail["Message-ID"] = f"<{message.message_id}@{domain}>"
        mail["Date"] = format_datetime(now)
    return Rendered(message.message_id, message.to_address, message.subject, bytes(mail))


class _Writer:
    """Writes the letters about one invitation."""

    def __init__(self, invitation: Invitation, links: Links, known: Known) -> None:
        self.to = invitation
        self.known = known
        self.event = invitation.event
        self.links = links
        self.reader = Reader.of(invitation.contact)
        self.words = words(self.reader.language)
        self.answer_url = links.invitation(invitation.public_id)

    def invitation(self, mailing: Mailing) -> Letter:
        """Ask somebody to come."""
        urls = Urls(self.answer_url, self.links.unsubscribe(self.to.contact.public_id))
        return invitation_letter(mailing, self.reader, urls, self.links, self.known)

    def confirmation(self, now: datetime) -> Letter:
        """Say that somebody comes, with a badge for each person and the event for a calendar."""
        _ = self.words.gettext
        seated = [a for a in self.to.attendees if a.place is Place.CONFIRMED]
        images = tuple(self._badge(attendee) for attendee in seated)
        values = {
            "kicker": _("You are coming"),
            "preheader": _("Your badge is in this email."),
            "lead": self._lead(seated),
            "badges": [
                {
                    "name": attendee.name,
                    "cid": image.cid,
                    "code": badge_code.spaced(badges.code_of(attendee)),
                }
                for attendee, image in zip(seated, images, strict=True)
            ],
            "waiting": [a.name for a in self.to.attendees if a.place is Place.WAITLISTED],
            "badge_url": self.links.invitation(self.to.public_id, "badge"),
            "answer_url": self.answer_url,
        }
        subject = _("You are coming to %(event)s") % {"event": self.event.title}
        unsigned = self._letter("confirmation", subject, values)
        return replace(unsigned, images=images, calendar=self._calendar(now))

    def notice(self, kind: MessageKind, now: datetime) -> Letter:
        """Say that somebody waits, does not come any more, or that the event is off."""
        _ = self.words.gettext
        closed = kind is MessageKind.CANCELLATION
        texts = {
            MessageKind.WAITLIST: (
                _("You are on the waiting list for %(event)s"),
                _("Waiting list"),
                [
                    _("All places are taken at the moment. You are on the waiting list."),
                    _("As soon as there is a place for you, you get an email with a badge. "
                      "Without that email you have no place yet."),
                ],
                "",
            ),
            MessageKind.REGRETS: (
                _("You are not coming to %(event)s"),
                _("Your answer is in"),
                [
                    self._regrets(),
                    _("Your badges do not work any more. Do you want to come after all? "
                      "Then change your answer; you get a new badge if there is a place."),
                ],
                _("The attached file removes the event from your calendar."),
            ),
            MessageKind.CANCELLATION: (
                _("%(event)s is cancelled"),
                _("Cancelled"),
                [
                    _("Unfortunately this event is cancelled. You don't need to do anything."),
                    _("Your badge does not work any more. "
                      "We hope to see you at a next event."),
                ],
                _("The attached file removes the event from your calendar."),
            ),
        }  # fmt: skip
        subject, kicker, paragraphs, note = texts[kind]
        subject = subject % {"event": self.event.title}
        values = {
            "kicker": kicker,
            "preheader": paragraphs[0],
            "paragraphs": paragraphs,
            "answer_url": "" if closed else self.answer_url,
            "calendar_note": note,
        }
        unsigned = self._letter("notice", subject, values)
        if kind is MessageKind.WAITLIST:
            return unsigned
        method = Method.CANCEL if closed else Method.PUBLISH
        return replace(unsigned, calendar=self._calendar(now, method=method, cancelled=True))

    def _lead(self, seated: list[Attendee]) -> str:
        _ = self.words.gettext
        others = [attendee.name for attendee in seated if attendee.position > 1]
        if others:
            joined = f" {_('and')} ".join(
                part for part in (", ".join(others[:-1]), others[-1]) if part
            )
            return _("Your answer is in. You are coming with %(names)s.") % {"names": joined}
        return _("Your answer is in. You are coming, and we look forward to it.")

    def _regrets(self) -> str:
        _ = self.words.gettext
        if self.to.answer is Partstat.TENTATIVE:
            return _(
                "Your answer is in: you do not know yet. Your place is free for somebody else."
            )
        return _("Your answer is in: you are not coming. Your place is free for somebody else.")

    def _letter(self, name: str, subject: str, values: Mapping[str, object]) -> Letter:
        facts = self.known.facts(self.event, self.reader.language)
        return written(
            self.words, name, self.event, self.reader, self.links, subject, values, facts=facts
        )

    def _badge(self, attendee: Attendee) -> InlineImage:
        code = badges.code_of(attendee)
        png = qr.png(self.links.badge(code), scale=8)
        cid = f"badge-{attendee.position}.{attendee.public_id}"
        return InlineImage(cid, png, f"badge-{attendee.position}.png")

    def _calendar(
        self, now: datetime, *, method: Method = Method.PUBLISH, cancelled: bool = False
    ) -> bytes:
        """Write the event for a calendar; a newer mail is newer there too (RFC 5546, 2.1.5)."""
        entry = calendars.calendar_event(self.event, self.links)
        entry = replace(
            entry,
            cancelled=entry.cancelled or cancelled,
            updated_at=max(entry.updated_at, now),
        )
        return ical.event_calendar(entry, method=method)
