"""What Flask-Security says, in our words; its own catalogue covers a quarter of them in Dutch."""


def N_(text: str) -> str:  # noqa: N802 (the name that the extraction looks for)
    """Mark a text for translation; Flask-Security translates it when it is shown."""
    return text


MESSAGES: dict[str, tuple[str, str]] = {}
