import pytest

from eventapp.web.history import field_word, value_word


@pytest.mark.parametrize(
    ("value", "field", "shown"),
    [
        ("2027-04-15 12:30", "starts_at", "15 april 2027 12.30"),
        ("2027-04-15", "title", "2027-04-15"),
        ("2027-04-15 12:30–13:15, Open hiring", "item", "15 april 2027 12.30–13.15, Open hiring"),
        ("2027-04-15 12:30–13:15, een titel", "title", "2027-04-15 12:30–13:15, een titel"),
        ("Kijkdag", "title", "Kijkdag"),
        ("2026-02-30 10:00", "person", "2026-02-30 10:00"),
        ("2027-04-15 12:30", "title", "2027-04-15 12:30"),
    ],
)
def test_a_moment_is_said_in_words(app, value, field, shown):
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert value_word(value, field) == shown


@pytest.mark.parametrize(
    ("value", "field", "value_shown"),
    [
        ("Fatima el Amrani: confirmed", "plaats van Fatima el Amrani", "plaats"),
        ("Dr. No: Jr.: none", "plaats van Dr. No: Jr.", "geen"),
        ("waitlisted", "plaats", "wachtlijst"),
    ],
)
def test_a_place_is_said_with_whose_it_is(app, value, field, value_shown):
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert field_word("place", value) == field
        assert value_word(value, "place") == value_shown


def test_only_a_place_is_somebodys(app):
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert field_word("title", "Kijkdag: de mensen") == "titel"
        assert value_word("Kijkdag: de mensen", "title") == "Kijkdag: de mensen"
