import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.formats import markdown
from eventapp.formats.markdown import TAGS, to_html, to_text

TEXT = """# Kijkdag

Beste **Jan**,
komt u *ook*? [Kies](https://x.nl/?a=1&b=2) of <https://olievlek.nl>
of [mail](mailto:a@b.nl).

- Lunch
- Bezoek
  1. Bakker
  2. Slager

> Welkom

---
"""


def elements(html):
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [element for element in tree.iter() if isinstance(element.tag, str)][1:]


@pytest.fixture
def busy_threads():
    """Let threads take turns all the time."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_threads_may_read_their_first_texts_at_once(busy_threads):
    readers = 8
    with ThreadPoolExecutor(readers) as threads:
        for _time in range(50):
            parser, together = markdown.make_parser(), Barrier(readers)

            def read(_number, parser=parser, together=together):
                together.wait()
                return parser.render("Twee *woorden*\n\n- en een lijst")

            read_texts = set(threads.map(read, range(readers)))

            assert read_texts == {
                "<p>Twee <em>woorden</em></p>\n<ul>\n<li>en een lijst</li>\n</ul>\n"
            }


def test_to_html_writes_few_tags():
    assert to_html(TEXT) == (
        "<h2>Kijkdag</h2>\n"
        "<p>Beste <strong>Jan</strong>,<br>\n"
        "komt u <em>ook</em>? "
        '<a href="https://x.nl/?a=1&amp;b=2" rel="noopener noreferrer">Kies</a> of '
        '<a href="https://olievlek.nl" rel="noopener noreferrer">https://olievlek.nl</a><br>\n'
        'of <a href="mailto:a@b.nl" rel="noopener noreferrer">mail</a>.</p>\n'
        "<ul>\n<li>Lunch</li>\n<li>Bezoek\n<ol>\n<li>Bakker</li>\n<li>Slager</li>\n</ol>\n</li>\n"
        "</ul>\n<blockquote>\n<p>Welkom</p>\n</blockquote>\n<hr>\n"
    )


def test_to_text_writes_links_out():
    assert to_text(TEXT) == (
        "Kijkdag\n\n"
        "Beste Jan,\nkomt u ook? Kies (https://x.nl/?a=1&b=2) of https://olievlek.nl\n"
        "of mail (mailto:a@b.nl).\n\n"
        "- Lunch\n- Bezoek\n  1. Bakker\n  2. Slager\n\n"
        "> Welkom\n\n"
        "--------------------\n"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html;base64,x)",
        "![x](https://evil/pixel.png)",
        '<a href="https://x" onclick="y">x</a>',
        "[x](/desk/delete)",
        "[x](//evil)",
        '[x](https://x "title\\" onmouseover=1")',
        "    <b>code</b>",
        "```html\n<b>x</b>\n```",
        "<!-- x -->",
    ],
)
def test_hostile_markdown_becomes_text_or_nothing(hostile):
    for element in elements(to_html(hostile)):
        assert element.tag in TAGS
        assert set(element.attrib) <= {"href", "rel", "start"}
        assert element.attrib.get("href", "https:").startswith(("https:", "mailto:"))


def test_empty_text_stays_empty():
    assert (to_html(""), to_text("")) == ("", "")


@given(st.text(alphabet=st.sampled_from("<>[]()!*_`#-1. \n&;:/abj\"'\\\x00é")) | st.text())
def test_any_text_gives_allowed_tags_only(text):
    assert {element.tag for element in elements(to_html(text))} <= TAGS
    to_text(text)
