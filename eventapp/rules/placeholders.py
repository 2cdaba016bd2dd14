"""The words in double braces that a mailing fills in for each reader."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from eventapp.rules.names import clean_text, fold


class Placeholder(StrEnum):
    """What can be filled in, named by the Dutch word for it."""

    GIVEN_NAME = "voornaam"
    NAME = "naam"
    EMPLOYER = "bedrijf"
    EVENT = "bijeenkomst"
    DATE = "datum"
    TIME = "tijd"
    PLACE = "plaats"
    ANSWER_BEFORE = "antwoord voor"
    LINK = "link"
    BUTTONS = "knoppen"
    PROGRAMME = "programma"
    SENDER = "afzender"


@dataclass(frozen=True)
class Unknown:
    """A word in braces that means nothing, where it stands, and what may have been meant."""

    word: str
    line: int
    suggestions: tuple[str, ...]


ENGLISH = {
    "first name": Placeholder.GIVEN_NAME,
    "given name": Placeholder.GIVEN_NAME,
    "name": Placeholder.NAME,
    "company": Placeholder.EMPLOYER,
    "employer": Placeholder.EMPLOYER,
    "event": Placeholder.EVENT,
    "date": Placeholder.DATE,
    "time": Placeholder.TIME,
    "place": Placeholder.PLACE,
    "venue": Placeholder.PLACE,
    "answer before": Placeholder.ANSWER_BEFORE,
    "link": Placeholder.LINK,
    "buttons": Placeholder.BUTTONS,
    "programme": Placeholder.PROGRAMME,
    "program": Placeholder.PROGRAMME,
    "sender": Placeholder.SENDER,
}
WORDS = {**ENGLISH, **{placeholder.value: placeholder for placeholder in Placeholder}}
BLOCKS = frozenset({Placeholder.BUTTONS, Placeholder.PROGRAMME})
NOT_IN_SUBJECT = BLOCKS | {Placeholder.LINK}

BRACES = re.compile(r"\{\{([^{}\n]*)\}\}")
NO_BREAK = "\u00a0"
ADDRESSED = re.compile(r"^\s*\{\{[^{}\n]*\}\}\s*,\s*(?=\S)")
OPENED = re.compile(r"\{\{([^{}\n]{0,40})")
SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")


def lookup(word: str) -> Placeholder | None:
    """Give the placeholder a word stands for, in Dutch or English, in any case."""
    return WORDS.get(" ".join(fold(word).replace("_", " ").split()))


def find(text: str) -> set[Placeholder]:
    """Give the placeholders that a text uses."""
    found = (lookup(match[1]) for match in BRACES.finditer(text))
    return {placeholder for placeholder in found if placeholder is not None}


def as_title(subject: str, event_title: str) -> str:
    """Write a subject as the name of its mailing: not to somebody, and about its event."""
    spoken = ADDRESSED.sub("", subject)
    named = BRACES.sub(
        lambda match: event_title if lookup(match[1]) is Placeholder.EVENT else f"[{match[1]}]",
        spoken,
    )
    return named if spoken == subject else named[:1].upper() + named[1:]


def find_unknown(text: str) -> list[Unknown]:
    """Find the words in braces that will not be filled, braces left open included."""
    unknown = []
    for number, line in enumerate(text.splitlines(), start=1):
        whole = {match.start(): match[1] for match in BRACES.finditer(line)}
        for opened in OPENED.finditer(line):
            word = whole.get(opened.start())
            if word is None or lookup(word) is None:
                shown = clean_text(opened[1] if word is None else word)
                unknown.append(Unknown(shown, number, _suggestions(shown)))
    return unknown


def fill(text: str, values: Mapping[Placeholder, str]) -> str:
    """Fill in a subject: plain text on one line; unknown words stay as they are.

    Raises KeyError for a placeholder without a value.
    """
    return clean_text(_replace(text, lambda placeholder, _: values[placeholder]))


def fill_markdown(text: str, values: Mapping[Placeholder, str]) -> str:
    """Fill in a body: a value is shown as it is and can never become Markdown or HTML.

    The link alone becomes a link, also where the text has it inside ``[…](…)``.
    """

    def value(placeholder: Placeholder, before: str) -> str:
        if placeholder is not Placeholder.LINK:
            return escape_markdown(values[placeholder])
        address = values[placeholder]
        return address if before.endswith(("](", "<")) else f"<{address}>"

    return _replace(text, value)


def split_blocks(text: str) -> list[str | Placeholder]:
    """Cut a body at the placeholders that are more than a word: buttons and programme."""
    parts: list[str | Placeholder] = []
    position = 0
    for match in BRACES.finditer(text):
        placeholder = lookup(match[1])
        if placeholder in BLOCKS:
            parts += [text[position : match.start()], placeholder]
            position = match.end()
    parts.append(text[position:])
    return [part for part in parts if isinstance(part, Placeholder) or part.strip()]


def escape_markdown(value: str) -> str:
    """Write a value in Markdown so that exactly its characters appear (CommonMark 2.4).

    What a no-break space holds together stays together.
    """
    return SPECIAL.sub(r"\\\1", NO_BREAK.join(map(clean_text, value.split(NO_BREAK))))


def is_missing_link(text: str) -> bool:
    """Tell whether a body gives its reader no way to answer."""
    return not find(text) & {Placeholder.LINK, Placeholder.BUTTONS}


def pasted_link(text: str, base_url: str) -> str | None:
    """Find somebody's personal link pasted into a text that goes to many."""
    host = re.escape(urlsplit(base_url).netloc or base_url)
    found = re.search(
        rf"(?:https?://)?(?<![\w.-]){host}/+[iu]/[^\s<>()\[\]\"']+", text, re.IGNORECASE
    )
    return found[0] if found else None


def _replace(text: str, value: Callable[[Placeholder, str], str]) -> str:
    def one(match: re.Match[str]) -> str:
        placeholder = lookup(match[1])
        return (
            match[0]
            if placeholder is None
            else value(placeholder, text[max(0, match.start() - 2) : match.start()])
        )

    return BRACES.sub(one, text)


def _suggestions(word: str) -> tuple[str, ...]:
    """Give the nearest words, one for each placeholder."""
    nearest: dict[Placeholder, str] = {}
    for known in difflib.get_close_matches(fold(word), WORDS, n=6, cutoff=0.6):
        nearest.setdefault(WORDS[known], known)
    return tuple(nearest.values())[:3]
