"""Quoted-printable (RFC 2045, 6.7), also of a text that many mails share but for some words."""

import re
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from functools import cached_property

LINE_END = re.compile("\r\n?")
# `b2a_qp` finds room for a blank at the end of a line where there is none.
BLANK_TOO_FAR = re.compile("^(?=.{77})(.+)(=20|=09)$", re.MULTILINE)
MORE = "x"  # stands for what follows a piece, so that its last line has room for a soft break
SOFT_BREAK = "=\n"


class Quoted(str):
    """A text that knows itself in quoted-printable."""

    __slots__ = ("printable",)
    printable: str


class Pieces:
    """A text cut where each reader's own words come: every second piece names a word."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = pieces

    def filled(self, own: Mapping[str, str]) -> Quoted:
        """Put somebody's words in, and quote no more than these."""
        text = Quoted("".join(_woven(self.pieces, own)))
        text.printable = "".join(
            _woven(self._quoted, {name: _open(word) for name, word in own.items()})
        )
        return text

    @cached_property
    def _quoted(self) -> list[str]:
        last = len(self.pieces) - 1
        return [
            piece if number % 2 else printable(piece) if number == last else _open(piece)
            for number, piece in enumerate(self.pieces)
        ]


def printable(text: str) -> str:
    """Give a text in quoted-printable, its lines ended by a newline only."""
    if isinstance(text, Quoted):
        return text.printable
    plain = LINE_END.sub("\n", text) if "\r" in text else text
    quoted = b2a_qp(plain.encode(errors="replace"), istext=True).decode("ascii")
    return BLANK_TOO_FAR.sub(rf"\1{SOFT_BREAK}\2", quoted)


def _open(text: str) -> str:
    """Quote a text that something follows on the same line."""
    quoted = printable(text + MORE).removesuffix(MORE)
    return quoted if not quoted or quoted.endswith("\n") else quoted + SOFT_BREAK


def _woven(pieces: Sequence[str], own: Mapping[str, str]) -> list[str]:
    return [own[piece] if number % 2 else piece for number, piece in enumerate(pieces)]
