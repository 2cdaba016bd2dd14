"""Markdown from organisers to clean HTML."""

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "h4", "strong", "em", "a", "ul", "ol", "li", "blockquote", "br", "hr"}


def to_html(text: str) -> str:
    """Turn Markdown into HTML of a few known tags."""
    html = MarkdownIt("commonmark", {"html": False, "breaks": True}).render(text)
    return nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, link_rel="noopener",
                     url_schemes={"http", "https", "mailto", "tel"})


def to_text(text: str) -> str:
    """Turn Markdown into plain text."""
    return nh3.clean(to_html(text), tags=set()).strip()
