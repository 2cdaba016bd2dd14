"""Importing a spreadsheet at the desk."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from eventapp.database import db
from eventapp.models import AuditEntry, Contact, Network, StoredFile
from eventapp.rules.access import Role
from eventapp.web.desk import import_view
from tests.factories import make_contact, make_employer, make_network, make_user
from tests.pages import Browser, Page

HOME = "/desk/west-brabant/import/"
HEADER = ["Naam", "Bedrijf", "Plaats", "E-mail", "Telefoon"]
JAN = ["Jan van der Berg", "De Korenbloem", "Breda", "jan@korenbloem.example", "06 1234 5678"]
BROKEN = ["Bram Oomen", "Oomen Transport", "Breda", "b.oomen@@oomen.example", ""]


@pytest.fixture
def network(browser: Browser) -> Network:
    network = make_network(slug="west-brabant", name="West-Brabant")
    browser.login(make_user(network))
    return network


def workbook(*rows: list[str], header: list[str] = HEADER) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Leden"
    for row in ([header] if header else []) + list(rows):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def send(browser: Browser, content: bytes, name: str = "leden.xlsx") -> Page:
    """Send a file as a browser does; the test client itself leaves large ones open."""
    token = browser.get(HOME).fields()["csrf_token"]
    body = (
        f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    ).encode() + content
    return browser._page(
        browser.client.post(
            HOME, data=body + b"\r\n--edge--\r\n", content_type="multipart/form-data; boundary=edge"
        )
    )


def preview(browser: Browser, *rows: list[str]) -> Page:
    return browser.follow(send(browser, workbook(*rows)))


def apply(browser: Browser, page: Page) -> Page:
    token = page.fields("discard")["csrf_token"]
    return browser.post(page.url, {"csrf_token": token})


def contacts() -> int:
    return db.session.scalar(select(func.count()).select_from(Contact)) or 0


def files() -> int:
    return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0


def test_a_preview_says_what_would_change_and_saves_nothing(
    browser: Browser, network: Network
) -> None:
    employer = make_employer(network, name="Aydin Metaal", town="Etten-Leur")
    make_contact(
        network, employer, name="Nermin Aydin", email="n@aydin.example", phone="06 11112222"
    )

    page = preview(
        browser,
        JAN,
        BROKEN,
        JAN,
        ["Nermin Aydin", "Aydin Metaal", "", "n@aydin.example", "06 8765 4321"],
        ["Joep de Wit", "", "", "", ""],
    )

    assert page.status == 200
    assert "leden.xlsx, blad “Leden”, 5 rijen. Er is nog niets opgeslagen." in page.text
    assert page.texts(".//p[@class='stat__number']") == ["1", "1", "0", "1", "2"]
    assert page.texts(".//tbody/tr") == [
        "3 Geweigerd Bram OomenOomen Transport"
        " E-mailadres b.oomen@@oomen.exampleDit adres heeft twee keer @.",
        "6 Geweigerd Joep de Wit WerkgeverDe werkgever ontbreekt.",
        "4 Dubbel Jan van der BergDe Korenbloem Staat ook in rij 2. Die rij telt.",
        "5 Gewijzigd Nermin AydinAydin Metaal Telefoon 06 11112222 06 8765 4321",
        "2 Nieuw Jan van der BergDe Korenbloem jan@korenbloem.example, 06 1234 5678, Breda",
    ]
    assert page.texts(".//td//del") == ["06 11112222"]
    assert page.texts(".//td//ins") == ["06 8765 4321"]
    assert contacts() == 1


def test_saving_writes_it_says_the_numbers_and_throws_the_file_away(
    browser: Browser, network: Network
) -> None:
    page = preview(browser, JAN, BROKEN)

    saved = apply(browser, page)
    shown = browser.follow(saved)

    assert (saved.status, saved.location) == (303, "/desk/west-brabant/contacts/")
    assert "1 contact erbij. 1 rij geweigerd." in shown.text
    assert "Deze rij is niet opgeslagen: rij 3 (Bram Oomen)." in shown.text
    assert (contacts(), files()) == (1, 0)


def test_saving_names_three_rows_that_were_refused_and_counts_the_rest(
    browser: Browser, network: Network
) -> None:
    nameless = ["", "Oomen Transport", "", "", ""]
    long = ["B" * 9000, *BROKEN[1:]]

    shown = browser.follow(apply(browser, preview(browser, JAN, nameless, BROKEN, long, BROKEN)))

    assert (
        "Deze rijen zijn niet opgeslagen: rij 3, rij 4 (Bram Oomen), "
        f"rij 5 ({'B' * 59}…), nog 1 rij. Verbeter ze in je lijst en lees die nog eens in."
        in shown.text
    )


def test_a_preview_names_who_has_an_address_already(browser: Browser, network: Network) -> None:
    make_contact(network, name="Saskia Veldhuis", email="saskia@korenaar.example")
    row = ["S. Veldhuis", "De Korenaar", "Breda", "SASKIA@korenaar.example", ""]

    page = preview(browser, row, JAN)

    assert "1 rij gaat misschien over iemand die je al hebt." in page.text
    assert "Saskia Veldhuis heeft dit adres ook." in page.text
    assert page.text.count("heeft dit adres ook") == 1


def test_a_preview_tells_of_a_namesake_at_the_same_employer(
    browser: Browser, network: Network
) -> None:
    employer = make_employer(network, name="De Korenaar")
    make_contact(network, name="Saskia Veldhuis", employer=employer, email="s@korenaar.example")

    page = preview(browser, ["Saskia Veldhuis", "De Korenaar", "", "nieuw@korenaar.example", ""])

    assert "Er is al iemand met deze naam bij deze werkgever, met een ander adres." in page.text


def test_who_has_neither_address_nor_phone_is_not_said_to_be_phoned(
    browser: Browser, network: Network
) -> None:
    page = preview(
        browser, ["Jan Bos", "Bos", "Breda", "", ""], ["Ria Bos", "Bos", "", "", "06 1234 5678"]
    )

    assert "geen e-mailadres, geen telefoon" in page.text
    assert page.text.count("alleen bellen") == 1


def test_with_nobody_to_save_the_preview_says_so(browser: Browser, network: Network) -> None:
    page = preview(browser, BROKEN)

    assert "Er is niemand op te slaan" in page.text
    assert "contact opslaan" not in page.text.lower()


def test_saving_twice_saves_once_and_says_so(browser: Browser, network: Network) -> None:
    page = preview(browser, JAN)

    first, second = apply(browser, page), apply(browser, page)

    assert (first.status, second.status) == (303, 404)
    assert contacts() == 1
    saver = db.session.scalars(select(AuditEntry.actor)).first()
    for again in (second, browser.get(page.url)):
        assert again.status == 404
        assert "Deze lijst is al opgeslagen" in again.text
        assert f"{saver} heeft de lijst op " in again.text
        assert [
            link.get("href") for link in again.all(".//main//a[@class='button button--main']")
        ] == ["/desk/west-brabant/contacts/"]


def test_a_file_that_was_discarded_is_not_called_saved(browser: Browser, network: Network) -> None:
    page = preview(browser, JAN)
    browser.post(f"{page.url}discard", {"csrf_token": page.fields("discard")["csrf_token"]})

    again = apply(browser, page)

    assert (again.status, contacts()) == (404, 0)
    assert "Dit bestand is er niet meer" in again.text


def test_rows_are_judged_anew_when_they_are_saved(browser: Browser, network: Network) -> None:
    page = preview(browser, JAN)
    employer = make_employer(network, name="De Korenbloem", town="Breda")
    make_contact(network, employer, name=JAN[0], email=JAN[3], phone=JAN[4])

    shown = browser.follow(apply(browser, page))

    assert "Alles stond al bij de contacten. Er is niets gewijzigd." in shown.text
    assert contacts() == 1


def test_the_same_file_twice_has_nothing_to_save(browser: Browser, network: Network) -> None:
    apply(browser, preview(browser, JAN))
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))

    page = preview(browser, JAN)

    assert "Alles staat al bij de contacten" in page.text
    assert "opslaan" not in [text.lower() for text in page.texts(".//main//button")]
    apply(browser, page)
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def test_throwing_the_file_away_saves_nothing(browser: Browser, network: Network) -> None:
    page = preview(browser, JAN)

    shown = browser.follow(page.submit("discard"))

    assert "Het bestand is weggegooid." in shown.text
    assert (contacts(), files()) == (0, 0)


@pytest.mark.parametrize("part", ["new", "changed", "duplicate", "refused", "attention", "x"])
def test_every_part_can_be_looked_at(browser: Browser, network: Network, part: str) -> None:
    page = preview(browser, JAN, BROKEN)

    shown = browser.get(f"{page.url}?show={part}")

    numbers = {"new": 1, "refused": 1, "changed": 0, "duplicate": 0}
    assert len(shown.all(".//tbody/tr")) == numbers.get(part, 2)


def test_a_long_list_shows_its_first_rows_only(
    browser: Browser, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_view, "SHOWN", 2)

    page = preview(browser, *[[f"Jan Aker{n}", "Aker", "", "", ""] for n in range(5)])

    assert len(page.all(".//tbody/tr")) == 2
    assert "Dit zijn de eerste 2 van 5 rijen." in page.text
    apply(browser, page)
    assert contacts() == 5


def test_columns_we_do_not_read_are_named(browser: Browser, network: Network) -> None:
    content = workbook(["Jan Aker", "Aker", "01234567"], header=["Naam", "Bedrijf", "KvK"])

    page = browser.follow(send(browser, content))

    assert "Deze kolom lezen we niet in: KvK." in page.text


def test_refused_rows_come_back_with_their_reasons(browser: Browser, network: Network) -> None:
    page = preview(browser, JAN, BROKEN)

    answer = browser.client.get(f"{page.url}refused.xlsx")

    rows = [list(row) for row in load_workbook(BytesIO(answer.data)).worksheets[0].values]
    assert rows == [
        ["Rij", "Wat er mis is", *HEADER],
        ["3", "E-mailadres: Dit adres heeft twee keer @.", *BROKEN[:-1], None],
    ]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"%PDF-1.7", "leden.pdf", "Dit is geen Excelbestand"),
        (b"hallo", "leden", "Dit is geen Excelbestand"),
        (b"not a zip", "leden.xlsx", "Dit bestand is niet te lezen."),
        (b"PK\x03\x04 broken", "leden.xlsx", "Dit bestand is niet te lezen."),
        (b"", "leden.xlsx", "Er staat niets in dit bestand."),
        (b" \n\n", "leden.csv", "Er staat niets in dit bestand."),
        (workbook(header=[]), "leden.xlsx", "Er staat niets in dit bestand."),
        (workbook(JAN, header=[]), "leden.xlsx", "We vonden geen rij met kolomnamen."),
        (b"x" * (10 * 1024 * 1024 + 1), "leden.csv", "Dit bestand is te groot."),
        (b"Naam\n" * 50_001, "leden.csv", "Dit bestand is te groot."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    browser: Browser, network: Network, content: bytes, name: str, says: str
) -> None:
    page = send(browser, content, name)

    assert page.status == 422
    assert page.texts(".//*[@class='summary__title']") == ["Deze lijst is nog niet ingelezen"]
    assert says in page.text
    assert files() == 0


def test_without_a_file_one_is_asked_for(browser: Browser, network: Network) -> None:
    page = browser.get(HOME).submit()

    assert page.status == 422
    assert page.texts(".//*[@class='summary__title']") == ["Er is nog geen bestand gekozen"]
    assert "Kies eerst een bestand." in page.text


def test_a_file_far_too_large_is_refused_before_it_is_read(
    browser: Browser, network: Network
) -> None:
    page = send(browser, b"x" * (13 * 1024 * 1024), "leden.csv")

    assert page.status == 413
    assert "10 MB" in page.text


def test_only_a_header_says_that_nobody_is_in_it(browser: Browser, network: Network) -> None:
    page = preview(browser)

    assert "Er staan geen mensen in dit bestand" in page.text


@pytest.mark.parametrize("encoding", ["utf_8", "utf_8_sig", "cp1252", "utf_16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_of_any_make_is_read(
    browser: Browser, network: Network, encoding: str, delimiter: str
) -> None:
    rows = [["Naam", "Bedrijf", "Plaats"], ["Zoë Brouwers", "Café ’t Hoekje", "Bergen op Zoom"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)

    page = browser.follow(send(browser, text.encode(encoding), "LEDEN.CSV"))
    apply(browser, page)

    assert "LEDEN.CSV, 1 rij." in page.text  # a sheet has no name there
    contact = db.session.scalars(select(Contact)).one()
    assert (contact.name, contact.employer.name) == ("Zoë Brouwers", "Café ’t Hoekje")


def test_a_name_of_a_file_that_is_code_is_shown_as_it_is(
    browser: Browser, network: Network
) -> None:
    page = browser.follow(send(browser, workbook(JAN), "<script>%22'😀.xlsx"))

    assert page.status == 200
    assert "<script>\"'😀.xlsx, blad" in page.text


def test_a_viewer_cannot_import(browser: Browser) -> None:
    network = make_network(slug="west-brabant")
    browser.login(make_user(network, Role.VIEWER))

    assert [browser.get(HOME).status, browser.get(f"{HOME}{'0' * 32}/").status] == [403, 403]


def test_a_file_of_another_network_does_not_exist(browser: Browser, network: Network) -> None:
    page = preview(browser, JAN)
    elsewhere = make_network(slug="elders")
    other = Browser(browser.client.application).login(make_user(elsewhere))

    there = page.url.replace("west-brabant", "elders")
    token = other.get("/desk/elders/import/").fields()["csrf_token"]
    posts = [other.post(path, {"csrf_token": token}) for path in (there, f"{there}discard")]

    assert [answer.status for answer in posts] == [404, 404]
    assert [other.get(path).status for path in (there, f"{there}refused.xlsx")] == [404, 404]
    assert other.get(page.url).status == 404
    assert (contacts(), files()) == (0, 1)


@pytest.mark.parametrize(
    ("language", "header"), [("nl", "Naam;Werkgever"), ("en", "Name;Employer")]
)
def test_the_sample_list_is_read_whole_as_it_was_downloaded(
    browser: Browser, network: Network, language: str, header: str
) -> None:
    (link,) = [
        found.get("href") for found in browser.get(f"{HOME}?lang={language}").all(".//main//a")
        if "sample" in (found.get("href") or "")
    ]  # fmt: skip

    given = browser.get(str(link)).response
    page = browser.follow(send(browser, given.data, "sample.csv"))

    assert given.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert given.headers["Content-Disposition"].startswith("attachment; ")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.data.decode("utf-8").startswith(f"\ufeff{header};")
    assert [stat.text for stat in page.all(".//*[@class='stat__number']")] == [
        "5", "0", "0", "0", "0",
    ]  # fmt: skip
    assert not page.all(".//*[@class='notice notice--info']"), "a column is not read"
    browser.follow(apply(browser, page))
    lotte = db.session.scalars(select(Contact).where(Contact.given_name == "Lotte")).one()
    assert (contacts(), lotte.is_ambassador, len(lotte.tags)) == (5, True, 1)
