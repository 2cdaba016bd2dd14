"""Five thousand contacts, all of them invited to one event, as the longest lists there are."""

from eventapp.database import transaction
from eventapp.models import Event, Network
from tests import crowd

NUMBER = 5000
# What lists people, as parts of the names of pages.
LISTS = ("year", "contacts-list", "answers-list", "event-show", "door", "pick", "confirm")


def pages(every: dict[str, str]) -> dict[str, str]:
    """Pick the pages that list people."""
    return {
        name: address
        for name, address in every.items()
        if name.startswith("desk") and any(part in name for part in LISTS)
    }


def fill(network: Network, event: Event) -> None:
    """Add the contacts, invite them, and give every second one a place."""
    moment = event.created_at
    with transaction():
        contacts = crowd.register(network.id, NUMBER, moment)
        crowd.invite(event, contacts, NUMBER // 2, moment)
