"""What happens to one invented event: invitations, answers, a day at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import update

from eventapp.database import db, of_session
from eventapp.demo.events import DemoEvent
from eventapp.demo.people import FAMILIES, GIVEN
from eventapp.demo.programmes import DemoItem
from eventapp.models.event import Event
from eventapp.models.mailing import Message
from eventapp.models.network import Network
from eventapp.models.register import Contact
from eventapp.models.rsvp import Attendee, Invitation
from eventapp.queries import door as door_queries
from eventapp.rules.door import ScanRequest
from eventapp.rules.mailing import MessageState
from eventapp.rules.names import PersonName
from eventapp.rules.rsvp import AccessNeed, AnsweredVia, Diet, Partstat, Place, Reply
from eventapp.rules.zones import TimeZone, to_utc
from eventapp.services import door, programme, rsvp, scans
from eventapp.services import event as event_service
from eventapp.services.audit import Actor
from eventapp.services.event import EventDetails
from eventapp.services.programme import ItemDetails

ZONE = TimeZone.AMSTERDAM
DIETS = (Diet.VEGETARIAN, Diet.VEGETARIAN, Diet.HALAL, Diet.VEGAN, Diet.NO_GLUTEN, Diet.NO_NUTS)
NEEDS = (AccessNeed.WHEELCHAIR, AccessNeed.SIGN_LANGUAGE, AccessNeed.QUIET_PLACE)
REMARKS = ("Ik kom iets later.", "Fijn dat jullie dit doen.", "Kan ik dichtbij parkeren?")
MADE, INVITED, FIRST_ANSWER = timedelta(90), timedelta(42), timedelta(41)
CLOSED = timedelta(7)
ENTRANCES = ("Hoofdingang", "Hoofdingang", "Hoofdingang", "Zijingang")


@dataclass(frozen=True)
class Stage:
    """Where and by whom a story is played."""

    network: Network
    organiser: Actor
    reserved: frozenset[str]
    random: Random
    now: datetime


def make_event(stage: Stage, demo: DemoEvent, day: date, begins: time) -> Event:
    """Make an event with its programme, and publish it."""
    shift = datetime.combine(day, begins) - datetime.combine(day, demo.begins)
    starts_at, ends_at = (_moment(day, clock, shift) for clock in (demo.begins, demo.ends))
    made_at = min(starts_at - MADE, stage.now - timedelta(days=1))
    details = EventDetails(
        kind=demo.kind,
        title=f"{demo.title} {day.year}" if demo.key == "kijkdag" else demo.title,
        introduction=demo.introduction,
        venue_name=demo.venue[0],
        venue_address=demo.venue[1],
        venue_town=demo.venue[2],
        time_zone=ZONE,
        starts_at=starts_at,
        ends_at=ends_at,
        answer_before=_moment(day - CLOSED, time(17)),
        capacity=demo.capacity,
        companions_max=demo.companions_max,
    )
    made = event_service.create(
        stage.network, details, slug="", reserved=stage.reserved,
        actor=stage.organiser, now=made_at,
    )  # fmt: skip
    if not isinstance(made, Event):
        raise TypeError(f"the demo event {demo.key} was refused: {made}")
    rows = [_item(day, shift, item) for item in demo.items]
    programme.save(made, rows, removed=(), actor=stage.organiser, now=made_at)
    event_service.publish(made, actor=stage.organiser, now=made_at + timedelta(days=2))
    return made


def answer_all(stage: Stage, event: Event, invitations: Sequence[Invitation]) -> None:
    """Let invitees answer, each at a moment of its own, as far as that is in the past."""
    window = (event.answer_before or event.starts_at) - (event.starts_at - FIRST_ANSWER)
    moments = sorted(
        event.starts_at - FIRST_ANSWER + stage.random.betavariate(1, 2.2) * window
        for _ in invitations
    )
    for invitation, moment in zip(invitations, moments, strict=True):
        reply = _reply(stage.random, event.companions_max)
        if reply is None or moment >= stage.now:
            continue
        rsvp.reply(
            invitation, reply, via=AnsweredVia.WEB,
            actor=Actor(invitation.contact.name), now=moment,
        )  # fmt: skip


def cancel_late(stage: Stage, event: Event, invitations: Sequence[Invitation]) -> None:
    """Let a few who said yes phone off on the day before; an organiser writes it down."""
    accepted = [one for one in invitations if one.answer is Partstat.ACCEPTED]
    for invitation in stage.random.sample(accepted, min(3, len(accepted))):
        rsvp.answer_for(
            invitation, Reply(answer=Partstat.DECLINED), actor=stage.organiser,
            now=event.starts_at - timedelta(days=1),
        )  # fmt: skip


def give_freed_places(stage: Stage, event: Event, invitations: Sequence[Invitation]) -> None:
    """Let the organiser give what became free to who waits and fits, in the order of the list."""
    for invitation in invitations:
        if any(attendee.place is Place.WAITLISTED for attendee in invitation.attendees):
            rsvp.promote(invitation, actor=stage.organiser, now=event.starts_at - timedelta(days=1))


def let_in(stage: Stage, event: Event, attendees: Sequence[Attendee]) -> None:
    """Scan those who came, at two entrances, as far as that is in the past."""
    paired_at = min(event.starts_at - timedelta(hours=1), stage.now)
    devices = {}
    for entrance in dict.fromkeys(ENTRANCES):
        token = door.make_device(event, entrance, actor=stage.organiser, now=paired_at)
        devices[entrance] = door_queries.device_of(door.digest(token))
    for number, attendee in enumerate(attendees):
        late = timedelta(minutes=stage.random.triangular(-35, 40, -5))
        moment = event.starts_at + late
        device = devices[stage.random.choice(ENTRANCES)]
        if stage.random.random() < 0.12 or moment > stage.now or device is None:
            continue
        request = ScanRequest(f"demo-{event.id}-{number}", moment, attendee=attendee.public_id)
        scans.scan(request, device, of_session(), now=moment)


def settle_mail(stage: Stage, event: Event) -> None:
    """Take the mails of an event as sent: their story is over, so nobody gets them now."""
    db.session.flush()
    db.session.execute(
        update(Message)
        .where(Message.event_id == event.id, Message.state == MessageState.QUEUED)
        .values(state=MessageState.SENT, sent_at=Message.due_at, attempts=1)
        .execution_options(synchronize_session=False)
    )


def with_place(invitations: Sequence[Invitation]) -> list[Attendee]:
    """Collect everybody with a confirmed place."""
    return [
        attendee
        for invitation in invitations
        for attendee in invitation.attendees
        if attendee.place is Place.CONFIRMED
    ]


def first_of(contacts: Sequence[Contact], number: int, random: Random) -> list[Contact]:
    """Pick whom to invite: most ambassadors, and others."""
    ambassadors = [contact for contact in contacts if contact.is_ambassador]
    others = [contact for contact in contacts if not contact.is_ambassador]
    return ambassadors + random.sample(others, max(0, number - len(ambassadors)))


def _reply(random: Random, companions_max: int) -> Reply | None:
    """Invent an answer, or none."""
    chance = random.random()
    if chance > 0.83:
        return None
    if chance > 0.63:
        return Reply(answer=Partstat.DECLINED)
    if chance > 0.55:
        return Reply(answer=Partstat.TENTATIVE)
    brings = random.randint(1, companions_max) if random.random() < 0.3 * companions_max else 0
    return Reply(
        answer=Partstat.ACCEPTED,
        companions=tuple(_somebody(random) for _ in range(brings)),
        diet=(random.choice(DIETS),) if random.random() < 0.3 else (),
        access_needs=(random.choice(NEEDS),) if random.random() < 0.07 else (),
        remark=random.choice(REMARKS) if random.random() < 0.08 else "",
        wants_to_wait=True,
    )


def _somebody(random: Random) -> str:
    return PersonName(random.choice(GIVEN), *random.choice(FAMILIES)).full


def _item(day: date, shift: timedelta, item: DemoItem) -> ItemDetails:
    return ItemDetails(
        id=None,
        kind=item.kind,
        title=item.title,
        starts_at=_moment(day, item.begins, shift),
        ends_at=_moment(day, item.ends, shift),
        room=item.room,
        speakers=item.speakers,
    )


def _moment(day: date, clock: time, shift: timedelta = timedelta(0)) -> datetime:
    return to_utc(datetime.combine(day, clock) + shift, ZONE)
