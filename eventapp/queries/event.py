"""What the pages of one event show."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.database import db
from eventapp.models.event import Event, ProgrammeItem
from eventapp.models.network import Network
from eventapp.models.register import Contact
from eventapp.models.rsvp import Invitation
from eventapp.rules.event import is_public
from eventapp.rules.rsvp import Partstat

EXPECTING = (Partstat.ACCEPTED, Partstat.TENTATIVE)


def slugs(network_id: int) -> set[str]:
    """Give the slugs a network has in use."""
    return set(db.session.scalars(select(Event.slug).where(Event.network_id == network_id)))


def programme(event_id: int) -> Sequence[ProgrammeItem]:
    """Give the parts in order of their start, with room and speakers, in two statements."""
    return db.session.scalars(
        select(ProgrammeItem)
        .where(ProgrammeItem.event_id == event_id)
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id)
        .options(joinedload(ProgrammeItem.room), selectinload(ProgrammeItem.speakers))
    ).all()


def count_items(event_id: int) -> int:
    """Count the parts of the programme."""
    query = select(func.count()).where(ProgrammeItem.event_id == event_id)
    return db.session.scalar(query) or 0


def newest_answers(event_id: int, limit: int = 6) -> Sequence[Invitation]:
    """Give who answered last, with contact, employer and party, in two statements."""
    return db.session.scalars(
        select(Invitation)
        .where(
            Invitation.event_id == event_id,
            Invitation.answered_at.is_not(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.answered_at.desc(), Invitation.id.desc())
        .limit(limit)
        .options(
            joinedload(Invitation.contact).joinedload(Contact.employer),
            selectinload(Invitation.attendees),
        )
    ).all()


def expecting(event_id: int) -> Sequence[Invitation]:
    """Give the invitations of all who come or may come, with their contacts."""
    return db.session.scalars(
        select(Invitation)
        .where(*_expecting(event_id))
        .order_by(Invitation.id)
        .options(joinedload(Invitation.contact), joinedload(Invitation.event))
    ).all()


def cancellation_reach(event_id: int) -> tuple[int, int]:
    """Count who would get the mail of a cancellation, and who has no address and must be phoned."""
    total, mails = db.session.execute(
        select(func.count(), func.count(Contact.email))
        .select_from(Invitation)
        .join(Invitation.contact)
        .where(*_expecting(event_id))
    ).one()
    return mails, total - mails


def public_event(network_slug: str, event_slug: str) -> Event | None:
    """Find an event that everyone may see, with its network and partners."""
    event = db.session.scalar(
        select(Event)
        .join(Event.network)
        .where(Network.slug == network_slug, Event.slug == event_slug)
        .options(joinedload(Event.network).selectinload(Network.partners))
    )
    return event if event and is_public(event.state, event.published_at) else None


def of_network(network_slug: str, event_slug: str) -> Event | None:
    """Find an event by the two words of its address."""
    return db.session.scalar(
        select(Event)
        .join(Event.network)
        .where(Network.slug == network_slug, Event.slug == event_slug)
        .options(joinedload(Event.network))
    )


def _expecting(event_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.event_id == event_id,
        Invitation.revoked_at.is_(None),
        Invitation.answer.in_(EXPECTING),
    )
