"""Making an event, changing it, publishing it and calling it off."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from eventapp.database import db
from eventapp.models.event import Event
from eventapp.models.network import Network
from eventapp.queries import event as event_queries
from eventapp.queries.counts import event_counts
from eventapp.rules.event import (
    EventKind,
    EventState,
    Refusal,
    capacity_fits,
    may_be_cancelled,
    may_become,
    raises_sequence,
)
from eventapp.rules.mailing import MessageKind
from eventapp.rules.programme import moved
from eventapp.rules.slugs import event_slug, is_valid_slug, next_free
from eventapp.rules.zones import TimeZone, to_local
from eventapp.services import audit, door, outbox
from eventapp.services.audit import Actor, Change

CLOCK_FIELDS = frozenset({"starts_at", "ends_at", "answer_before"})


@dataclass(frozen=True)
class EventDetails:
    """What an organiser fills in; moments in UTC, ``capacity=None`` means no limit."""

    kind: EventKind
    title: str
    introduction: str
    venue_name: str
    venue_address: str
    venue_town: str
    time_zone: TimeZone
    starts_at: datetime
    ends_at: datetime
    answer_before: datetime | None
    capacity: int | None
    companions_max: int


def create(
    network: Network,
    details: EventDetails,
    *,
    slug: str,
    reserved: Collection[str],
    actor: Actor,
    now: datetime,
) -> Event | Refusal:
    """Make a draft; an empty slug is made from the title and the year of the start."""
    chosen = _choose_slug(network.id, details, slug, reserved)
    if isinstance(chosen, Refusal):
        return chosen
    event = Event(
        network=network,
        slug=chosen,
        uid=str(uuid4()),  # RFC 7986, 5.3: a UUID and nothing that tells where it was made
        state=EventState.DRAFT,
        created_at=now,
        **asdict(details),
    )
    touch(event, now)
    db.session.add(event)
    db.session.flush()
    _record("event.created", event, actor=actor, now=now)
    return event


def change(
    event: Event,
    details: EventDetails,
    *,
    slug: str,
    reserved: Collection[str],
    actor: Actor,
    now: datetime,
) -> Refusal | None:
    """Save what differs; the address can change while nobody outside has seen it."""
    lock(event)
    values: dict[str, object] = asdict(details)
    if event.state is EventState.CANCELLED:
        return Refusal.CANCELLED
    if event.state is EventState.DRAFT and slug != event.slug:
        chosen = _choose_slug(event.network_id, details, slug, reserved, own=event.slug)
        if isinstance(chosen, Refusal):
            return chosen
        values["slug"] = chosen
    confirmed = event_counts([event.id])[event.id].confirmed
    if not capacity_fits(details.capacity, before=event.capacity, confirmed=confirmed):
        return Refusal.CAPACITY_TAKEN
    _move_programme(event, details)
    changes = audit.apply(event, values)
    if changes:
        touch(event, now)
        event.sequence += raises_sequence(event.state, {change.field for change in changes})
        if any(change.field == "ends_at" for change in changes):
            door.follow_event(event)
        _record("event.changed", event, actor=actor, now=now, changes=_readable(event, changes))
    return None


def publish(event: Event, *, actor: Actor, now: datetime) -> bool:
    """Show a draft to everyone; answers False when it is no draft any more."""
    lock(event)
    if not may_become(event.state, EventState.PUBLISHED):
        return False
    event.state = EventState.PUBLISHED
    event.published_at = now
    touch(event, now)
    _record("event.published", event, actor=actor, now=now)
    return True


def cancel(event: Event, *, actor: Actor, now: datetime) -> int | None:
    """Call an event off and queue a mail to all who come or may come.

    Answers the number of mails, or None when it is not published or already over.
    """
    lock(event)
    if not may_be_cancelled(event.state, ends_at=event.ends_at, now=now):
        return None
    event.state = EventState.CANCELLED
    event.cancelled_at = now
    touch(event, now)
    event.sequence += 1
    _record("event.cancelled", event, actor=actor, now=now)
    mails = [
        outbox.tell_invitee(MessageKind.CANCELLATION, invitation, now=now)
        for invitation in event_queries.expecting(event.id)
    ]
    return sum(mail is not None for mail in mails)


def touch(event: Event, now: datetime) -> None:
    """Let kept pages know that an event changed: its own, and those of its network."""
    event.updated_at = event.network.updated_at = now


def lock(event: Event) -> None:
    """Read an event again and keep others from changing it until the transaction ends.

    Only its own row: what was loaded beside it is read again too, by an outer join, and PostgreSQL
    locks no such side of one.
    """
    db.session.refresh(event, with_for_update={"of": Event})


def _choose_slug(
    network_id: int, details: EventDetails, slug: str, reserved: Collection[str], own: str = ""
) -> str | Refusal:
    # the network's row is the queue in which events wait for their slugs
    db.session.execute(select(Network.id).where(Network.id == network_id).with_for_update())
    taken = event_queries.slugs(network_id) - {own}
    if not slug:
        year = to_local(details.starts_at, details.time_zone).year
        return next_free(event_slug(details.title, year), taken | set(reserved))
    if not is_valid_slug(slug, reserved):
        return Refusal.SLUG_RESERVED
    return Refusal.SLUG_TAKEN if slug in taken else slug


def _move_programme(event: Event, details: EventDetails) -> None:
    """Take the programme along to another day or zone: its clock times stay as they are."""
    old = to_local(event.starts_at, event.time_zone).date()
    days = (to_local(details.starts_at, details.time_zone).date() - old).days
    if not days and event.time_zone == details.time_zone:
        return
    for item in event_queries.programme(event.id):
        item.starts_at, item.ends_at = (
            moved(moment, days=days, old_zone=event.time_zone, zone=details.time_zone)
            for moment in (item.starts_at, item.ends_at)
        )


def _readable(event: Event, changes: list[Change]) -> list[Change]:
    """Write moments on the event's own clock, as organisers know them."""
    return [
        replace(change, old=_local(change.old, event), new=_local(change.new, event))
        if change.field in CLOCK_FIELDS
        else change
        for change in changes
    ]


def _local(text: str, event: Event) -> str:
    if not text:
        return ""
    return f"{to_local(datetime.fromisoformat(text), event.time_zone):%Y-%m-%d %H:%M}"


def _record(
    action: str, event: Event, *, actor: Actor, now: datetime, changes: Collection[Change] = ()
) -> None:
    audit.record(
        action,
        actor=actor,
        network_id=event.network_id,
        event_id=event.id,
        now=now,
        changes=changes,
    )
