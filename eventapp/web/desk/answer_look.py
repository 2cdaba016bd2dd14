"""What part of the list of answers somebody looks at, read from an address or a form."""

from eventapp.queries.rsvp import AnswerFilter
from eventapp.rules.names import clean_text

MOST_DIGITS = 9
LONGEST_SEARCH = 100


def read_filter(value: str | None) -> AnswerFilter:
    """Give the filter with this name; everybody when there is none."""
    return AnswerFilter(value) if value in list(AnswerFilter) else AnswerFilter.ALL


def read_search(value: str | None) -> str:
    """Give the words to search for, on one line and no longer than the box takes."""
    return clean_text(value or "")[:LONGEST_SEARCH]


def read_after(value: str | None) -> int | None:
    """Give the invitation that the page before ended with."""
    usable = value is not None and value.isdecimal() and len(value) <= MOST_DIGITS
    return int(value) if usable and value else None
