"""The texts a mailing begins with; they can be sent as they are."""

from flask_babel import gettext as _
from flask_babel import pgettext

from eventapp.models.event import Event
from eventapp.rules.event import EventKind


def invitation(event: Event) -> tuple[str, str]:
    """Write an invitation to begin with; the words in braces are filled for each reader.

    Who can answer until it begins is told no last day: it would be the moment of the event itself.
    """
    subject = _("{{voornaam}}, will you come to {{bijeenkomst}}?")
    paragraphs = [
        _("Dear {{voornaam}},"),
        _(
            "On {{datum}} at {{tijd}} we hold {{bijeenkomst}}, %(where)s. With this evening we "
            "thank everybody who made room at work for others. You are most welcome.",
            where=_where(event),
        )
        if event.kind is EventKind.THANK_YOU
        else _(
            "On {{datum}} at {{tijd}} we hold {{bijeenkomst}}, %(where)s. You will meet "
            "employers from the area and hear what works for them. You are most welcome.",
            where=_where(event),
        ),
        _("Please let us know by {{antwoord voor}} whether you come.")
        if event.answer_before
        else _("Please let us know whether you come."),
        "{{knoppen}}",
        "{{programma}}",
        _("See you then!") + "  \n{{afzender}}",
    ]
    return subject, "\n\n".join(paragraphs) + "\n"


def reminder(event: Event) -> tuple[str, str]:
    """Write a reminder to begin with, as `invitation` does."""
    subject = _("{{voornaam}}, can you make it to {{bijeenkomst}}?")
    paragraphs = [
        _("Dear {{voornaam}},"),
        _(
            "We invited you to {{bijeenkomst}}, on {{datum}} at {{tijd}}, %(where)s, "
            "and have not heard from you yet. Will you join us?",
            where=_where(event),
        ),
        _(
            "Please let us know by {{antwoord voor}}, also if you cannot make it: "
            "then somebody else can have your place."
        )
        if event.answer_before
        else _(
            "Please let us know, also if you cannot make it: "
            "then somebody else can have your place."
        ),
        "{{knoppen}}",
        _("See you then!") + "  \n{{afzender}}",
    ]
    return subject, "\n\n".join(paragraphs) + "\n"


def _where(event: Event) -> str:
    """Write the place into a sentence: one is at a venue, but in a town; `letter_words` fills in
    what is said while there is no place.
    """
    if event.venue_name:
        return str(_("at {{plaats}}"))
    return str(
        _("in {{plaats}}") if event.venue_town else pgettext("no place yet", "at {{plaats}}")
    )
