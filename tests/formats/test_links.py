import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.formats.links import Links, Purpose

LINKS = Links("https://olievlek.nl", ("new key", "old key"))
TOKEN = LINKS.token(Purpose.INVITATION, "4f1c_-A")


def test_addresses_are_absolute_and_end_where_their_routes_do():
    assert LINKS.absolute("/west-brabant/") == "https://olievlek.nl/west-brabant/"
    assert LINKS.invitation("4f1c_-A") == f"https://olievlek.nl/i/{TOKEN}/"
    assert LINKS.invitation("4f1c_-A", "badge.png") == f"https://olievlek.nl/i/{TOKEN}/badge.png"
    assert LINKS.unsubscribe("4f1c_-A").startswith("https://olievlek.nl/u/4f1c_-A.")
    assert LINKS.badge("ABC234") == "HTTPS://OLIEVLEK.NL/B/ABC234"


def test_keys_stay_out_of_the_representation():
    assert "key" not in repr(LINKS).replace("keys", "")


@pytest.mark.parametrize("tail", ["", ".", ">", ")", ",", ").", " ", "*", "\r\n"])
def test_read_forgives_what_clings_to_a_link(tail):
    assert LINKS.read(Purpose.INVITATION, TOKEN + tail) == "4f1c_-A"


def test_read_takes_older_keys_but_signs_with_the_first():
    old = Links("https://olievlek.nl", ("old key",)).token(Purpose.INVITATION, "abc")

    assert LINKS.read(Purpose.INVITATION, old) == "abc"
    assert LINKS.token(Purpose.INVITATION, "abc") != old
    assert Links("", ("old key",)).read(Purpose.INVITATION, TOKEN) is None


def test_a_token_is_worth_nothing_for_another_purpose():
    assert LINKS.read(Purpose.UNSUBSCRIBE, TOKEN) is None


@pytest.mark.parametrize(
    "forged",
    [
        "",
        ".",
        "4f1c_-A",
        "4f1c_-A.",
        TOKEN[:-1],
        TOKEN[1:],
        TOKEN.swapcase(),
        TOKEN.replace("4f1c", "4f1d"),
        TOKEN + "x",
        "é" + TOKEN,
        "\ud800",
        "a" * 100_000,
    ],
)
def test_read_answers_none_to_what_we_did_not_sign(forged):
    assert LINKS.read(Purpose.INVITATION, forged) is None


def test_token_refuses_an_id_that_would_not_fit_an_address():
    with pytest.raises(ValueError, match="public id"):
        LINKS.token(Purpose.INVITATION, "a/b")


@given(st.text())
def test_read_never_raises(text):
    assert LINKS.read(Purpose.INVITATION, text) is None


@given(st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True))
def test_every_token_is_read_back(public_id):
    for purpose in Purpose:
        assert LINKS.read(purpose, LINKS.token(purpose, public_id)) == public_id
