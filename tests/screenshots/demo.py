"""Where the pages of the demo year are: each of the URL map, and the states worth a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import ColumnElement, select
from werkzeug.routing import Rule

from eventapp.database import db
from eventapp.models import Attendee, Contact, Event, Invitation, Mailing, Membership, Message
from eventapp.rules.access import Role
from eventapp.rules.rsvp import Partstat, Place
from eventapp.services import badges
from tests.screenshots.props import Props
from tests.web.tenants import Tenant, walked

# The first belongs to an empty installation; the next two are pieces of a page.
ELSEWHERE = {
    "public_setup.begin",
    "desk_employers.names",
    "desk_mailings.delivery",
    "desk_door.pairing",  # see `door`
    "security.login",  # for strangers
}


@dataclass(frozen=True)
class Demo:
    """The demo year with what the pictures need beside it."""

    app: Flask
    props: Props

    def pages(self) -> dict[str, str]:
        """Name the address of every page, and of the states that look different."""
        found = dict(self._of_the_url_map())
        return found | self._events() | dict(self._answers()) | dict(self._mails())

    def _of_the_url_map(self) -> Iterator[tuple[str, str]]:
        at_the_door, coming = self.tenant(self.props.today), self.tenant(self.props.coming)
        for rule, method in walked(self.app):
            if method == "GET" and rule.endpoint not in ELSEWHERE and not _is_file(rule):
                tenant = at_the_door if "door" in rule.endpoint else coming
                name = rule.endpoint.replace(".", "-").strip("_")
                yield name, tenant.path(self.app, rule, method)

    def _events(self) -> dict[str, str]:
        slug, held, today = self.props.network.slug, self.props.open_day, self.props.today
        return {
            "desk_event-held": f"/desk/{slug}/{held.slug}/",
            "desk_event-today": f"/desk/{slug}/{today.slug}/",
            "desk_answers-held": f"/desk/{slug}/{held.slug}/answers",
            "desk_year-last": f"/desk/{slug}/?year={held.starts_at.year - 1}",
            "public_event-held": f"/{slug}/{held.slug}/",
            "public_event-today": f"/{slug}/{today.slug}/",
            "desk_mailings-sent": f"/desk/{slug}/{held.slug}/mailings/{self._sent(held)}/",
        }

    def _sent(self, event: Event) -> int:
        """Find a mailing that left."""
        mailing = select(Mailing.id).where(Mailing.event_id == event.id)
        return db.session.scalars(mailing.where(Mailing.sent_at.is_not(None))).first() or 0

    def _answers(self) -> Iterator[tuple[str, str]]:
        coming = Invitation.event_id == self.props.coming.id
        for answer in Partstat:
            link = self._link(coming & (Invitation.answer == answer))
            if link:
                yield f"answer-{answer.value.lower()}", link
        open_one = self._link(coming & (Invitation.answer == Partstat.NEEDS_ACTION))
        for choice in ("ACCEPTED", "TENTATIVE", "DECLINED"):
            yield f"answer-first-{choice.lower()}", f"{open_one}?answer={choice}"
        open_still = Event.starts_at > datetime.now(UTC)
        yield "answer-waiting", self._link((Attendee.place == Place.WAITLISTED) & open_still)
        yield "answer-closed", self._link(Invitation.event_id == self.props.open_day.id)

    def _mails(self) -> Iterator[tuple[str, str]]:
        """Name the latest mail of each kind, in each language that it was sent in."""
        rows = db.session.execute(
            select(Message.kind, Contact.language, Message.id)
            .join(Contact, Contact.id == Message.contact_id)
            .where(Message.network_id == self.props.network.id, Message.mime.is_not(None))
            .order_by(Message.id)
        )
        latest = {(kind, language): message_id for kind, language, message_id in rows.tuples()}
        for (kind, language), message_id in latest.items():
            address = f"/desk/{self.props.network.slug}/post/{message_id}/"
            name = kind.value if language == "nl" else f"{kind.value}-{language}"
            yield f"desk_post-{name}", address
            yield f"mail-{name}", f"{address}body"

    def _link(self, condition: ColumnElement[bool]) -> str:
        public_id = db.session.scalar(
            select(Invitation.public_id)
            .join(Invitation.event)
            .outerjoin(Invitation.attendees)
            .where(condition)
            .order_by(Invitation.id)
            .limit(1)
        )
        if public_id is None:
            return ""
        return f"/i/{self.app.extensions['links'].token('invitation', public_id)}/"

    def tenant(self, event: Event | None = None) -> Tenant:
        """Fill the places in addresses with rows of the demo; of the coming event unless given."""
        event = event or self.props.coming
        accepted = db.session.scalars(
            select(Invitation).where(
                Invitation.event_id == event.id, Invitation.answer == Partstat.ACCEPTED
            )
        ).first()
        assert accepted is not None
        contact, attendee, network = accepted.contact, accepted.attendees[0], self.props.network
        members = {one.role: one for one in db.session.scalars(select(Membership))}
        links = self.app.extensions["links"]
        mail = select(Message.id).where(Message.mime.is_not(None))
        return Tenant(
            network=network,
            owner=members[Role.OWNER].user,
            organiser=members[Role.ORGANISER].user,
            viewer=members[Role.VIEWER].user,
            event=event,
            values={
                "network_slug": network.slug,
                "event_slug": event.slug,
                "contact_id": contact.id,
                "employer_id": contact.employer_id,
                "invitation_id": accepted.id,
                "public_id": self.props.upload,
                "attendee_id": attendee.id,
                "device_id": self.props.device_id,
                "mailing_id": self.props.draft_id,
                "message_id": db.session.scalar(mail.limit(1)),
                "member_id": members[Role.VIEWER].id,
            },
            tokens={
                "invitee_answer": links.token("invitation", accepted.public_id),
                "invitee_badge": links.token("invitation", accepted.public_id),
                "invitee_unsubscribe": links.token("unsubscribe", contact.public_id),
                "badge": badges.code_of(attendee),
                "pairing": self.props.pairing_code,
            },
        )


def _is_file(rule: Rule) -> bool:
    """Tell whether an address gives a file or data, not a page."""
    last = rule.rule.rsplit("/", 1)[-1]
    return (
        "." in last
        or "number" in rule.arguments
        or rule.rule.startswith(("/door/api/", "/healthz", "/readyz"))
    )
