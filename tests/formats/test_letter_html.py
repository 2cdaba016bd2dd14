import html5lib
import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from eventapp.formats.letter_html import MjmlError, environment, mjml_to_html
from eventapp.formats.markdown import to_html

TEMPLATE = """{% extends "base.mjml" %}
{% block preheader %}{{ title }}{% endblock %}
{% block kicker %}{{ _("Invitation") }}{% endblock %}
{% block title %}{{ title }}{% endblock %}
{% block when %}donderdag 15 april{% endblock %}
{% block where %}12.30 tot 18.00 uur<br>{{ venue }}{% endblock %}
{% block body %}
<mj-text>{{ body }}</mj-text>
<mj-button mj-class="main" href="{{ link }}">Ja, ik kom</mj-button>
<mj-button mj-class="outlined" href="{{ link }}">Nee, helaas</mj-button>
{% endblock %}
{% block footer %}<a href="{{ link }}">Meld u af</a>{% endblock %}
"""
VALUES = {
    "colours": {
        "brand": "#004F59",
        "accent": "#FFC42E",
        "dark_brand": "#7CD3D6",
        "poster": "#004F59",
        "poster_ink": "#FFFFFF",
        "poster_ink_2": "#BFE0E0",
        "dark_poster": "#00363E",
        "stripe": "#FFC42E",
    },
    "network": {"name": "West-Brabant", "logo_url": "", "logo_width": 0},
    "language": "nl",
    "title": "Kijkdag 2027",
    "venue": "De Gistfabriek",
    "body": Markup(to_html("Beste Jan,\nkomt u *ook*?\n\n---\n\n- Lunch")),
    "link": "https://olievlek.nl/i/abc.d_e-f/?answer=ACCEPTED&x=1",
}


def render(**values):
    made = environment(_=str)
    return mjml_to_html(made.from_string(TEMPLATE).render({**VALUES, **values}))


def tree(html):
    return html5lib.parse(html, namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def test_the_base_template_makes_a_whole_page():
    page = tree(render())

    assert page.attrib["lang"] == "nl"
    assert words(page.find("head/title")) == "Kijkdag 2027"
    shown = words(page.find("body"))
    for text in ("Invitation", "donderdag 15 april", "Beste Jan,", "komt u ook?", "Lunch"):
        assert text in shown
    links = [a.attrib["href"] for a in page.iter("a")]
    assert links == [VALUES["link"]] * 3
    metas = {meta.attrib.get("name"): meta.attrib.get("content") for meta in page.iter("meta")}
    assert metas["color-scheme"] == "light dark"
    assert "prefers-color-scheme: dark" in render()


def test_styles_are_put_into_the_elements_and_nothing_is_fetched():
    html = render()

    assert '<p style="' in html
    assert "src=" not in html
    assert "<link" not in html
    assert "@import" not in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><script>x</script>',
        "</mj-text><mj-raw><script>x</script></mj-raw>",
        "&lt;script&gt;",
        "{{ 7*7 }}",
        "]]>--><!--",
        "a & b",
    ],
)
def test_values_stay_text(hostile):
    page = tree(render(title=hostile, venue=hostile, link=f"https://x.nl/{hostile}"))

    assert not list(page.iter("script"))
    assert words(page.find("head/title")) == hostile
    assert hostile in words(page.find("body"))
    assert {a.attrib["href"] for a in page.iter("a")} == {f"https://x.nl/{hostile}"}


def test_a_missing_value_is_an_error():
    made = environment()

    with pytest.raises(UndefinedError):
        made.from_string("{{ missing }}").render()


def test_given_functions_are_globals_and_filters():
    made = environment(shout=str.upper)

    assert made.from_string("{{ shout('a') }}{{ 'b'|shout }}").render() == "AB"


@pytest.mark.parametrize("broken", ["", "<p>x</p>", "<mjml><mj-body>", "<mjml><mj-onzin/></mjml>"])
def test_what_is_not_mjml_is_an_error(broken):
    with pytest.raises(MjmlError):
        mjml_to_html(broken)
