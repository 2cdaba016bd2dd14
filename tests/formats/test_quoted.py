"""Quoted-printable, also woven of pieces."""

import quopri

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventapp.formats.quoted import Pieces, printable

TEXT = st.text(st.sampled_from("ab é=. \t\n€")) | st.text().filter(lambda text: "\r" not in text)
LONG = st.integers(70, 80).map("x".__mul__)


def back(quoted: str) -> str:
    return quopri.decodestring(quoted.encode("ascii")).decode()


def is_well_formed(quoted: str) -> bool:
    lines = quoted.split("\n")
    return all(len(line) <= 76 and line.rstrip(" \t") == line for line in lines)


@given(TEXT)
@example("x" * 75 + " \ny")
@example("x" * 74 + "\t\ny")
def test_printable_comes_back(text):
    text = text.encode(errors="replace").decode()

    assert back(printable(text)) == text
    assert is_well_formed(printable(text))


@example("x" * 75 + " \ny", "", "", "")
@given(TEXT | LONG, TEXT | LONG, TEXT | LONG, TEXT | LONG)
def test_filled_pieces_come_back_as_if_written_at_once(first, second, third, word):
    text = Pieces([first, "name", second, "name", third]).filled({"name": word})

    assert text == first + word + second + word + third
    assert back(printable(text)) == text.encode(errors="replace").decode()
    assert is_well_formed(printable(text))


@pytest.mark.parametrize("text", ["Dag\r\nJan", "Dag\rJan", "Dag\nJan"])
def test_printable_ends_lines_in_one_way(text: str):
    assert printable(text) == "Dag\nJan"


def test_pieces_are_quoted_once():
    pieces = Pieces(["Dag ", "name", ",\nWelkom in Etten-Leur."])

    filled = [printable(pieces.filled({"name": name})) for name in ("Jan", "Fatima Çelik")]

    assert filled == [
        "Dag =\nJan=\n,\nWelkom in Etten-Leur.",
        "Dag =\nFatima =C3=87elik=\n,\nWelkom in Etten-Leur.",
    ]
