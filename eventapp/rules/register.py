"""The forms in which somebody in the register is compared, sorted and found."""

from eventapp.rules.names import PersonName, fold


def name_folded(name: PersonName) -> str:
    """Give what makes two names the same."""
    return fold(name.full)


def sort_key(name: PersonName) -> str:
    """Sort by family name, then given name; an infix counts last, as the Dutch do."""
    return fold(f"{name.family} {name.given} {name.infix}")


def search_text(name: PersonName, employer: str, town: str) -> str:
    """Give the text in which any part of name, employer or town is found."""
    return fold(f"{name.full} {employer} {town}")
