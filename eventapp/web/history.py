"""The words of the history: what was done, and to which field."""

import re
from collections.abc import Sequence
from datetime import datetime, time

from flask_babel import format_datetime, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.models.audit import AuditEntry
from eventapp.services.audit import OF_PART, WHOSE
from eventapp.web.words import EVENT_KINDS, ITEM_KINDS, TIME_ZONES

LOCAL_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d)(?:–(\d\d:\d\d)(.*))?", re.DOTALL)
# of other fields it is somebody's text
MOMENTS = {"starts_at", "ends_at", "answer_before", "item", "item_time"}
TEXTS = {"title", "introduction", "subject", "item_title"}  # shown in quotation marks
SHOWN = 80
ACTIONS = {
    "event.created": _l("Created the event"),
    "event.changed": _l("Changed the event"),
    "event.published": _l("Published the event"),
    "event.cancelled": _l("Cancelled the event"),
    "programme.changed": _l("Changed the programme"),
    "answer.recorded": _l("Answered"),
    "invitation.sent_again": _l("Sent the invitation again"),
    "place.given": _l("Gave a place from the waiting list"),
    "link.renewed": _l("Created a new personal link"),
    "badge.renewed": _l("Created new badges"),
    "badge.revoked": _l("Revoked a badge"),
    "door.invited": _l("Created a link for a scanner"),
    "door.paired": _l("Paired a scanner"),
    "door.stopped": _l("Stopped a scanner"),
    "door.checked_out": _l("Undid a check-in at the desk"),
    "door.undone": _l("Undid a check-in at the door"),
    "contact.created": _l("Added the contact"),
    "contact.changed": _l("Changed the contact"),
    "contact.imported": _l("Added from a list"),
    "contact.changed_by_import": _l("Changed from a list"),
    "employer.changed": _l("Changed the employer"),
    "contact.unsubscribed": _l("Wants no more invitations by email"),
    "contact.resubscribed": _l("Wants invitations by email again"),
    "register.imported": _l("Imported a list"),
    "mailing.begun": _l("Started a mailing"),
    "mailing.changed": _l("Changed a mailing"),
    "mailing.discarded": _l("Discarded a mailing"),
    "mailing.sent": _l("Sent a mailing"),
    "message.sent_again": _l("Sent a refused email again"),
}
FIELDS = {
    "kind": _l("Kind"),
    "title": _l("Title"),
    "slug": _l("Web address"),
    "introduction": _l("Introduction"),
    "venue_name": _l("Name of the venue"),
    "venue_address": _l("Street, number and postcode"),
    "venue_town": _l("Town"),
    "time_zone": _l("Time zone"),
    "starts_at": _l("Starts at"),
    "ends_at": _l("Ends at"),
    "answer_before": _l("Answer until"),
    "brand_colour": _l("Main colour"),
    "accent_colour": _l("Second colour"),
    "logo": _l("Logo"),
    "capacity": _l("Number of places"),
    "companions_max": _l("People an invitee may bring"),
    "item": _l("Part"),
    "item_kind": _l("Kind"),
    "item_title": _l("Title"),
    "item_time": _l("Time"),
    "item_room": _l("Room"),
    "item_speakers": _l("Speakers"),
    "room": _l("Room"),
    "answer": _l("Answer"),
    "person": _l("Name"),
    "place": _l("Place"),
    "entrance": _l("Entrance"),
    "diet": _l("Food"),
    "diet_other": _l("Something else to eat"),
    "access_needs": _l("Access needs"),
    "access_other": _l("Other access needs"),
    "remark": _l("Remark"),
    "given_name": _l("First name"),
    "infix": _l("Infix"),
    "family_name": _l("Family name"),
    "employer": _l("Employer"),
    "employer_name": _l("Name of the employer"),
    "employer_town": _l("Town"),
    "employer_sector": _l("Sector"),
    "town": _l("Town"),
    "email": _l("Email address"),
    "phone": _l("Phone number"),
    "job_title": _l("Job title"),
    "ambassador": _l("Ambassador"),
    "is_ambassador": _l("Ambassador"),
    "tags": _l("Labels"),
    "language": _l("Language"),
    "file": _l("File"),
    "subject": _l("Subject"),
    "body": _l("Text"),
    "recipients": _l("Recipients"),
    "picked": _l("Hand-picked"),
    "mails": _l("Emails"),
}
VALUES = {
    "kind": {kind.value: word for kind, word in EVENT_KINDS.items()},
    "item_kind": {kind.value: word for kind, word in ITEM_KINDS.items()},
    "answer": {
        "NEEDS-ACTION": _l("no answer"),
        "ACCEPTED": _l("yes"),
        "TENTATIVE": _l("maybe"),
        "DECLINED": _l("no"),
        "DELEGATED": _l("sends a colleague"),
    },
    "ambassador": {"yes": _l("yes"), "no": _l("no")},
    "is_ambassador": {"True": _l("yes"), "False": _l("no")},
    "recipients": {
        "all": _l("All contacts"),
        "ambassadors": _l("Ambassadors"),
        "tag": _l("Contacts with a label"),
        "hand": _l("Hand-picked"),
        "unanswered": _l("Invited, no answer yet"),
    },
    "language": {"nl": _l("Dutch"), "en": _l("English")},
    "place": {
        "none": _l("no place"),
        "offered": _l("offered"),
        "waitlisted": _l("waiting list"),
        "confirmed": _l("confirmed"),
    },
    "time_zone": {zone.value: word for zone, word in TIME_ZONES.items()},
}
ADDED = {"item": _l("New part"), "person": _l("Added")}
NOT_YET = {"answer": "NEEDS-ACTION", "place": "none"}  # so what was first is told without it
NOTHING = {"capacity": _l("no limit"), "answer_before": _l("the start")}


def action_word(action: str) -> str:
    """Say what was done; an action without words of its own shows its name."""
    return str(ACTIONS.get(action, action.replace(".", ": ").replace("_", " ")))


def changes_words(changes: Sequence[AuditEntry]) -> list[str]:
    """Say what became of each field; who comes along is told with the place this gave."""
    seated = {_whose(change.new, "place") for change in changes if change.field == "place"}
    return [
        change_words(change)
        for change in changes
        if not (change.field == "person" and not change.old and change.new in seated)
    ]


def change_words(change: AuditEntry) -> str:
    """Say what became of one field: from what to what, as far as that is kept."""
    field, whose = change.field, _whose(change.new or change.old, change.field)
    if field == "presence":
        return str(_("%(name)s is no longer inside.", name=change.old))
    label = str(FIELDS.get(field, field.replace("_", " ").capitalize()))
    if field in ADDED and not change.old:
        label = str(ADDED[field])
    elif whose:
        label = str(_("%(what)s of %(whose)s", what=label, whose=whose))
    if not change.old and not change.new:
        return str(_("%(what)s changed", what=label))
    old, new = (value_word(value, field) for value in (change.old, change.new))
    if old == new:  # they differ further on
        return str(_("%(what)s changed", what=label))
    if old and new and _own(change.old, field) != NOT_YET.get(field):
        return str(_("%(what)s: from %(old)s to %(new)s", what=label, old=old, new=new))
    if new:
        return f"{label}: {new}"
    return str(_("%(what)s removed: %(old)s", what=label, old=old))


def value_word(value: str, field: str) -> str:
    """Say a value that is stored as a code, and a moment in words; others are shown as they are.

    Moments are stored as they were on the clocks of the event; a part of a programme begins with
    two.
    """
    own = _own(value, field)
    if not own:
        return str(NOTHING.get(field, ""))
    moment = LOCAL_MOMENT.fullmatch(own) if field in MOMENTS else None
    if moment:
        return _moment(moment)
    if field in TEXTS:
        return f"“{truncate(own)}”"
    return truncate(str(VALUES.get(field, {}).get(own, own)))


def truncate(text: str) -> str:
    """Cut what is too long to read in a list."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"


def _moment(moment: re.Match[str]) -> str:
    """Write one or two moments, and what follows them, as the reader does."""
    starts = datetime.fromisoformat(moment[1])
    clock = "HH.mm" if str(get_locale()) == "nl" else "HH:mm"
    said = str(format_datetime(starts, f"d MMMM y {clock}", rebase=False))
    if not moment[2]:
        return said
    ends = datetime.combine(starts, time.fromisoformat(moment[2]))
    return f"{said}–{format_datetime(ends, clock, rebase=False)}{moment[3]}"


def _whose(value: str, field: str) -> str:
    """Tell whose a value is: a place is a person's, a room belongs to a part of a programme."""
    if field.startswith("item_"):
        return f"“{truncate(value.partition(OF_PART)[0])}”" if OF_PART in value else ""
    return value.rpartition(WHOSE)[0] if field == "place" else ""


def _own(value: str, field: str) -> str:
    if field.startswith("item_"):
        return value.rpartition(OF_PART)[2]
    return value.rpartition(WHOSE)[2] if field == "place" else value
