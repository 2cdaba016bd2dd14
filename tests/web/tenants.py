"""A network with a row of everything, and the addresses under which its rows would be found."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import BuildError, Rule

from eventapp.database import Base, db
from eventapp.models import (
    Employer,
    Event,
    Membership,
    Message,
    Network,
    Partner,
    StoredFile,
    User,
)
from eventapp.models.mailing import Mailing
from eventapp.models.stored_file import FilePurpose
from eventapp.rules.access import Role
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import AnsweredVia, AttendeeKind, Partstat
from eventapp.services import badges, door
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_device,
    make_event,
    make_invitation,
    make_network,
    make_tag,
    make_user,
    save,
)
from tests.pages import Browser

MAIL = b"Subject: Kijkdag\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKomt u ook?\r\n"
FORGED = "geen-goede-link"
UNWALKED = {"static"}


@dataclass
class Tenant:
    """A network, its people, and what fills the places in addresses."""

    network: Network
    owner: User
    organiser: User
    viewer: User
    event: Event
    values: dict[str, Any]
    tokens: dict[str, str]

    def path(self, app: Flask, rule: Rule, method: str) -> str:
        """Give the address of a rule, with the real rows of this network in it."""
        values = {name: self.value(rule, method, name) for name in rule.arguments}
        values |= rule.defaults or {}
        with app.test_request_context():
            try:
                return str(app.url_for(rule.endpoint, _method=method, **values))
            except BuildError as error:
                raise AssertionError(
                    f"no value for {rule}: add it to tests/web/tenants.py"
                ) from error

    def with_slugs_of(self, other: "Tenant", **values: Any) -> "Tenant":
        """Give the ids of this network behind the slugs of another one."""
        slugs = {name: other.values[name] for name in ("network_slug", "event_slug")}
        return replace(self, values={**self.values, **slugs, **values})

    def value(self, rule: Rule, method: str, name: str) -> Any:
        """Fill in one place; a link that would do something by itself is forged."""
        if name == "token":
            part = rule.endpoint.partition(".")[0]
            writes = method == "POST" and part == "invitee_unsubscribe"
            return FORGED if writes else self.tokens.get(part, FORGED)
        if name == "code" and rule.endpoint == "door_badge.show":
            return self.tokens["badge"]
        if name == "code":
            return FORGED if method == "POST" else self.tokens["pairing"]
        assert name in self.values, (
            f"no value for <{name}> of {rule}: add it to tests/web/tenants.py"
        )
        return self.values[name]


def make_tenant(app: Flask, slug: str) -> Tenant:
    """Make a network with a row of everything."""
    network = make_network(slug=slug)
    owner, organiser, viewer = (make_user(network, role) for role in Role)
    save(Partner(network_id=network.id, name="WSP"))
    event = make_event(network)
    contact = make_contact(network)
    tag = make_tag(network)
    invitation = make_invitation(
        event,
        contact,
        answer=Partstat.ACCEPTED,
        answered_at=NOW,
        answered_via=AnsweredVia.WEB,
    )
    attendee = make_attendee(event, invitation)
    make_attendee(event, invitation, position=2, kind=AttendeeKind.COMPANION)
    device = make_device(
        event,
        paired_at=None,
        token=f"token-of-{slug}",
        pairing_digest=door.digest(f"pairing-of-{slug}"),
        pairing_expires_at=datetime.now(UTC) + timedelta(minutes=15),
    )
    mailing = save(
        Mailing(
            network_id=network.id,
            event_id=event.id,
            kind=MessageKind.INVITATION,
            subject="Komt u ook?",
            body="Beste {voornaam}",
            created_at=NOW,
        )
    )
    message = save(
        Message(
            network_id=network.id,
            event_id=event.id,
            contact_id=contact.id,
            kind=MessageKind.CONFIRMATION,
            state=MessageState.UNKNOWN,
            message_id=f"mail-of-{slug}",
            to_address="jan@werkgever.example",
            subject="Kijkdag",
            mime=MAIL,
            due_at=NOW,
            created_at=NOW,
        )
    )
    links = app.extensions["links"]
    return Tenant(
        network=network,
        owner=owner,
        organiser=organiser,
        viewer=viewer,
        event=event,
        values={
            "network_slug": network.slug,
            "event_slug": event.slug,
            "contact_id": contact.id,
            "employer_id": db.session.scalar(
                select(Employer.id).where(Employer.network_id == network.id)
            ),
            "tag_id": tag.id,
            "invitation_id": invitation.id,
            "public_id": attendee.public_id,
            "attendee_id": attendee.id,
            "device_id": device.id,
            "mailing_id": mailing.id,
            "message_id": message.id,
            "member_id": db.session.scalar(
                select(Membership.id).where(Membership.user_id == viewer.id)
            ),
            "number": 1,
            "position": 2,
            "file_id": stored_file(network).public_id,
        },
        tokens={
            "invitee_answer": links.token("invitation", invitation.public_id),
            "invitee_badge": links.token("invitation", invitation.public_id),
            "invitee_unsubscribe": links.token("unsubscribe", contact.public_id),
            "badge": badges.code_of(attendee),
            "pairing": f"pairing-of-{slug}",
        },
    )


def stored_file(network: Network) -> StoredFile:
    """Keep an uploaded sheet, as an import that waits for its second step does."""
    data = b"Bedrijf;Naam\r\nBakkerij;Jan\r\n"
    return save(
        StoredFile(
            public_id=uuid4().hex,
            network_id=network.id,
            purpose=FilePurpose.CONTACT_IMPORT,
            name="register.csv",
            media_type="text/csv",
            sha256=sha256(data).hexdigest(),
            content=data,
            created_at=NOW,
        )
    )


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Give all rows of all tables, but for the counted tries."""
    db.session.rollback()
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(table.select())), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name != "throttle"
    }


def walked(app: Flask) -> list[tuple[Rule, str]]:
    """List every rule of the application with each method it answers."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in UNWALKED
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
    ]


class Visitor:
    """Somebody who walks along addresses, with a cookie and the token of their forms."""

    def __init__(self, app: Flask, user: User | None) -> None:
        self.browser = Browser(app)
        page = "/account/login"
        if user is not None:
            self.browser.login(user)
            page = "/account/change"
        self.token = self.browser.get(page).fields()["csrf_token"]

    def answer(self, path: str, method: str) -> int | str:
        """Give the status of an answer; ``login`` if it leads to the login page."""
        headers = {"X-CSRFToken": self.token}
        response = self.browser.client.open(path, method=method, headers=headers)
        self.browser.forget_context()
        if "/account/login?next=" in response.headers.get("Location", ""):
            return "login"
        return response.status_code
