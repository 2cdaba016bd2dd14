"""The words of the history: what was done, and to which field."""

import re
from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.services.audit import WHOSE
from eventapp.web.words import EVENT_KINDS, ITEM_KINDS

LOCAL_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d)(?:–(\d\d):(\d\d)(.*))?", re.DOTALL)
MOMENT = "d MMMM y HH.mm"
MOMENTS = {"starts_at", "ends_at", "answer_before", "item"}  # of other fields it is somebody's text
ACTIONS = {
    "event.created": _l("Made the event"),
    "event.changed": _l("Changed the event"),
    "event.published": _l("Published the event"),
    "event.cancelled": _l("Cancelled the event"),
    "programme.changed": _l("Changed the programme"),
    "answer.recorded": _l("Answered"),
    "invitation.sent_again": _l("Sent the invitation again"),
    "place.given": _l("Gave a place from the waiting list"),
    "link.renewed": _l("Made a new personal link"),
    "badge.renewed": _l("Made new badges"),
    "badge.revoked": _l("Revoked a badge"),
    "door.invited": _l("Made a link for a scanner"),
    "door.paired": _l("Paired a scanner"),
    "door.stopped": _l("Stopped a scanner"),
    "door.checked_out": _l("Took a check-in back at the desk"),
    "door.undone": _l("Took a check-in back at the door"),
    "contact.created": _l("Added the contact"),
    "contact.changed": _l("Changed the contact"),
    "contact.imported": _l("Added from a list"),
    "contact.changed_by_import": _l("Changed from a list"),
    "employer.changed": _l("Changed the employer"),
    "contact.unsubscribed": _l("Wants no more invitations by mail"),
    "contact.resubscribed": _l("Wants invitations by mail again"),
    "register.imported": _l("Imported a list"),
    "mailing.begun": _l("Began a mailing"),
    "mailing.changed": _l("Changed a mailing"),
    "mailing.discarded": _l("Threw a mailing away"),
    "mailing.sent": _l("Sent a mailing"),
    "message.sent_again": _l("Sent a refused mail again"),
}
FIELDS = {
    "kind": _l("kind"),
    "title": _l("title"),
    "slug": _l("address"),
    "introduction": _l("introduction"),
    "venue_name": _l("venue"),
    "venue_address": _l("street of the venue"),
    "venue_town": _l("town"),
    "time_zone": _l("time zone"),
    "starts_at": _l("start"),
    "ends_at": _l("end"),
    "answer_before": _l("answer until"),
    "brand_colour": _l("main colour"),
    "accent_colour": _l("second colour"),
    "logo": _l("logo"),
    "capacity": _l("places"),
    "companions_max": _l("companions"),
    "item": _l("part"),
    "item_kind": _l("kind of part"),
    "room": _l("room"),
    "answer": _l("answer"),
    "person": _l("person"),
    "place": _l("place at the event"),
    "entrance": _l("entrance"),
    "presence": _l("inside"),
    "diet": _l("food"),
    "diet_other": _l("other food"),
    "access_needs": _l("needs"),
    "access_other": _l("other needs"),
    "remark": _l("remark"),
    "given_name": _l("first name"),
    "infix": _l("prefix"),
    "family_name": _l("family name"),
    "employer": _l("employer"),
    "employer_name": _l("name of the employer"),
    "employer_town": _l("town"),
    "employer_sector": _l("sector"),
    "town": _l("town"),
    "email": _l("mail address"),
    "phone": _l("phone"),
    "job_title": _l("job title"),
    "ambassador": _l("ambassador"),
    "is_ambassador": _l("ambassador"),
    "tags": _l("labels"),
    "language": _l("language"),
    "file": _l("file"),
    "subject": _l("subject"),
    "body": _l("text"),
    "recipients": _l("for whom"),
    "picked": _l("chosen by hand"),
    "mails": _l("mails"),
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
        "hand": _l("Chosen by hand"),
        "unanswered": _l("Invited, no answer yet"),
    },
    "language": {"nl": _l("Dutch"), "en": _l("English")},
    "place": {
        "none": _l("none"),
        "offered": _l("offered"),
        "waitlisted": _l("waiting list"),
        "confirmed": _l("confirmed"),
    },
}


def action_word(action: str) -> str:
    """Say what was done; an action without words of its own shows its name."""
    return str(ACTIONS.get(action, action.replace(".", ": ").replace("_", " ")))


def field_word(field: str, value: str = "") -> str:
    """Say which field it was, and whose if its value tells."""
    name, _colon, _code = value.rpartition(WHOSE)
    if field == "place" and name:
        return str(_("place of %(name)s", name=name))
    return str(FIELDS.get(field, field.replace("_", " ")))


def value_word(value: str, field: str) -> str:
    """Say a value that is stored as a code, and a moment in words; others are shown as they are.

    Moments are stored as they were on the clocks of the event; a part of a programme begins with
    two.
    """
    moment = LOCAL_MOMENT.fullmatch(value) if field in MOMENTS else None
    if moment:
        said = str(format_datetime(datetime.fromisoformat(moment[1]), MOMENT, rebase=False))
        return f"{said}–{moment[2]}.{moment[3]}{moment[4]}" if moment[2] else said
    code = value.rpartition(WHOSE)[2] if field == "place" else value
    return str(VALUES.get(field, {}).get(code, code))
