"""The words of the history: what was done, and to which field."""

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "event.created": _l("Made the event"),
    "event.changed": _l("Changed the event"),
    "event.published": _l("Published the event"),
    "event.cancelled": _l("Cancelled the event"),
    "programme.changed": _l("Changed the programme"),
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
    "capacity": _l("places"),
    "companions_max": _l("companions"),
    "item": _l("part"),
}


def action_word(action: str) -> str:
    """Say what was done; an action without words of its own shows its name."""
    return str(ACTIONS.get(action, action.replace(".", ": ").replace("_", " ")))


def field_word(field: str) -> str:
    """Say which field it was."""
    return str(FIELDS.get(field, field.replace("_", " ")))
