"""Markdown as organisers write it, to safe HTML and to the plain text of a mail."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

TAGS = {"p", "h2", "h3", "h4", "strong", "em", "a", "ul", "ol", "li", "blockquote", "br", "hr"}
SCHEMES = {"http", "https", "mailto", "tel"}
HEADINGS = {"h1": "h2", "h5": "h4", "h6": "h4"}


def make_parser() -> MarkdownIt:
    """Make a parser that threads may share: the library lists its rules while it reads a first
    text, and a second thread with a first text found half a list and no rule for it.
    """
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        ["code", "image", "html_block", "html_inline"]
    )
    parser.parse("a first *text*")
    return parser


_markdown = make_parser()
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer",
)


@lru_cache(maxsize=256)
def to_html(text: str) -> str:
    """Turn Markdown into HTML of few tags; HTML in the text is shown, not obeyed."""
    tokens = _markdown.parse(text.replace("\x00", ""))
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
    return _cleaner.clean(_markdown.renderer.render(tokens, _markdown.options, {}))


def to_text(text: str) -> str:
    """Turn Markdown into plain text, links written out behind their words."""
    tree = SyntaxTreeNode(_markdown.parse(text.replace("\x00", "")))
    return _blocks(tree) + "\n" if tree.children else ""


def _blocks(node: SyntaxTreeNode, between: str = "\n\n") -> str:
    return between.join(_block(child) for child in node.children)


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "bullet_list":
            return _items(node, ["-"] * len(node.children))
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return _items(node, [f"{first + place}." for place in range(len(node.children))])
        case "blockquote":
            return _indent(_blocks(node), "> ", "> ")
        case "hr":
            return "-" * 20
        case "fence":
            return node.content.rstrip("\n")
        case "inline":
            return _inline(node)
        case _:
            return _blocks(node)


def _items(node: SyntaxTreeNode, marks: list[str]) -> str:
    return "\n".join(
        _indent(_blocks(item, "\n"), f"{mark} ", " " * (len(mark) + 1))
        for item, mark in zip(node.children, marks, strict=True)
    )


def _indent(text: str, first: str, rest: str) -> str:
    return first + text.replace("\n", f"\n{rest}")


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(_word(child) for child in node.children)


def _word(node: SyntaxTreeNode) -> str:
    if node.type in {"softbreak", "hardbreak"}:
        return "\n"
    words = _inline(node) if node.children else node.content
    if node.type != "link":
        return words
    address = str(node.attrs["href"])
    return words if words in {address, address.removeprefix("mailto:")} else f"{words} ({address})"
