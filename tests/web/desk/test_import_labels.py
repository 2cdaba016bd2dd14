"""A label for everybody in a list, and a list that lacks a column."""

from io import BytesIO

import pytest

from eventapp.models import Network
from tests.factories import make_network, make_user
from tests.pages import Browser, Page
from tests.web.desk.test_imports import HEADER, HOME, JAN, contacts, send, workbook

EVA = ["Eva Smit", "De Korenbloem", "Breda", "eva@korenbloem.example", ""]


@pytest.fixture
def network(browser: Browser) -> Network:
    network = make_network(slug="west-brabant", name="West-Brabant")
    browser.login(make_user(network))
    return network


def labelled(browser: Browser, label: str) -> Page:
    content = workbook(JAN, EVA)
    return browser.get(HOME).submit(file=(BytesIO(content), "leden.xlsx"), label=label)


def save(page: Page, **typed: str) -> Page:
    """Press the button that saves; the address it posts to holds the label."""
    [form] = page.all(".//form[@id='save']")
    [_button] = page.all(".//button[@form='save'][@class]")
    token = page.fields("discard")["csrf_token"]
    return page.browser.post(str(form.get("action")), {"csrf_token": token, **typed})


def test_everybody_in_a_list_gets_its_label_and_is_shown_at_once(
    browser: Browser, network: Network
) -> None:
    looked = browser.follow(labelled(browser, "  Lijst   november "))
    assert "Iedereen in deze lijst krijgt het label “Lijst november”." in looked.text
    assert "Breda, Lijst november" in looked.text

    saved = browser.follow(save(looked))

    assert "2 contacten" in saved.text
    assert saved.response.request.args["tag"]
    assert [name for name in ("Berg", "Smit") if name in saved.text] == ["Berg", "Smit"]


def test_a_list_that_was_saved_leads_to_the_people_with_its_label(
    browser: Browser, network: Network
) -> None:
    looked = browser.follow(labelled(browser, "Nieuw"))
    people = save(looked).location

    again = save(looked)

    assert "Deze lijst is al opgeslagen" in again.text
    links = {link.text or "".join(link.itertext()): link.get("href") for link in again.all(".//a")}
    assert links["Naar de contacten"] == people


def test_the_parts_of_a_preview_keep_the_label(browser: Browser, network: Network) -> None:
    looked = browser.follow(labelled(browser, "Nieuw"))

    [link] = [
        str(one.get("href")) for one in looked.all(".//a") if "show=new" in one.get("href", "")
    ]

    assert "het label “Nieuw”" in browser.get(link).text


def test_a_label_that_was_forgotten_can_still_be_given(browser: Browser, network: Network) -> None:
    looked = browser.follow(labelled(browser, ""))

    assert looked.all(".//form[@id='save']//input[@id='label']")
    page = browser.follow(save(looked, label=" Lijst   november ", step="label"))
    assert contacts() == 0

    assert "Iedereen in deze lijst krijgt het label “Lijst november”." in page.text
    saved = browser.follow(save(page))
    assert saved.response.request.args["tag"]
    assert [name for name in ("Berg", "Smit") if name in saved.text] == ["Berg", "Smit"]


def test_a_label_that_was_typed_is_saved_with_the_list(browser: Browser, network: Network) -> None:
    looked = browser.follow(labelled(browser, ""))

    saved = browser.follow(save(looked, label="November"))

    assert contacts() == 2
    assert saved.response.request.args["tag"]
    assert [name for name in ("Berg", "Smit") if name in saved.text] == ["Berg", "Smit"]


@pytest.mark.parametrize("typed", ["", "   "])
def test_giving_no_label_saves_nothing(browser: Browser, network: Network, typed: str) -> None:
    looked = browser.follow(labelled(browser, ""))

    page = browser.follow(save(looked, label=typed, step="label"))

    assert contacts() == 0
    assert page.url.startswith(looked.url.split("?")[0])


def test_who_saves_twice_is_led_to_the_label_both_times(browser: Browser, network: Network) -> None:
    looked = browser.follow(labelled(browser, ""))
    people = save(looked, label="November").location

    again = save(looked, label="November")

    links = {link.text or "".join(link.itertext()): link.get("href") for link in again.all(".//a")}
    assert links["Naar de contacten"] == people


def test_a_label_can_be_given_to_people_who_are_all_known(
    browser: Browser, network: Network
) -> None:
    save(browser.follow(labelled(browser, "")))

    again = browser.follow(labelled(browser, ""))
    page = browser.follow(
        browser.post(
            again.url,
            {
                "csrf_token": again.fields("discard")["csrf_token"],
                "label": "Nieuw",
                "step": "label",
            },
        )
    )

    assert "Iedereen in deze lijst krijgt het label “Nieuw”." in page.text
    assert page.texts(".//button[@form='save'][@class]") == ["2 contacten opslaan"]


def test_refused_rows_are_said_to_get_no_label(browser: Browser, network: Network) -> None:
    wrong = ["Jan Fout", "De Korenbloem", "Breda", "jan@@korenbloem.example", ""]

    pages = [
        browser.follow(
            browser.get(HOME).submit(file=(BytesIO(workbook(*rows)), "leden.xlsx"), label="Nieuw")
        )
        for rows in ([EVA], [EVA, wrong])
    ]

    assert ["Geweigerde rijen niet" in page.text for page in pages] == [False, True]


def test_saving_with_what_is_no_label_saves_nothing_and_keeps_it(
    browser: Browser, network: Network
) -> None:
    looked = browser.follow(labelled(browser, ""))

    page = browser.follow(save(looked, label="een,twee"))

    assert contacts() == 0
    assert "Schrijf één label, zonder het teken ," in page.text
    assert page.all(".//input[@id='label'][@value='een,twee'][@aria-invalid='true']")


def test_what_is_no_label_is_refused_afterwards_too(browser: Browser, network: Network) -> None:
    looked = browser.follow(labelled(browser, ""))

    page = browser.get(f"{looked.url}?label=een,twee")

    assert (page.status, "krijgt het label" in page.text) == (200, False)
    assert "Schrijf één label, zonder het teken ," in page.text
    assert page.all(".//input[@id='label'][@value='een,twee'][@aria-invalid='true']")
    assert contacts() == 0


@pytest.mark.parametrize("sign", [",", ";", "|"])
def test_a_label_with_a_sign_between_labels_is_refused_by_name(
    browser: Browser, network: Network, sign: str
) -> None:
    page = labelled(browser, f"een{sign} twee")

    assert page.status == 422
    assert f"Schrijf één label, zonder het teken {sign}" in page.text


def test_a_label_that_is_too_long_is_refused(browser: Browser, network: Network) -> None:
    page = labelled(browser, "x" * 41)

    assert page.status == 422
    assert "Schrijf één label van hoogstens 40 tekens." in page.text


@pytest.mark.parametrize("typed", ["-", " -- ", "?"])
def test_what_says_that_there_is_no_label_is_refused_as_such(
    browser: Browser, network: Network, typed: str
) -> None:
    page = labelled(browser, typed)

    assert page.status == 422
    assert "Dit betekent “geen label”." in page.text
    assert "hoogstens 40" not in page.text


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["Volgnummer", *HEADER[1:]], "Geen kolom gevonden voor: Naam."),
        (["Naam", "Sector", *HEADER[2:]], "Geen kolom gevonden voor: Werkgever."),
    ],
)
def test_a_list_that_lacks_a_column_says_which_and_what_was_found(
    browser: Browser, network: Network, header: list[str], said: str
) -> None:
    page = browser.follow(send(browser, workbook(JAN, EVA, header=header)))

    assert said in page.text
    assert f"We vonden: {', '.join(header)}." in page.text
    assert not page.all(".//tbody/tr")
    assert contacts() == 0
