"""Soft hyphens in long words: not every browser knows where Dutch words break."""

import re
from functools import cache, lru_cache
from typing import Any

LONG_WORD = re.compile(r"[^\W\d_]{10,}")
DICTIONARIES = {"nl": "nl_NL", "en": "en_GB"}


@cache
def _dictionary(language: str) -> Any:
    import pyphen  # reads its dictionary, which only the year's line needs

    return pyphen.Pyphen(lang=DICTIONARIES[language], left=4, right=4)


@lru_cache(maxsize=2048)
def hyphenated(text: str, language: str) -> str:
    """Say where the long words of a text may break, at least four letters from either end."""
    dictionary = _dictionary(language if language in DICTIONARIES else "nl")
    return LONG_WORD.sub(lambda word: str(dictionary.inserted(word[0], "\u00ad")), text)
