"""Fills a database quickly: bulk inserts, with rows as the services leave them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, text

from eventapp.database import Base, db, transaction
from eventapp.models import Event, Network, Partner
from eventapp.rules.event import EventState
from eventapp.services import badges
from tests import crowd, factories
from tests.crowd import Row

TALKS = ("Jobcarving", "Rondleiding", "Lunch", "Wat mag en moet", "Open hiring", "Borrel")
OTHERS = range(-6, 6)  # months from now of the network's other events
SCANS = 6000  # first scans that a second of load may need
INTRODUCTION = (
    "Acht **bedrijven** openen hun deuren.\n\nU ziet hoe zij mensen met een beperking"
    " *aan het werk* kregen, en wat dat hun bracht.\n\n- rondleidingen\n- gesprekken\n- lunch"
)


@dataclass(frozen=True)
class Seeded:
    """What a measurement needs to know: ``scans`` holds a bearer token and a code a line."""

    network: str
    event: str
    invitation: str  # public id
    user: str  # fs_uniquifier
    letters_event_id: int
    scans: tuple[str, ...]


def seed(*, attendees: int, contacts: int) -> Seeded:
    """Fill an empty database with a network and the event that is measured."""
    moment = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    network = make_network("west-brabant", "Ambassadeursnetwerk West-Brabant")
    event = make_event(network, "kijkdag", moment + timedelta(days=30))
    for months in OTHERS:
        make_event(network, f"bijeenkomst{months}", moment + timedelta(days=30 * months + 10))
    letters = make_event(network, "uitnodiging", moment + timedelta(days=40))
    user = factories.make_user(network)
    with transaction():
        people = crowd.register(network.id, contacts, moment)
        guests = crowd.invite(event, people[: attendees * 13 // 10], attendees, moment)
        crowd.invite(letters, people[:400], 0, moment)
    scans = doors(event, guests) if attendees >= SCANS else small_doors(attendees, contacts, moment)
    settle()
    return Seeded(
        network=network.slug,
        event=event.slug,
        invitation=public_id(event.id),
        user=user.fs_uniquifier,
        letters_event_id=letters.id,
        scans=tuple(scans),
    )


def make_network(slug: str, name: str) -> Network:
    """Make a network with its two partner bodies."""
    network = factories.make_network(slug=slug, name=name, reply_to="info@wb.example")
    for body in ("Ondernemersvereniging", "Werkgeversservicepunt"):
        factories.save(Partner(network_id=network.id, name=body))
    return network


def make_event(network: Network, name: str, starts_at: datetime, **values: Any) -> Event:
    """Make a published event with a programme."""
    event = factories.make_event(
        network,
        slug=f"{name}-{starts_at.year}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=6),
        answer_before=None,
        capacity=None,
        state=EventState.PUBLISHED,
        published_at=starts_at - timedelta(days=90),
        introduction=INTRODUCTION,
        **values,
    )
    for number, title in enumerate(TALKS):
        factories.make_item(
            event,
            title=title,
            room=f"Zaal {number % 3}",
            speakers=("Sanne Verhagen", "Omar Idrissi")[: number % 3],
            starts_at=starts_at + timedelta(minutes=50 * number),
        )
    return event


def small_doors(attendees: int, contacts: int, moment: datetime) -> list[str]:
    """Make as many small events as there are first scans to make, in a network of their own."""
    network = make_network("deuren", "Netwerk met veel deuren")
    with transaction():
        people = crowd.register(network.id, contacts, moment)
    scans: list[str] = []
    for number in range(SCANS // attendees):
        event = factories.make_event(
            network,
            slug=f"zaal-{number}",
            starts_at=moment + timedelta(days=1),
            ends_at=moment + timedelta(days=2),
            answer_before=None,
        )
        with transaction():
            guests = crowd.invite(event, people[: attendees * 13 // 10], attendees, moment)
        scans += doors(event, guests)
    return scans


def doors(event: Event, guests: list[Row]) -> list[str]:
    """Pair a phone with an event, and give its token with each badge's code."""
    token = f"token-of-event-{event.id}"
    factories.make_device(event, token=token, paired_at=datetime.now(UTC))
    key = badges.badge_key()
    return [f"{token} {crowd.code_of(key, guest)}" for guest in guests]


def public_id(event_id: int) -> str:
    """Give the public id of an invitation of an event that is not answered yet."""
    query = text("SELECT public_id FROM invitation WHERE event_id = :id AND answered_at IS NULL")
    found: str = db.session.scalars(query, {"id": event_id}).first()
    return found


def settle() -> None:
    """Let the database know its new rows: where ids go on, and how many there are."""
    with transaction():
        if db.engine.dialect.name == "postgresql":
            for table in Base.metadata.sorted_tables:
                if "id" in table.c and isinstance(table.c.id.type, Integer):
                    advance(table.name)
        db.session.execute(text("ANALYZE"))


def advance(table: str) -> None:
    """Let a table's ids go on after its last row."""
    db.session.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'),"
            f' (SELECT coalesce(max(id), 0) + 1 FROM "{table}"), false)'
        )
    )
