import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.rules.slugs import SLUG, event_slug, is_valid_slug, next_free, slugify


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("West-Brabant", "west-brabant"),
        ("Bedankt voor die banen!", "bedankt-voor-die-banen"),
        ("Café 't Hoekje", "cafe-t-hoekje"),
        ("日本", "event"),
        ("", "event"),
        ("A", "event"),
        ("Netwerkbijeenkomst over werk en inkomen nu", "netwerkbijeenkomst-over-werk-en-inkomen"),
        ("x" * 60, "x" * 40),
    ],
)
def test_slugify_keeps_what_an_address_can_hold(title, expected):
    assert slugify(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("B2B-dag", "b2b-dag-2026"),
        ("B2B-dag 2026", "b2b-dag-2026"),
        ("Kijkdag 2025 (vervolg)", "kijkdag-2025-vervolg-2026"),
        ("y" * 60, "y" * 35 + "-2026"),
    ],
)
def test_event_slug_carries_the_year_once(title, expected):
    assert event_slug(title, 2026) == expected


def test_next_free_counts_on_within_forty_characters():
    long = "z" * 40

    assert next_free("kijkdag-2026", set()) == "kijkdag-2026"
    assert next_free("kijkdag-2026", {"kijkdag-2026", "kijkdag-2026-2"}) == "kijkdag-2026-3"
    assert next_free(long, {long}) == "z" * 38 + "-2"


def test_reserved_and_malformed_slugs_are_invalid():
    assert is_valid_slug("west-brabant", {"desk"})
    assert not is_valid_slug("desk", {"desk"})
    for bad in ("a", "A-b", "b2b dag", "x" * 41, "dag\n", "dág"):
        assert not is_valid_slug(bad, set())


@given(st.text(), st.integers(2000, 2100), st.integers(0, 12))
def test_every_made_slug_is_valid_and_free(title, year, others):
    slug = event_slug(title, year)
    taken = set()
    for _ in range(others):
        taken.add(next_free(slug, taken))

    assert SLUG.fullmatch(next_free(slug, taken))
    assert len(taken) == others
