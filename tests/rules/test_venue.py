"""Where an event is, in words and on a map."""

import pytest

from eventapp.rules.venue import address, map_url, place


@pytest.mark.parametrize(
    ("name", "town", "said"),
    [
        ("Maas Groen", "Oosterhout", "Maas Groen, Oosterhout"),
        ("", "Oosterhout", "Oosterhout"),
        ("Maas Groen", "", "Maas Groen"),
        ("", "", ""),
    ],
)
def test_a_place_is_venue_and_town(name, town, said):
    assert place(name=name, town=town) == said


@pytest.mark.parametrize(
    ("street", "said"),
    [
        ("Kerkstraat 1", "Kerkstraat 1, Oosterhout"),
        ("Kerkstraat 1, 4901 JA", "Kerkstraat 1, 4901 JA Oosterhout"),
        ("", ""),
    ],
)
def test_an_address_begins_with_a_street(street, said):
    assert address(street=street, town="Oosterhout") == said


@pytest.mark.parametrize(
    ("name", "street", "town", "query"),
    [
        ("Maas Groen", "Kerkstraat 1", "Oosterhout", "Kerkstraat+1%2C+Oosterhout"),
        ("Maas & Groen", "", "Oosterhout", "Maas+%26+Groen%2C+Oosterhout"),
        ("", "", "Oosterhout", "Oosterhout"),
    ],
)
def test_a_map_is_searched_by_street_or_else_by_name(name, street, town, query):
    found = map_url(name=name, street=street, town=town)

    assert found == f"https://www.openstreetmap.org/search?query={query}"


def test_without_a_place_there_is_no_map():
    assert map_url(name="", street="", town="") is None
