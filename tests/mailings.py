"""A mailing that is on its way, for tests of the worker."""

from datetime import UTC, datetime, timedelta

from eventapp.database import transaction
from eventapp.models import Event, Mailing
from eventapp.rules.mailing import Audience
from eventapp.services import mailing as service
from eventapp.services.audit import Actor
from tests.factories import make_contacts, make_event, make_network

NOW = datetime.now(UTC)
ME = Actor("Annelies Hoekstra")
BODY = "Beste {{voornaam}},\n\n{{knoppen}}\n"


def make_mailing(event: Event, recipients: int = 3, **values: object) -> Mailing:
    """Make a draft to all contacts of the event's network."""
    make_contacts(event.network, recipients)
    with transaction():
        mailing = service.draft(event, subject="{{voornaam}}?", body=BODY, actor=ME, now=NOW)
        service.address(mailing, Audience.ALL, actor=ME, now=NOW)
    return mailing


def send(mailing: Mailing) -> int:
    with transaction():
        locked = service.lock(mailing.event_id, mailing.id)
        assert locked is not None
        return service.send(locked, actor=ME, now=NOW)[1]


def future_event(**values: object) -> Event:
    moments = {
        "starts_at": NOW + timedelta(days=30),
        "ends_at": NOW + timedelta(days=30, hours=5),
        "answer_before": NOW + timedelta(days=20),
    }
    return make_event(make_network(), **{**moments, **values})
