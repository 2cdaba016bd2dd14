import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from eventapp.rules.placeholders import (
    Placeholder,
    Unknown,
    as_title,
    escape_markdown,
    fill,
    fill_markdown,
    find,
    find_unknown,
    is_missing_link,
    pasted_link,
    split_blocks,
)

VALUES = {placeholder: f"<{placeholder}>" for placeholder in Placeholder}
LINK = "https://olievlek.nl/i/_abc_.def-_/"


def test_words_are_known_in_dutch_and_english_and_any_case():
    text = "{{voornaam}} {{ Antwoord  VOOR }} {{answer_before}} {{buttons}} {{onzin}}"

    assert find(text) == {Placeholder.GIVEN_NAME, Placeholder.ANSWER_BEFORE, Placeholder.BUTTONS}


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("{{voornaam}}, komt u naar {{bijeenkomst}}?", "Komt u naar Kijkdag?"),
        ("{{ First name }} , do you come?", "Do you come?"),
        ("Komt {{bedrijf}} naar {{Event}}?", "Komt [bedrijf] naar Kijkdag?"),
        ("{{voornaam}},", "[voornaam],"),
        ("komt u?", "komt u?"),
        ("", ""),
    ],
)
def test_a_subject_is_a_title_that_speaks_to_nobody(subject, title):
    assert as_title(subject, "Kijkdag") == title


def test_unknown_words_come_with_their_line_and_what_was_meant():
    text = "Beste {{vornaam}},\n\n{{naam}} {{xyzzy}}\n{{datum"

    assert find_unknown(text) == [
        Unknown("vornaam", 1, ("voornaam", "naam")),
        Unknown("xyzzy", 3, ()),
        Unknown("datum", 4, ("datum",)),
    ]


def test_fill_makes_one_plain_line():
    values = {Placeholder.GIVEN_NAME: "Jan\r\nBcc: x", Placeholder.EVENT: "{{naam}} & <b>"}

    assert fill("{{voornaam}}: {{event}} {{??}}", values) == "Jan Bcc: x: {{naam}} & <b> {{??}}"


def test_fill_refuses_a_placeholder_without_value():
    with pytest.raises(KeyError):
        fill("{{voornaam}}", {})


def test_fill_markdown_shows_a_hostile_value_as_it_is():
    values = {Placeholder.NAME: '# [x](http://evil) <script>*a*_b_`c`\n\n- "&amp;"'}

    html = MarkdownIt().render(fill_markdown("{{naam}}", values))

    assert html == ("<p># [x](http://evil) &lt;script&gt;*a*_b_`c` - &quot;&amp;amp;&quot;</p>\n")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{{link}}", f'<p><a href="{LINK}">{LINK}</a></p>\n'),
        ("[Kies]({{link}})", f'<p><a href="{LINK}">Kies</a></p>\n'),
        ("<{{link}}>", f'<p><a href="{LINK}">{LINK}</a></p>\n'),
    ],
)
def test_fill_markdown_makes_the_link_a_link(text, html):
    filled = fill_markdown(text, {Placeholder.LINK: LINK})

    assert MarkdownIt().render(filled) == html


def test_split_blocks_cuts_a_body_at_buttons_and_programme():
    assert split_blocks("Beste {{naam}}\n\n{{knoppen}}\n\n{{programme}}Tot dan!") == [
        "Beste {{naam}}\n\n",
        Placeholder.BUTTONS,
        Placeholder.PROGRAMME,
        "Tot dan!",
    ]


def test_a_body_needs_the_link_or_the_buttons():
    assert is_missing_link("Beste {{voornaam}}, link: knoppen {{lnk}}")
    assert not is_missing_link("{{link}}")
    assert not is_missing_link("{{ Knoppen }}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zie https://olievlek.nl/i/abc.def/ voor", "https://olievlek.nl/i/abc.def/"),
        ("[x](HTTP://Olievlek.NL/u/abc)", "HTTP://Olievlek.NL/u/abc"),
        ("olievlek.nl/i/abc", "olievlek.nl/i/abc"),
        ("https://olievlek.nl/west-brabant/", None),
        ("https://anders.nl/i/abc en https://nietolievlek.nl/i/abc", None),
        ("{{link}}", None),
    ],
)
def test_a_pasted_personal_link_is_found(text, found):
    assert pasted_link(text, "https://olievlek.nl") == found


@given(st.text())
def test_an_escaped_value_is_one_run_of_its_own_characters(value):
    escaped = escape_markdown(value)

    tokens = MarkdownIt().parse(f"x{escaped}x")

    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {c.type for c in tokens[1].children} <= {"text", "text_special"}


@given(st.text(alphabet="{}aknl \n\\*_é"))
def test_no_text_makes_it_raise(text):
    find_unknown(text)
    split_blocks(text)
    fill(text, VALUES)
    fill_markdown(text, VALUES)
