"""The door's answers as JSON: what a volunteer needs, and no mail address or diet."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from eventapp.queries import door as door_queries
from eventapp.queries.door import Device, Person
from eventapp.rules.door import ScanResult
from eventapp.rules.rsvp import AttendeeKind, Place
from eventapp.services.scans import Answer, OtherEvent
from eventapp.web.templating import day_long

Json = dict[str, Any]


def answer_json(answer: Answer, device: Device) -> Json:
    """Give one scan's answer."""
    found: Json = {"id": answer.id, "result": answer.result.value, "attendee": None}
    if answer.person is not None:
        found["attendee"] = person_json(answer.person, note=note(answer, device))
    if answer.rehearsed:
        found["rehearsal"] = True
    if answer.other_event is not None:
        found["event"] = other_event_json(answer.other_event)
    return found


def malformed_json(item: object) -> Json:
    """Answer what cannot be read as a scan; it is not stored, as nothing tells it apart."""
    scan_id = item.get("id") if isinstance(item, dict) else None
    return {
        "id": scan_id if isinstance(scan_id, str | int) else None,
        "result": ScanResult.UNKNOWN.value,
        "attendee": None,
        "error": _("A scan needs an id of its own, of at most 36 characters, and a code."),
    }


def person_json(person: Person, *, note: str = "") -> Json:
    """Give what the door may know of somebody."""
    return {
        "id": person.id,
        "name": person.name,
        "employer": person.employer,
        "role": person.role.value,
        "place": person.place.value,
        "note": note,
        "party": [
            {
                "id": other.id,
                "name": other.name,
                "role": other.role.value,
                "checked_in_at": iso(other.checked_in_at),
            }
            for other in person.party
        ],
        "checked_in_at": iso(person.checked_in_at),
        "entrance": person.entrance,
    }


def other_event_json(event: OtherEvent) -> Json:
    """Name the event a badge is for."""
    return {
        "title": event.title,
        "day": day_long(event.starts_at, event.time_zone),
        "town": event.town,
    }


def is_wordless(answer: Answer) -> bool:
    """Tell whether an answer reads alike in every language: then it needs no note."""
    person = answer.person
    return (
        answer.result in {ScanResult.WELCOME, ScanResult.ALREADY_IN}
        and person is not None
        and person.role is not AttendeeKind.SPEAKER
    )


def note(answer: Answer, device: Device) -> str:
    """Say what to do or to know, in one line."""
    person, text = answer.person, ""
    if person is None:
        return text
    if answer.result is ScanResult.WAITLISTED:
        number = door_queries.waiting_number(device.event_id, person.id)
        text = _("Number %(number)s on the list. Do not let in.", number=number)
    elif answer.result is ScanResult.NO_PLACE and answer.cancelled:
        text = _("The event is cancelled. Do not let in.")
    elif answer.result is ScanResult.NO_PLACE and person.place is Place.OFFERED:
        text = _("Has not accepted the place yet. Do not let in.")
    elif answer.result is ScanResult.NO_PLACE:
        text = _("Is not coming, as far as we know. Do not let in.")
    elif answer.result is ScanResult.REVOKED:
        text = _("This badge was replaced. Ask for the new one.")
    elif answer.result is ScanResult.WELCOME and person.role is AttendeeKind.SPEAKER:
        text = _("Is a speaker. Call the host.")
    return text


def iso(moment: datetime | None) -> str | None:
    """Write a moment in ISO 8601, in UTC."""
    return None if moment is None else moment.isoformat()
