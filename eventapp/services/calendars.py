"""An event as it goes into calendars: the same in a mail, a file and a feed."""

from eventapp.formats.ical import CalendarEvent
from eventapp.formats.links import Links
from eventapp.formats.markdown import to_text
from eventapp.models.event import Event
from eventapp.rules.event import EventState


def calendar_event(event: Event, links: Links) -> CalendarEvent:
    """Give what everyone may know of an event; its ``network`` must be loaded."""
    return CalendarEvent(
        uid=event.uid,
        sequence=event.sequence,
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        updated_at=event.updated_at,
        venue=", ".join(
            part for part in (event.venue_name, event.venue_address, event.venue_town) if part
        ),
        description=to_text(event.introduction),
        url=links.absolute(f"{event.network.slug}/{event.slug}/"),
        cancelled=event.state is EventState.CANCELLED,
    )
