import pytest

from eventapp.web.history import value_word


@pytest.mark.parametrize(
    ("value", "field", "shown"),
    [
        ("2027-04-15 12:30", "starts_at", "15 april 2027 12.30"),
        ("2027-04-15", "title", "2027-04-15"),
        ("Kijkdag", "title", "Kijkdag"),
    ],
)
def test_a_moment_is_said_in_words(app, value, field, shown):
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert value_word(value, field) == shown
