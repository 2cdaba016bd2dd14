"""The words for what rules and models name by value."""

from flask_babel import lazy_gettext as _l

from eventapp.rules.event import EventKind, ItemKind
from eventapp.rules.rsvp import AccessNeed, AnsweredVia, AttendeeKind, Diet
from eventapp.rules.zones import TimeZone

EVENT_KINDS = {
    EventKind.B2B_DAY: _l("B2B day"),
    EventKind.NETWORK_MEETING: _l("Network meeting"),
    EventKind.THANK_YOU: _l("Thank-you event"),
    EventKind.OTHER: _l("Other gathering"),
}
ITEM_KINDS = {
    ItemKind.TALK: _l("Talk"),
    ItemKind.WORKSHOP: _l("Workshop"),
    ItemKind.VISIT: _l("Visit"),
    ItemKind.MEAL: _l("Meal"),
    ItemKind.BREAK: _l("Break"),
    ItemKind.SHOW: _l("Performance"),
    ItemKind.OTHER: _l("Other part"),
}
TIME_ZONES = {
    TimeZone.AMSTERDAM: _l("Amsterdam"),
    TimeZone.BRUSSELS: _l("Brussels"),
    TimeZone.BERLIN: _l("Berlin"),
    TimeZone.LONDON: _l("London"),
    TimeZone.UTC: _l("UTC"),
}
DIETS = {
    Diet.VEGETARIAN: _l("Vegetarian"),
    Diet.VEGAN: _l("Vegan"),
    Diet.HALAL: _l("Halal"),
    Diet.NO_GLUTEN: _l("Gluten-free"),
    Diet.NO_LACTOSE: _l("Lactose-free"),
    Diet.NO_NUTS: _l("Nut-free"),
}
ACCESS_NEEDS = {
    AccessNeed.WHEELCHAIR: _l("Space for a wheelchair"),
    AccessNeed.SIGN_LANGUAGE: _l("Sign language interpreter"),
    AccessNeed.SPEECH_TO_TEXT: _l("Speech-to-text interpreter"),
    AccessNeed.QUIET_PLACE: _l("A quiet place"),
    AccessNeed.ASSISTANCE_DOG: _l("Bringing an assistance dog"),
}
ANSWERED_VIA = {
    AnsweredVia.WEB: _l("own page"),
    AnsweredVia.CALENDAR: _l("calendar"),
    AnsweredVia.DESK: _l("by phone"),
    AnsweredVia.DOOR: _l("at the door"),
}
ATTENDEE_KINDS = {
    AttendeeKind.INVITEE: _l("Invitee"),
    AttendeeKind.COMPANION: _l("Companion"),
    AttendeeKind.SUBSTITUTE: _l("Colleague"),
    AttendeeKind.SPEAKER: _l("Speaker"),
    AttendeeKind.WALK_IN: _l("Walk-in"),
}
