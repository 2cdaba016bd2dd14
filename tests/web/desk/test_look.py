"""A network's own colours and logo: a sample first, then on every page and mail of it."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from eventapp.database import db
from eventapp.models import AuditEntry, Network, StoredFile
from eventapp.rules.access import Role
from eventapp.rules.brand import ACCENT, BRAND, INK
from eventapp.rules.event import EventKind
from eventapp.services.letter_look import LetterColours, letter_colours, logo_url
from tests.factories import make_event, make_invitation, make_network, make_user
from tests.statements import count_statements

YELLOW = "#FFE600"


@pytest.fixture
def network(database: None) -> Network:
    return make_network(slug="west-brabant", name="West-Brabant")


@pytest.fixture
def owner(browser, network):
    return browser.login(make_user(network, Role.OWNER))


def png(size: tuple[int, int] = (200, 100)) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, "#C2185B").save(out, "PNG")
    out.seek(0)
    return out


def link_of(owner, event) -> str:
    """Invite somebody, and give their personal address."""
    links = owner.client.application.extensions["links"]
    return f"/i/{links.token('invitation', make_invitation(event).public_id)}/"


def look(owner):
    return owner.get("/desk/west-brabant/network/look/")


def sheets(page) -> list[str]:
    links = [str(link.get("href")) for link in page.all(".//link[@rel='stylesheet']")]
    return [link for link in links if "/brand.css" in link]


def test_saved_colours_are_on_every_page_of_the_network(owner, network):
    event = make_event(network)
    other = make_network()
    link = link_of(owner, event)

    saved = look(owner).submit("look/colours", brand=YELLOW, accent="#c2185b")

    assert saved.status == 303
    [sheet] = sheets(owner.get("/west-brabant/"))
    for address in (f"/west-brabant/{event.slug}/", link, "/desk/west-brabant/"):
        assert sheets(owner.get(address)) == [sheet]
    assert sheets(owner.get(f"/{other.slug}/")) == []
    style = owner.client.get(sheet)
    assert style.mimetype == "text/css"
    assert style.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--brand: #645900;" in style.text
    assert "prefers-color-scheme: dark" in style.text


def test_an_old_address_of_the_style_sheet_is_not_kept(owner):
    style = owner.client.get("/west-brabant/brand.css?v=old")

    assert style.headers["Cache-Control"] == "no-cache"


def test_a_sample_saves_nothing_and_says_what_becomes_of_a_pale_colour(owner, network):
    page = look(owner).submit("look/colours", brand=YELLOW, accent="#FFC42E", sample="1")

    assert page.status == 200
    assert "#FFE600 leest slecht. Daarom gebruiken we #645900" in page.text
    [sample] = [
        link.get("href") for link in page.all(".//link") if "sample.css" in link.get("href")
    ]
    assert "--brand: #645900;" in owner.client.get(sample).text
    db.session.expire_all()
    assert db.session.get_one(Network, network.id).brand_colour is None


@pytest.mark.parametrize("wrong", ["", "geel", "#FFF", "#12345G", "#123456;} body {display:none"])
def test_what_is_no_colour_is_refused_and_kept_in_the_form(owner, network, wrong):
    page = look(owner).submit("look/colours", brand=wrong, accent="#FFC42E")

    assert page.status == 422
    assert "Schrijf een kleur als # en zes tekens" in page.text
    assert page.all(".//input[@name='brand']")[0].get("value") == wrong
    assert (
        ";} body"
        not in owner.client.get("/desk/west-brabant/network/look/sample.css?brand=" + wrong).text
    )


def test_the_colours_of_olievlek_come_back(owner, network):
    look(owner).submit("look/colours", brand=YELLOW, accent=YELLOW)

    look(owner).submit("look/reset")

    assert sheets(owner.get("/west-brabant/")) == []
    changes = db.session.execute(select(AuditEntry.field, AuditEntry.old, AuditEntry.new)).all()
    assert ("brand_colour", "", YELLOW) in changes
    assert ("brand_colour", YELLOW, "") in changes


def test_a_logo_stands_beside_the_name_until_it_is_removed(owner, network):
    look(owner).submit("look/logo", file=(png(), "logo.png"))
    page = owner.get("/west-brabant/")
    [image] = page.all(".//header//img")
    shown = owner.client.get(str(image.get("src")))

    assert (image.get("width"), image.get("height"), image.get("alt")) == ("68", "34", "")
    assert (shown.mimetype, shown.status_code) == ("image/png", 200)
    assert "immutable" in shown.headers["Cache-Control"]

    look(owner).submit("no-logo")

    assert owner.get("/west-brabant/").all(".//header//img") == []
    assert owner.client.get("/west-brabant/logo.png").status_code == 404
    assert db.session.scalars(select(StoredFile)).all() == []


def test_a_new_logo_takes_the_place_of_the_old_one(owner, network):
    for size in ((200, 100), (300, 100)):
        look(owner).submit("look/logo", file=(png(size), "logo.png"))

    assert len(db.session.scalars(select(StoredFile)).all()) == 1


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG no more"])
def test_a_file_that_is_no_picture_changes_nothing(owner, network, content):
    look(owner).submit("look/logo", file=(png(), "logo.png"))

    page = look(owner).submit("look/logo", file=(BytesIO(content), "logo.png"))

    assert page.status == 422
    assert "geen afbeelding die we kunnen lezen" in page.text
    assert len(db.session.scalars(select(StoredFile)).all()) == 1


def test_without_a_picture_one_is_asked_for(owner, network):
    page = look(owner).submit("look/logo")

    assert page.status == 422
    assert page.texts(".//*[@class='summary__title']") == ["Er is nog geen bestand gekozen"]


def test_an_answer_page_costs_no_statement_more_for_it(owner, network):
    link = link_of(owner, make_event(network))
    owner.get(link)  # from now on what all invitees see alike is kept
    before = count_statements(owner, link)
    look(owner).submit("look/colours", brand=YELLOW, accent=YELLOW)
    look(owner).submit("look/logo", file=(png(), "logo.png"))
    owner.get(link)  # anew

    assert count_statements(owner, link) == before


def test_mails_are_in_the_same_colours(app, network):
    links = app.extensions["links"]

    assert letter_colours(None, None) == LetterColours()
    thanks = letter_colours(None, None, EventKind.THANK_YOU)
    assert (thanks.poster, thanks.dark_poster, thanks.stripe) == (ACCENT, ACCENT, BRAND)
    assert thanks.poster_ink == thanks.poster_ink_2 == INK
    assert (thanks.brand, thanks.accent) == (BRAND, ACCENT)
    assert letter_colours(YELLOW, None).brand == "#645900"
    assert logo_url(network, links) == ""
    network.logo_digest = "0123456789abcdef"
    assert logo_url(network, links) == "http://localhost/west-brabant/logo.png?v=0123456789abcdef"
    db.session.rollback()
