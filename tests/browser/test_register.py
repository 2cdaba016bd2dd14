"""A spreadsheet becomes a register, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp.database import db
from eventapp.formats.sheet import write_xlsx
from eventapp.models import Contact
from tests.browser.chromium import check_accessibility, check_fits
from tests.browser.live import Live
from tests.factories import make_contact, make_employer, make_network, make_user

pytestmark = pytest.mark.browser

HEADER = ["Voornaam", "Tussenvoegsel", "Achternaam", "Bedrijf", "Plaats", "E-mail", "Telefoon"]
ROWS = [
    ["Jan", "van der", "Berg", "De Korenbloem", "Breda", "jan@korenbloem.example", "06 12345678"],
    ["Nermin", "", "Aydin", "Aydin Metaal", "Etten-Leur", "n@aydin.example", "06 8765 4321"],
    ["Bram", "", "Oomen", "Oomen Transport", "Breda", "b.oomen@@oomen.example", ""],
]


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    path = tmp_path / "leden.xlsx"
    path.write_bytes(write_xlsx("Leden", HEADER, ROWS))
    return path


def begin(live: Live, page: Page) -> None:
    network = make_network(slug="west-brabant", name="West-Brabant")
    employer = make_employer(network, name="Aydin Metaal", town="Etten-Leur")
    make_contact(
        network, employer, name="Nermin Aydin", email="n@aydin.example", phone="06 11112222"
    )
    live.login(page, make_user(network))


def check(page: Page) -> None:
    check_accessibility(page)
    check_fits(page)


def test_a_name_in_a_table_looks_like_the_link_it_is(live: Live, desk: Page):
    begin(live, desk)
    desk.goto(live.url("/desk/west-brabant/contacts/"))

    drawn = desk.get_by_role("link", name="Nermin Aydin").evaluate(
        """one => {
            const {color, textDecorationLine, textDecorationColor} = getComputedStyle(one);
            return [color, textDecorationLine, textDecorationColor];
        }"""
    )

    assert drawn == ["rgb(0, 79, 89)", "underline", "rgb(0, 79, 89)"]


def walk(live: Live, page: Page, spreadsheet: Path) -> None:
    """Import a list: look first, then save it."""
    page.goto(live.url("/desk/west-brabant/contacts/"))
    check(page)
    page.get_by_role("link", name="Lijst inlezen").click()
    check(page)
    page.get_by_label("Je lijst").set_input_files(spreadsheet)
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(page.get_by_text("Er is nog niets opgeslagen.")).to_be_visible()
    expect(page.locator("td del")).to_have_text("06 11112222")
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Geweigerde rijen als Excel").click()
    assert download.value.suggested_filename == "geweigerde-rijen.xlsx"
    page.get_by_role("button", name="2 contacten opslaan").click()
    expect(page.get_by_text("1 contact erbij. 1 gewijzigd. 1 rij geweigerd.")).to_be_visible()


def test_enter_in_the_label_shows_what_it_changes_and_saves_nothing(
    live: Live, desk: Page, spreadsheet: Path
) -> None:
    begin(live, desk)
    desk.goto(live.url("/desk/west-brabant/import/"))
    desk.get_by_label("Je lijst").set_input_files(spreadsheet)
    desk.get_by_role("button", name="Bekijk wat er verandert").click()

    desk.get_by_label("Label voor iedereen in de lijst").fill("November")
    desk.keyboard.press("Enter")

    expect(desk.get_by_text("Iedereen in deze lijst krijgt het label “November”.")).to_be_visible()
    expect(desk.get_by_text("Er is nog niets opgeslagen.")).to_be_visible()
    check(desk)


def test_a_list_is_looked_at_and_saved(live: Live, desk: Page, spreadsheet: Path) -> None:
    begin(live, desk)

    walk(live, desk, spreadsheet)

    desk.get_by_role("searchbox").fill("korenbloem breda")
    desk.keyboard.press("Enter")
    expect(desk.locator("tbody tr")).to_have_count(1)
    desk.get_by_role("link", name="Jan van der Berg").click()
    expect(desk.get_by_text("Toegevoegd uit een lijst")).to_be_visible()
    check(desk)


def test_a_list_is_imported_on_a_phone(live: Live, phone: Page, spreadsheet: Path) -> None:
    begin(live, phone)

    walk(live, phone, spreadsheet)

    db.session.rollback()
    assert len(db.session.scalars(select(Contact)).all()) == 2


def test_a_typed_employer_is_offered_and_used(live: Live, desk: Page) -> None:
    begin(live, desk)
    desk.goto(live.url("/desk/west-brabant/contacts/new"))

    with desk.expect_response("**/employers/names?*") as answer:
        desk.get_by_label("Werkgever").press_sequentially("metaal")
    assert "Aydin Metaal" in answer.value.text()
    expect(desk.locator("#employer-names option")).to_have_count(1)

    desk.get_by_label("Werkgever").fill("AYDIN metaal")
    desk.get_by_label("Voornaam").fill("Eva")
    desk.get_by_label("Achternaam").fill("Smit")
    check(desk)
    desk.get_by_role("button", name="Opslaan").click()

    expect(desk.get_by_role("heading", name="Eva Smit")).to_be_visible()
    db.session.rollback()
    contact = db.session.scalars(select(Contact).where(Contact.given_name == "Eva")).one()
    assert contact.employer.name == "Aydin Metaal"
