"""Soft hyphens in long words: not every browser knows where Dutch words break."""

import re
from functools import cache, lru_cache
from typing import Any

LONG_WORD = re.compile(r"[^\W\d_]{10,}")
WHOLE = re.compile("bij\u00ad?een\u00ad?kom\u00ad?st", re.IGNORECASE)  # our word for what we make
DICTIONARIES = {"nl": "nl_NL", "en": "en_GB"}


@cache
def _dictionary(language: str) -> Any:
    import pyphen  # reads its dictionary, which only titles need

    return pyphen.Pyphen(lang=DICTIONARIES[language], left=4, right=4)


@lru_cache(maxsize=2048)
def hyphenated(text: str, language: str, *, narrow: bool = False) -> str:
    """Say where the long words of a text may break, at least four letters from either end.

    Our word for what we make stays whole, but in a narrow column.
    """
    dictionary = _dictionary(language if language in DICTIONARIES else "nl")
    broken = LONG_WORD.sub(lambda word: str(dictionary.inserted(word[0], "\u00ad")), text)
    middle = "\u00ad" if narrow else ""
    return WHOLE.sub(lambda word: middle.join(re.split("(?i)(?=komst)", _bare(word[0]))), broken)


def _bare(word: str) -> str:
    return word.replace("\u00ad", "")
