"""The list of answers as a spreadsheet: a row a person."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from eventapp.formats import moments, sheet
from eventapp.models.event import Event
from eventapp.models.rsvp import Attendee, Invitation
from eventapp.rules.rsvp import AttendeeKind, Partstat, Place
from eventapp.web.words import ACCESS_NEEDS, ANSWERED_VIA, ATTENDEE_KINDS, DIETS

LANGUAGE_OF_TIMES = "nl"


def build(
    event: Event,
    answers: Iterable[Invitation],
    uninvited: Iterable[Attendee],
    *,
    with_needs: bool,
) -> bytes:
    """Make the workbook; companions, speakers and walk-ins have rows of their own."""
    rows: list[Sequence[str]] = []
    for invitation in answers:
        rows += _party_rows(event, invitation, with_needs=with_needs)
    rows += [_person_row(person, with_needs=with_needs) for person in uninvited]
    return sheet.write_xlsx(event.title, _headers(with_needs=with_needs), rows)


def _headers(*, with_needs: bool) -> list[str]:
    headers = [
        _("Name"),
        _("Employer"),
        _("Comes as"),
        _("Comes with"),
        _("Answer"),
        _("Place"),
        _("Inside"),
        _("Ambassador"),
        _("Email address"),
        _("Phone"),
        _("Answered at"),
        _("Answered via"),
    ]
    needs = [_("Food"), _("Needs"), _("Remark")]
    return [*headers, *needs] if with_needs else headers


def _party_rows(event: Event, invitation: Invitation, *, with_needs: bool) -> list[list[str]]:
    contact = invitation.contact
    people = {person.position: person for person in invitation.attendees}
    own = people.get(1)
    first = [
        contact.name,
        contact.employer.name,
        str(ATTENDEE_KINDS[AttendeeKind.INVITEE]),
        "",
        _answer_word(invitation.answer),
        _place_word(own.place if own else Place.NONE),
        _("Yes") if own and own.checked_in_at else "",
        _("Yes") if contact.is_ambassador else "",
        contact.email or "",
        contact.phone,
        _moment(event, invitation),
        str(ANSWERED_VIA[invitation.answered_via]) if invitation.answered_via else "",
    ]
    companions = [
        _person_row(person, with_needs=with_needs, brought_by=contact.name)
        for position, person in sorted(people.items())
        if position > 1 and person.place is not Place.NONE
    ]
    return [[*first, *_needs(invitation)] if with_needs else first, *companions]


def _person_row(person: Attendee, *, with_needs: bool, brought_by: str = "") -> list[str]:
    row = [
        person.name,
        person.employer_name,
        str(ATTENDEE_KINDS[person.kind]),
        brought_by,
        "",
        _place_word(person.place),
        _("Yes") if person.checked_in_at else "",
        *[""] * 5,
    ]
    return [*row, "", "", ""] if with_needs else row


def _needs(invitation: Invitation) -> list[str]:
    food = [str(word) for diet, word in DIETS.items() if diet.value in invitation.diet]
    needs = [str(word) for need, word in ACCESS_NEEDS.items() if need in invitation.access_needs]
    return [
        ", ".join([*food, invitation.diet_other] if invitation.diet_other else food),
        ", ".join([*needs, invitation.access_other] if invitation.access_other else needs),
        invitation.remark,
    ]


def _answer_word(answer: Partstat) -> str:
    words: dict[Partstat, str] = {
        Partstat.ACCEPTED: _("Yes"),
        Partstat.TENTATIVE: _("Maybe"),
        Partstat.DECLINED: _("No"),
        Partstat.DELEGATED: _("Sends a colleague"),
        Partstat.NEEDS_ACTION: _("No answer"),
    }
    return words[answer]


def _place_word(place: Place) -> str:
    words: dict[Place, str] = {
        Place.CONFIRMED: _("Place"),
        Place.WAITLISTED: _("Waiting list"),
        Place.OFFERED: _("Place offered"),
        Place.NONE: "",
    }
    return words[place]


def _moment(event: Event, invitation: Invitation) -> str:
    if invitation.answered_at is None:
        return ""
    zone = event.time_zone
    day = moments.day_year(invitation.answered_at, zone, LANGUAGE_OF_TIMES)
    return f"{day} {moments.clock(invitation.answered_at, zone, LANGUAGE_OF_TIMES)}"
