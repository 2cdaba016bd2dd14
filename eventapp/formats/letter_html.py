"""The HTML of a mail: our own Jinja environment, MJML, and styles put into every element."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).parent.parent / "templates" / "mail"


class MjmlError(ValueError):
    """A template that is not MJML."""


def environment(**functions: Any) -> Environment:
    """Make the environment of the mail templates.

    ``functions`` become globals and filters alike, such as ``_`` and ``ngettext`` of one language.
    """
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html", "mjml"), disabled_extensions=("txt",), default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(functions)
    made.filters.update(functions)
    return made


def mjml_to_html(mjml: str) -> str:
    """Turn MJML into HTML for every mail reader; raises MjmlError for what is not MJML."""
    import css_inline
    import mrml

    try:
        output = mrml.to_html(mjml)
    except OSError as error:
        raise MjmlError(str(error)) from error
    return css_inline.inline(
        output.content, keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False
    )
