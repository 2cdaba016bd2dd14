"""A network in full swing: something on every page, for tests that only look."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask

from eventapp.database import transaction
from eventapp.models import Event, Mailing, Network, Partner
from eventapp.models.rsvp import Invitation
from eventapp.rules.access import Role
from eventapp.rules.mailing import MessageState
from eventapp.rules.rsvp import AnsweredVia, AttendeeKind, Partstat, Place
from eventapp.services import imports
from tests.factories import (
    make_attendee,
    make_contact,
    make_device,
    make_event,
    make_invitation,
    make_item,
    make_message,
    make_network,
    make_tag,
    make_user,
    save,
)
from tests.mailings import make_mailing, send

DOOR_TOKEN = "a-door-token"
LIST = b"""Naam;Bedrijf;Plaats;E-mail
Nermin Aydin;Aydin Metaal;Etten-Leur;n@aydin.example
Bram Oomen;Oomen Transport;Breda;b.oomen@@oomen.example
"""


@dataclass(frozen=True)
class Site:
    """What a test needs of it: who logs in, and where the pages are."""

    owner: str
    pages: dict[str, str]


def make_site(app: Flask) -> Site:
    """Make a network with an event a month ahead and one of today."""
    now = datetime.now(UTC)
    network = make_network(
        slug="west-brabant",
        name="Ambassadeursnetwerk West-Brabant",
        contact_name="Annelies Hoekstra",
        contact_phone="06 1234 5678",
    )
    owner = make_user(network, Role.OWNER)
    make_user(network, Role.VIEWER)
    save(Partner(network_id=network.id, name="Werkgeversservicepunt"))
    event = _event(network, "kijkdag", now + timedelta(days=30), introduction="U loopt mee.")
    for hour in range(3):
        starts_at = event.starts_at + timedelta(hours=hour)
        make_item(event, title=f"Ronde {hour}", starts_at=starts_at, room="De Ketel")
    jan = _answers(event, now)
    today = _event(network, "ontmoeting", now - timedelta(hours=1), title="Ontmoeting")
    make_attendee(today, name="Fatima el Amrani", checked_in_at=now)
    make_attendee(today, name="Jan van der Berg")
    make_device(today, token=DOOR_TOKEN, paired_at=now - timedelta(hours=1))
    with transaction():
        file = imports.keep(network, LIST, "leden.csv", user_id=owner.id, now=now)
    sent, draft = _mailings(event)
    failed = make_message(event, jan["unsure"], state=MessageState.FAILED, created_at=now)
    desk = f"/desk/{network.slug}"
    at, mailing = f"{desk}/{event.slug}", f"{desk}/{event.slug}/mailings/{draft.id}"
    links = app.extensions["links"]
    new = links.token("invitation", jan["new"].public_id)
    come = links.token("invitation", jan["coming"].public_id)
    unsubscribe = links.token("unsubscribe", jan["new"].contact.public_id)
    return Site(
        owner.email,
        {
            "year": f"{desk}/",
            "new event": f"{desk}/new-event",
            "event": f"{at}/",
            "change event": f"{at}/edit",
            "cancel event": f"{at}/cancel",
            "programme": f"{at}/programme",
            "answers": f"{at}/answers",
            "record an answer": f"{at}/answers/{jan['new'].id}/record",
            "mailings": f"{at}/mailings",
            "recipients": f"{mailing}/recipients",
            "pick": f"{mailing}/pick",
            "text": f"{mailing}/text",
            "confirm": f"{mailing}/confirm",
            "sent mailing": f"{at}/mailings/{sent.id}/",
            "door": f"{at}/door",
            "arrivals": f"{desk}/{today.slug}/door",
            "contacts": f"{desk}/contacts/",
            "contact": f"{desk}/contacts/{jan['new'].contact_id}/",
            "change contact": f"{desk}/contacts/{jan['new'].contact_id}/edit",
            "employer": f"{desk}/employers/{jan['new'].contact.employer_id}/edit",
            "import": f"{desk}/import/",
            "import preview": f"{desk}/import/{file.public_id}/",
            "post": f"{desk}/post/",
            "mail": f"{desk}/post/{failed.id}/",
            "people": f"{desk}/network/people",
            "settings": f"{desk}/network/settings",
            "look": f"{desk}/network/look/",
            "profile": f"{desk}/network/profile",
            "change password": "/account/change",
            "login": "/account/login",
            "forgotten": "/account/reset",
            "unanswered": f"/i/{new}/",
            "yes": f"/i/{new}/?answer=ACCEPTED",
            "maybe": f"/i/{new}/?answer=TENTATIVE",
            "no": f"/i/{new}/?answer=DECLINED",
            "change answer": f"/i/{come}/",
            "badge": f"/i/{come}/badge",
            "unsubscribe": f"/u/{unsubscribe}",
            "public year": f"/{network.slug}/",
            "public event": f"/{network.slug}/{event.slug}/",
            "public start": "/",
            "scanner": "/door/",
        },
    )


def _event(network: Network, slug: str, starts_at: datetime, **values: object) -> Event:
    return make_event(
        network,
        slug=slug,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=5),
        answer_before=None,
        **values,
    )


def _answers(event: Event, now: datetime) -> dict[str, Invitation]:
    """Invite people who are silent, come with a companion, wait or say no."""
    given = {"answered_at": now, "answered_via": AnsweredVia.WEB}
    people = {
        "new": ("Jan van der Berg", {}),
        "unsure": ("Wim Aarts", {"answer": Partstat.TENTATIVE, **given}),
        "coming": ("Fatima el Amrani", {"answer": Partstat.ACCEPTED, **given}),
        "waiting": ("Yusuf Demir", {"answer": Partstat.ACCEPTED, **given}),
        "declined": ("Eva Zijl", {"answer": Partstat.DECLINED, **given}),
    }
    found = {
        key: make_invitation(event, make_contact(event.network, name=name), **values)
        for key, (name, values) in people.items()
    }
    make_attendee(event, found["coming"], name="Fatima el Amrani")
    companion = AttendeeKind.COMPANION
    make_attendee(event, found["coming"], position=2, kind=companion, name="Anna Bos")
    make_attendee(event, found["waiting"], name="Yusuf Demir", place=Place.WAITLISTED)
    make_tag(event.network)
    return found


def _mailings(event: Event) -> tuple[Mailing, Mailing]:
    """Send one mailing, and keep another as a draft."""
    sent = make_mailing(event, recipients=2)
    send(sent)
    draft = make_mailing(event, recipients=2)
    return sent, draft
