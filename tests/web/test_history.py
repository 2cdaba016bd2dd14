import pytest

from eventapp.models.audit import AuditEntry
from eventapp.web.history import change_words, changes_words


@pytest.mark.parametrize(
    ("field", "old", "new", "said"),
    [
        ("title", "Dag", "Kijkdag", "Titel: van “Dag” naar “Kijkdag”"),
        ("title", "", "Kijkdag: de mensen", "Titel: “Kijkdag: de mensen”"),
        ("title", "2027-04-15 12:30", "", "Titel weggehaald: “2027-04-15 12:30”"),
        ("title", "", "x" * 81, f"Titel: “{'x' * 79}…”"),
        ("capacity", "", "90", "Aantal plaatsen: van geen grens naar 90"),
        ("capacity", "90", "", "Aantal plaatsen: van 90 naar geen grens"),
        ("time_zone", "Europe/Amsterdam", "Europe/London", "Tijdzone: van Amsterdam naar Londen"),
        (
            "starts_at",
            "2027-04-15 12:30",
            "2027-04-16 13:00",
            "Begin: van 15 april 2027 12.30 naar 16 april 2027 13.00",
        ),
        (
            "answer_before",
            "",
            "2027-04-08 17:00",
            "Antwoorden tot: van het begin naar 8 april 2027 17.00",
        ),
        ("answer", "NEEDS-ACTION", "ACCEPTED", "Antwoord: ja"),
        ("answer", "ACCEPTED", "NEEDS-ACTION", "Antwoord: van ja naar geen antwoord"),
        ("title", "none", "Kijkdag", "Titel: van “none” naar “Kijkdag”"),
        ("person", "", "2026-02-30 10:00", "Erbij: 2026-02-30 10:00"),
        ("person", "Piet Smit", "Piet Smits", "Naam: van Piet Smit naar Piet Smits"),
        (
            "place",
            "Fatima el Amrani: none",
            "Fatima el Amrani: confirmed",
            "Plaats van Fatima el Amrani: bevestigd",
        ),
        (
            "place",
            "Dr. No: Jr.: waitlisted",
            "Dr. No: Jr.: none",
            "Plaats van Dr. No: Jr.: van wachtlijst naar geen plaats",
        ),
        ("presence", "Fatima el Amrani", "", "Fatima el Amrani is niet meer binnen."),
        ("diet", "", "", "Eten: gewijzigd"),
        ("unheard_of", "a", "b", "Unheard of: van a naar b"),
        ("introduction", "x" * 99 + "a", "x" * 99 + "b", "Inleiding: gewijzigd"),
    ],
)
def test_a_change_is_said_in_words(app, field, old, new, said):
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert change_words(AuditEntry(field=field, old=old, new=new)) == said


@pytest.mark.parametrize(
    ("field", "old", "new", "said"),
    [
        (
            "item",
            "",
            "2027-04-15 12:30–13:15, Open hiring, De hal",
            "Nieuw onderdeel: 15 april 2027 12.30–13.15, Open hiring, De hal",
        ),
        (
            "item",
            "2027-04-15 12:30–13:15, Lunch",
            "",
            "Onderdeel weggehaald: 15 april 2027 12.30–13.15, Lunch",
        ),
        (
            "item_time",
            "Open hiring\n2027-04-15 12:30–13:15",
            "Open hiring\n2027-04-15 12:45–13:15",
            "Tijd van “Open hiring”: van 15 april 2027 12.30–13.15 naar 15 april 2027 12.45–13.15",
        ),
        ("item_room", "Lunch\n", "Lunch\nDe hal", "Zaal van “Lunch”: De hal"),
        (
            "item_speakers",
            "Open: hiring\nJan Smit",
            "Open: hiring\n",
            "Sprekers van “Open: hiring” weggehaald: Jan Smit",
        ),
        ("item_kind", "Lunch\nmeal", "Lunch\nbreak", "Soort van “Lunch”: van Maaltijd naar Pauze"),
        ("item_title", "Lunch", "Eten", "Titel: van “Lunch” naar “Eten”"),
        ("room", "de hal", "De Hal", "Zaal: van de hal naar De Hal"),
    ],
)
def test_a_part_of_the_programme_is_said_in_words(app, field, old, new, said):
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert change_words(AuditEntry(field=field, old=old, new=new)) == said


def test_a_moment_is_said_in_the_words_of_the_reader(app):
    change = AuditEntry(field="item_time", old="", new="Lunch\n2027-04-15 12:30–13:15")

    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert change_words(change) == "Time of “Lunch”: 15 April 2027 12:30–13:15"


def test_who_gets_a_place_is_said_once(app):
    changes = [
        AuditEntry(field="person", old="", new="Piet Smit"),
        AuditEntry(field="person", old="", new="Eva Smit"),
        AuditEntry(field="place", old="Piet Smit: none", new="Piet Smit: waitlisted"),
    ]

    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert changes_words(changes) == ["Erbij: Eva Smit", "Plaats van Piet Smit: wachtlijst"]
