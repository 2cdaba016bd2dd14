"""The register at the desk."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import Contact, Employer, Network
from eventapp.queries import register as queries
from eventapp.rules.access import Role
from eventapp.rules.names import fold
from eventapp.rules.register_import import Verdict
from eventapp.rules.rsvp import AttendeeKind, Partstat, Place
from eventapp.services import audit, imports
from eventapp.services.audit import Actor, Change
from eventapp.services.imports import Table
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_employer,
    make_event,
    make_invitation,
    make_network,
    make_tag,
    make_user,
)
from tests.pages import Browser
from tests.statements import count_statements

HOME = "/desk/west-brabant/contacts/"
FILLED_IN = {
    "given_name": "Jan",
    "family_name": "van der Berg",
    "employer": "De Korenbloem",
    "town": "Breda",
    "email": "jan@korenbloem.example",
    "phone": "06 1234 5678",
}


@pytest.fixture
def network(browser: Browser) -> Network:
    network = make_network(slug="west-brabant", name="West-Brabant")
    browser.login(make_user(network))
    return network


def jan(network: Network, **values: object) -> Contact:
    employer = make_employer(network, name="De Korenbloem", town="Breda")
    return make_contact(network, employer, **{"name": "Jan van der Berg", **values})


def the_contact() -> Contact:
    return db.session.scalars(select(Contact)).one()


def test_an_empty_register_says_how_to_begin(browser: Browser, network: Network) -> None:
    page = browser.get(HOME)

    assert "Hier komen de mensen die je uitnodigt" in page.text
    assert "/desk/west-brabant/import/" in [a.get("href") for a in page.all(".//main//a")]


def test_a_companion_without_a_place_is_nowhere_counted(browser: Browser, network: Network) -> None:
    contact, event = jan(network), make_event(network)
    invitation = make_invitation(event, contact, answer=Partstat.ACCEPTED, answered_at=NOW)
    make_attendee(event, invitation)
    for position, place in ((2, Place.CONFIRMED), (3, Place.NONE)):
        make_attendee(
            event, invitation, position=position, place=place, kind=AttendeeKind.COMPANION
        )

    pages = [
        browser.get(f"/desk/{network.slug}/contacts/{contact.id}/"),
        browser.get(f"/desk/{network.slug}/{event.slug}/"),
    ]

    for page in pages:
        assert page.status == 200
        assert "met 1 gast" in page.text
        assert "met 2 gasten" not in page.text


def test_the_list_shows_people_with_employer_labels_and_last_visit(
    browser: Browser, network: Network
) -> None:
    contact = jan(network, is_ambassador=True)
    event = make_event(network, title="Kijkdag")
    make_attendee(event, make_invitation(event, contact), checked_in_at=NOW)

    page = browser.get(HOME)

    row = page.texts(".//tbody/tr")[0]
    for word in ("van der Berg", "De Korenbloem", "Breda", "ambassadeur", "Kijkdag"):
        assert word in row
    assert "1 persoon bij 1 werkgever. 1 van hen is ambassadeur." in page.text


def test_the_list_costs_as_much_for_three_people_as_for_one(
    browser: Browser, network: Network
) -> None:
    contacts = [jan(network)]
    make_tag(network)
    one = count_statements(browser, HOME)

    contacts += [make_contact(network) for _ in range(2)]
    event = make_event(network)
    with transaction():
        tag = queries.tags(network.id)[0][0]
        for contact in contacts:
            db.session.get_one(Contact, contact.id).tags.append(tag)
    for contact in contacts:
        make_attendee(event, make_invitation(event, contact), checked_in_at=NOW)

    assert count_statements(browser, HOME) == one


def test_searching_keeps_the_filter_and_what_was_typed(browser: Browser, network: Network) -> None:
    jan(network, is_ambassador=True)
    make_contact(network, name="Jan Anders")

    page = browser.get(f"{HOME}?filter=ambassadors").submit("contacts/", q="JÁN")

    assert page.fields("contacts/") == {"filter": "ambassadors", "q": "JÁN"}
    assert len(page.all(".//tbody/tr")) == 1


@pytest.mark.parametrize(
    "query",
    ["filter=alles", "tag=0", "tag=-1", "tag=x", "after=9999999999999", "before=1;drop", "q=%25"],
)
def test_odd_addresses_show_a_list(browser: Browser, network: Network, query: str) -> None:
    jan(network)

    assert browser.get(f"{HOME}?{query}").status == 200


def test_pages_link_to_each_other_and_keep_the_search(
    browser: Browser, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    employer = make_employer(network)
    for letter in "ABC":
        make_contact(network, employer, name=f"Jan {letter}aker")

    first = browser.get(f"{HOME}?q=jan")
    second = browser.get(first.all(".//a[@rel='next']")[0].get("href") or "")
    back = browser.get(second.all(".//a[@rel='prev']")[0].get("href") or "")

    assert "2 van 3 getoond, op achternaam" in first.text
    assert second.texts(".//tbody//th") == ["Jan Caker"]
    assert back.texts(".//tbody//th") == first.texts(".//tbody//th")
    assert not first.all(".//a[@rel='prev']")
    assert not second.all(".//a[@rel='next']")


def test_a_contact_is_added_and_shown(browser: Browser, network: Network) -> None:
    make_tag(network, "pers")

    page = browser.get(f"{HOME}new").submit(**FILLED_IN, tags=["pers"], new_tags="Spreker, pers")

    contact = the_contact()
    assert (page.status, page.location) == (303, f"{HOME}{contact.id}/")
    assert (contact.given_name, contact.infix, contact.family_name) == ("Jan", "van der", "Berg")
    assert [tag.name for tag in contact.tags] == ["pers", "Spreker"]
    shown = browser.follow(page).text
    assert "Jan van der Berg staat nu bij de contacten." in shown
    assert "Contact toegevoegd" in shown


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"family_name": " "}, "family_name"),
        ({"family_name": "\u0301"}, "family_name"),
        ({"family_name": "x" * 121}, "family_name"),
        ({"given_name": "ß" * 60}, "given_name"),
        ({"employer": ""}, "employer"),
        ({"employer": "x" * 201}, "employer"),
        ({"email": "jan@@korenbloem.example"}, "email"),
        ({"email": "jan@korenbloem"}, "email"),
        ({"phone": "bel maar"}, "phone"),
        ({"language": "de"}, "language"),
        ({"new_tags": "x" * 41}, "new_tags"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    browser: Browser, network: Network, values: dict[str, str], field: str
) -> None:
    page = browser.get(f"{HOME}new").submit(**{**FILLED_IN, "job_title": "bakker", **values})

    assert page.status == 422
    wrong = [element.get("id") for element in page.all(".//*[@aria-invalid='true']")]
    assert wrong == [field]
    assert page.fields()["job_title"] == "bakker"
    assert db.session.scalars(select(Employer)).all() == []


def test_somebody_who_is_known_is_linked_and_what_was_typed_stays(
    browser: Browser, network: Network
) -> None:
    known = jan(network, email="jan@korenbloem.example")

    page = browser.get(f"{HOME}new").submit(**{**FILLED_IN, "employer": "Elders"})

    assert page.status == 422
    assert "Jan van der Berg van De Korenbloem staat al bij de contacten." in page.text
    assert f"{HOME}{known.id}/" in [a.get("href") for a in page.all(".//main//a")]
    assert page.fields()["employer"] == "Elders"


def test_another_town_for_a_known_employer_is_asked_about(
    browser: Browser, network: Network
) -> None:
    known = jan(network)

    page = browser.get(f"{HOME}new").submit(**{**FILLED_IN, "given_name": "Eva", "town": "Zundert"})

    assert page.status == 422
    assert "De Korenbloem staat bij ons in Breda." in page.text
    employer = f"/desk/west-brabant/employers/{known.employer_id}/edit"
    assert employer in [a.get("href") for a in page.all(".//main//a")]


def test_open_and_save_changes_nothing(browser: Browser, network: Network) -> None:
    contact = jan(
        network, given_name="Jan", is_ambassador=True, language="en", phone="06 1234 5678"
    )
    before = db.session.execute(select(Contact.__table__)).all()

    page = browser.get(f"{HOME}{contact.id}/edit").submit()

    assert page.status == 303
    assert db.session.execute(select(Contact.__table__)).all() == before
    assert "Contact gewijzigd" not in browser.follow(page).text


def test_a_change_is_in_the_history_in_words(browser: Browser, network: Network) -> None:
    contact = jan(network)

    page = browser.get(f"{HOME}{contact.id}/edit").submit(
        is_ambassador="y", language="en", email="nieuw@korenbloem.example"
    )

    shown = browser.follow(page).text
    assert "Contact gewijzigd" in shown
    assert "Ambassadeur: van nee naar ja" in shown
    assert "Taal: van Nederlands naar Engels" in shown
    assert the_contact().email == "nieuw@korenbloem.example"


def test_names_of_code_are_shown_as_they_are(browser: Browser, network: Network) -> None:
    page = browser.get(f"{HOME}new").submit(
        **{**FILLED_IN, "given_name": "Bo <b>\n😀", "family_name": "O'Brien </script>"}
    )

    assert the_contact().name == "Bo <b> 😀 O'Brien </script>"
    assert "Bo <b> 😀 O'Brien </script>" in browser.follow(page).text
    assert browser.get(HOME).status == 200


def test_the_page_shows_the_events_somebody_was_invited_to(
    browser: Browser, network: Network
) -> None:
    contact = jan(network, email=None)
    event = make_event(network, title="Kijkdag")
    make_attendee(event, make_invitation(event, contact, answer=Partstat.ACCEPTED))

    page = browser.get(f"{HOME}{contact.id}/")

    assert "Kijkdag" in page.text
    assert "krijgt geen mailings" in page.text
    assert not [a for a in page.all(".//main//a") if (a.get("href") or "").startswith("mailto:")]


def test_an_employer_is_changed_and_its_people_are_found(
    browser: Browser, network: Network
) -> None:
    contact = jan(network)

    page = browser.get(f"/desk/west-brabant/employers/{contact.employer_id}/edit").submit(
        name="Bakkerij Zonneveld", town="Zundert"
    )

    assert page.status == 303
    assert "Jan van der Berg" in browser.follow(page).text
    assert "Naam van de werkgever: van De Korenbloem naar Bakkerij Zonneveld" in (
        browser.get(f"{HOME}{contact.id}/").text
    )


def test_the_history_of_somebody_names_the_event(browser: Browser, network: Network) -> None:
    contact = jan(network)
    event = make_event(network, title="Kijkdag")
    with transaction():
        audit.record(
            "answer.recorded",
            actor=Actor("Annelies Hoekstra"),
            network_id=network.id,
            event_id=event.id,
            contact_id=contact.id,
            now=NOW,
            changes=[Change("answer", "NEEDS-ACTION", "ACCEPTED"), Change("diet", "", "halal")],
        )

    page = browser.get(f"{HOME}{contact.id}/")

    assert "Geantwoord: Kijkdag" in page.text
    assert "Antwoord: ja" in page.text
    assert "Eten: gewijzigd" in page.text
    assert "halal" not in page.text


@pytest.mark.parametrize("name", ["Aydin METAAL", " ", "x" * 201])
def test_an_employer_keeps_its_name_when_the_new_one_cannot_be(
    browser: Browser, network: Network, name: str
) -> None:
    make_employer(network, name="Aydin Metaal")
    contact = jan(network)

    page = browser.get(f"/desk/west-brabant/employers/{contact.employer_id}/edit").submit(name=name)

    assert page.status == 422
    assert page.all(".//input[@id='name'][@aria-invalid='true']")
    assert the_contact().employer.name == "De Korenbloem"


def test_names_of_employers_are_offered(browser: Browser, network: Network) -> None:
    make_employer(network, name='"Zorg" & <Gooi>')

    answer = browser.client.get("/desk/west-brabant/employers/names?employer=gooi")

    assert answer.get_data(as_text=True).split("\n")[0] == (
        '<option value="&#34;Zorg&#34; &amp; &lt;Gooi&gt;"></option>'
    )


def test_the_export_can_be_imported_again_and_changes_nothing(
    browser: Browser, network: Network
) -> None:
    jan(network, is_ambassador=True, phone="+31 6 1234 5678", job_title="=bakker")
    contact = make_contact(network, name="Fatima el Amrani", email=None, language="en")
    tag = make_tag(network, "pers")
    with transaction():
        db.session.get_one(Contact, contact.id).tags.append(tag)

    answer = browser.client.get(f"{HOME}export.xlsx")
    table = imports.read(answer.data, "uit.xlsx")

    assert isinstance(table, Table)
    judged = imports.judge(network, table)
    assert [row.verdict for row in judged.rows] == [Verdict.UNCHANGED] * 2
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    assert [cell.value for cell in sheet[3]][:5] == [
        "Jan",
        "van der",
        "Berg",
        "De Korenbloem",
        "Breda",
    ]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_export_holds_what_is_looked_at(browser: Browser, network: Network) -> None:
    jan(network, is_ambassador=True)
    make_contact(network, name="Eva Smit")

    answer = browser.client.get(f"{HOME}export.xlsx?filter=ambassadors")

    rows = list(load_workbook(BytesIO(answer.data)).worksheets[0].values)
    assert [row[0] for row in rows[1:]] == ["Jan"]


def test_a_viewer_looks_and_changes_nothing(browser: Browser) -> None:
    network = make_network(slug="west-brabant")
    contact = jan(network)
    browser.login(make_user(network, Role.VIEWER))

    looks = [browser.get(path).status for path in (HOME, f"{HOME}{contact.id}/")]
    changes = [f"{HOME}new", f"{HOME}{contact.id}/edit"]
    changes.append(f"/desk/west-brabant/employers/{contact.employer_id}/edit")

    assert looks == [200, 200]
    assert [browser.get(path).status for path in changes] == [403, 403, 403]
    assert "Nieuw contact" not in browser.get(HOME).text


def test_people_of_another_network_do_not_exist(browser: Browser, network: Network) -> None:
    elsewhere = make_network(slug="elders")
    stranger = make_contact(elsewhere)

    paths = [
        "/desk/elders/contacts/",
        f"{HOME}{stranger.id}/",
        f"{HOME}{stranger.id}/edit",
        f"/desk/west-brabant/employers/{stranger.employer_id}/edit",
    ]

    assert [browser.get(path).status for path in paths] == [404] * 4
    assert fold(stranger.name) not in browser.get(HOME).text
