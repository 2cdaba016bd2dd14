"""Names of people, and the forms in which texts are compared and kept."""

import re
import unicodedata
from dataclasses import dataclass

# fmt: off
ARTICLES = frozenset((
    "van", "de", "den", "der", "des", "het", "'t", "'s", "ten", "ter", "te", "el", "al", "la",
    "le", "las", "los", "du", "da", "di", "do", "dos", "del", "della", "von", "zu", "zur", "zum",
    "v.d.", "v.d", "v/d", "vd", "v.", "d'", "l'",
))
PREPOSITIONS = frozenset(("aan", "bij", "in", "onder", "op", "over", "tot", "uit", "voor"))
ALSO_GIVEN_NAMES = frozenset(("al", "da", "di", "do", "el", "la", "le"))
# fmt: on

APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´′＇"), "'")
HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
LETTERS = {
    ord(letter): plain
    for letter, plain in {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th",
        "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ß": "ss",
    }.items()
}  # fmt: skip
JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class PersonName:
    """A name whose Dutch infix ("van der") stands apart, so that it sorts by family name."""

    given: str
    infix: str
    family: str

    @property
    def full(self) -> str:
        """Give the whole name as it is printed."""
        surname = f"{self.infix}{self.family}" if self.infix[-1:] == "'" else ""
        parts = (self.given, surname) if surname else (self.given, self.infix, self.family)
        return " ".join(part for part in parts if part)


def split_name(text: str) -> PersonName:
    """Split a name as people write it: "Jan van der Berg" or "Berg, Jan van der"."""
    text = clean_text(text)
    family, comma, rest = (part.strip() for part in text.partition(","))
    if comma and family and rest:
        return _from_reversed(family, rest.split())
    words = text.replace(",", " ").split()
    start = _surname_start(words)
    infix, family = split_family(" ".join(words[start:]))
    return PersonName(" ".join(words[:start]), infix, family)


def split_family(text: str) -> tuple[str, str]:
    """Split a surname, "van der Berg" or "Berg, van der", into infix and family name."""
    family, comma, infix = (part.strip() for part in clean_text(text).partition(","))
    if comma and infix and _infix_length(infix.split()) == len(infix.split()):
        return infix, family
    words = clean_text(text).split()
    length = min(_infix_length(words), max(len(words) - 1, 0))
    return " ".join(words[:length]), " ".join(words[length:])


def fold(text: str) -> str:
    """Reduce a text to what is compared: no accents, no case, single spaces, plain quotes."""
    if _is_plain(text):
        return " ".join(text.replace("`", "'").lower().split())
    for _ in range(2):
        text = text.translate(APOSTROPHES).translate(HYPHENS).casefold().translate(LETTERS)
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return clean_text(text)


def clean_text(text: str) -> str:
    """Make one line without control characters, for names, titles and headers."""
    if _is_plain(text):
        return " ".join(text.split())
    line = " ".join(unicodedata.normalize("NFC", text).split())
    kept = (c for c in line if c in JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _is_plain(text: str) -> bool:
    """Tell whether nothing but spaces and case can differ: ten times faster for a long list."""
    return text.isascii() and text.isprintable()


def _from_reversed(family: str, rest: list[str]) -> PersonName:
    leading, family = split_family(family)
    start = next(
        (i for i in range(1, len(rest)) if _infix_length(rest[i:]) == len(rest) - i), len(rest)
    )
    trailing = " ".join(rest[start:])
    return PersonName(" ".join(rest[:start]), f"{trailing} {leading}".strip(), family)


def _surname_start(words: list[str]) -> int:
    """Find where the surname begins: at an infix, at a double name, else at the last word."""
    for i, word in enumerate(words):
        if i > 0 and word in {"-", "–"}:
            return max(i - 1, 1)
        if i > 0 and re.search(r".[-–]", word) and fold(re.split("[-–]", word)[-1]) in ARTICLES:
            return i
        if i < len(words) - 1 and _infix_length(words[i:]) and not _may_be_given(i, word):
            return i
    return max(len(words) - 1, 0)


def _may_be_given(position: int, word: str) -> bool:
    return position == 0 and word[:1].isupper() and fold(word) in ALSO_GIVEN_NAMES


def _infix_length(words: list[str]) -> int:
    """Count the leading words that are an infix; a preposition counts before an article only."""
    folded = [fold(word) for word in words]
    length = 0
    if len(folded) > 1 and folded[0] in PREPOSITIONS and folded[1] in ARTICLES:
        length = 2
    while length < len(folded) and folded[length] in ARTICLES:
        length += 1
    return length
