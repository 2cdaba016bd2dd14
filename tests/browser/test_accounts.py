"""People come in, forget their password, get access and lose it, in a real browser."""

import email
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from eventapp import post
from eventapp.models import Membership, Network, User
from eventapp.rules.access import Role
from tests.browser.chromium import DESK, PHONE, check_accessibility, check_fits, press
from tests.browser.conftest import watched
from tests.browser.live import Live
from tests.factories import PASSWORD, make_contact, make_network, make_user, save

NEW_PASSWORD = "vier nieuwe woorden samen"

pytestmark = pytest.mark.browser


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def visitor(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give a page on a phone, and then one on a laptop."""
    yield from watched(chromium, **request.param)


def look(page: Page) -> None:
    """Check that a page fits and that axe finds nothing."""
    check_fits(page)
    check_accessibility(page)


def log_in(page: Page, user: User, password: str) -> None:
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord", exact=True).fill(password)
    press(page, "Inloggen")


def choose_password(page: Page, password: str, again: str | None = None) -> None:
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(password)
    page.get_by_label("Het nieuwe wachtwoord nog een keer").fill(again or password)


def expect_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def expect_year(page: Page, live: Live, network: Network) -> None:
    page.wait_for_url(live.url(f"/desk/{network.slug}/"))
    expect(page.get_by_role("navigation", name="Hoofdmenu")).to_be_visible()


def expect_logged_out(page: Page, live: Live, network: Network) -> None:
    page.goto(live.url(f"/desk/{network.slug}/"))
    expect_heading(page, "Inloggen")


def mail_to(live: Live, address: str) -> EmailMessage:
    """Hand over what waits in the outbox; give the one mail to an address among it."""
    folder: Path = live.app.extensions["config"].mail_folder
    before = set(folder.glob("*.eml"))
    post.hand_over_due(live.app)
    mails = [
        email.message_from_bytes(file.read_bytes(), policy=default)
        for file in sorted(set(folder.glob("*.eml")) - before)
    ]
    (mail,) = [mail for mail in mails if address in mail["To"]]
    return mail


def link_in(mail: EmailMessage) -> str:
    """Give the link for a password that a mail holds."""
    body = mail.get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"http\S+/account/reset/\S+", body.get_content())
    return str(link)


def test_login_wrong_and_then_right(live: Live, visitor: Page):
    network = make_network()
    user = make_user(network)
    visitor.goto(live.url(f"/desk/{network.slug}/contacts/"))
    expect_heading(visitor, "Inloggen")
    look(visitor)

    press(visitor, "Inloggen")
    expect(visitor.get_by_role("alert")).to_have_count(1)
    log_in(visitor, user, "een heel ander wachtwoord")
    expect(visitor.get_by_role("alert")).to_contain_text("klopt niet")
    expect(visitor.get_by_label("E-mailadres")).to_have_value(user.email)
    look(visitor)
    log_in(visitor, user, PASSWORD)

    visitor.wait_for_url(live.url(f"/desk/{network.slug}/contacts/"))


def test_forgotten_password_comes_by_mail_and_ends_the_old_session(
    live: Live, desk: Page, phone: Page
):
    network = make_network()
    user = make_user(network)
    live.login(desk, user)

    phone.goto(live.url("/account/login"))
    phone.get_by_role("link", name="Vergeten?").click()
    look(phone)
    phone.get_by_label("E-mailadres").fill(user.email)
    press(phone, "Mail mij een link")
    expect(phone.get_by_role("status")).to_contain_text("is er een mail onderweg")
    look(phone)
    link = link_in(mail_to(live, user.email))
    phone.goto(link)
    expect_heading(phone, "Kies een wachtwoord")
    look(phone)
    choose_password(phone, NEW_PASSWORD, "iets heel anders dan dat")
    press(phone, "Wachtwoord opslaan")
    expect(phone.get_by_role("alert")).to_contain_text("niet gelijk")
    expect(phone.get_by_role("alert")).to_be_focused()
    look(phone)
    choose_password(phone, NEW_PASSWORD)
    press(phone, "Wachtwoord opslaan")

    expect(phone.get_by_role("status")).to_contain_text("Log ermee in")
    expect_logged_out(desk, live, network)
    log_in(phone, user, NEW_PASSWORD)
    expect_year(phone, live, network)
    desk.goto(link)
    expect_heading(desk, "Wachtwoord vergeten")
    expect(desk.get_by_role("alert")).to_contain_text("Deze link werkt niet meer")
    look(desk)


def test_change_of_password_logs_other_devices_out(live: Live, desk: Page, phone: Page):
    network = make_network()
    user = make_user(network)
    live.login(phone, user)
    live.login(desk, user)

    desk.get_by_text(user.name, exact=True).click()
    desk.get_by_role("link", name="Wachtwoord wijzigen").click()
    look(desk)
    desk.get_by_label("Wachtwoord dat je nu hebt").fill("dit is het niet")
    choose_password(desk, NEW_PASSWORD)
    press(desk, "Wachtwoord wijzigen")
    expect(desk.get_by_role("alert")).to_contain_text("niet je wachtwoord")
    look(desk)
    desk.get_by_label("Wachtwoord dat je nu hebt").fill(PASSWORD)
    choose_password(desk, NEW_PASSWORD)
    press(desk, "Wachtwoord wijzigen")

    expect_year(desk, live, network)
    expect(desk.get_by_role("status")).to_contain_text("Je wachtwoord is veranderd")
    expect_logged_out(phone, live, network)
    assert mail_to(live, user.email)["Subject"] == "Je wachtwoord is veranderd"


def test_an_owner_invites_somebody_who_comes_in_and_takes_the_access_away(
    live: Live, desk: Page, phone: Page
):
    network = make_network()
    owner = make_user(network, Role.OWNER)
    live.login(desk, owner)
    desk.goto(live.url(f"/desk/{network.slug}/network/people"))
    look(desk)

    desk.get_by_label("Naam", exact=True).fill("Jan van der Berg")
    desk.get_by_label("E-mailadres").fill("jan@olievlek")
    desk.get_by_role("radio", name="Kijker").check()
    press(desk, "Toegang geven en mail sturen")
    expect(desk.get_by_role("alert")).to_contain_text("geen heel e-mailadres")
    expect(desk.get_by_role("radio", name="Kijker")).to_be_checked()
    look(desk)
    desk.get_by_label("E-mailadres").fill("jan@olievlek.example")
    press(desk, "Toegang geven en mail sturen")
    row = desk.get_by_role("row", name="Jan van der Berg")
    expect(row).to_contain_text("Heeft nog geen wachtwoord gekozen")
    look(desk)

    phone.goto(link_in(mail_to(live, "jan@olievlek.example")))
    choose_password(phone, NEW_PASSWORD)
    press(phone, "Wachtwoord opslaan")
    phone.get_by_label("E-mailadres").fill("jan@olievlek.example")
    phone.get_by_label("Wachtwoord", exact=True).fill(NEW_PASSWORD)
    press(phone, "Inloggen")
    expect_year(phone, live, network)
    expect(phone.get_by_role("link", name="Plan de eerste bijeenkomst")).to_have_count(0)

    row.get_by_label("Rol van Jan van der Berg").select_option("Organisator")
    row.get_by_role("button", name="Opslaan").click()
    expect(desk.get_by_role("status")).to_contain_text("Jan van der Berg is nu: Organisator.")
    expect(row).not_to_contain_text("geen wachtwoord")
    phone.reload()
    expect(phone.get_by_role("link", name="Plan de eerste bijeenkomst")).to_be_visible()

    row.get_by_role("link", name="Jan van der Berg verwijderen").click()
    expect(desk.get_by_role("button", name="Jan van der Berg verwijderen")).to_be_visible()
    look(desk)
    press(desk, "Jan van der Berg verwijderen")
    expect(desk.get_by_role("status")).to_contain_text("heeft geen toegang meer")
    expect(row).to_have_count(0)
    phone.reload()
    expect_heading(phone, "Deze pagina bestaat niet")


def test_people_settings_and_profile_on_a_phone(live: Live, phone: Page):
    network = make_network()
    owner = make_user(network, Role.OWNER)
    make_user(network, Role.VIEWER, name="Wilhelmina van Oldenbarnevelt", password=None)
    live.login(phone, owner)

    phone.locator("summary").click()
    look(phone)
    phone.get_by_role("link", name="Mensen en instellingen").click()
    look(phone)
    press(phone, "Opnieuw mailen")
    expect(phone.get_by_role("status")).to_contain_text("aan Wilhelmina van Oldenbarnevelt")
    phone.get_by_role("link", name="Instellingen", exact=True).click()
    look(phone)
    phone.get_by_label("Partner 1").fill("Werkgeversservicepunt")
    phone.get_by_label("Partner 2").fill("werkgeversservicepunt")
    press(phone, "Instellingen opslaan")
    expect(phone.get_by_role("alert")).to_contain_text("twee keer in de lijst")
    look(phone)
    phone.get_by_label("Partner 2").fill("")
    press(phone, "Instellingen opslaan")
    expect(phone.get_by_role("status")).to_contain_text("instellingen zijn")
    phone.get_by_role("link", name="Je profiel").click()
    phone.get_by_label("Je naam").fill("Annelies de Wit")
    phone.get_by_label("Je taal").select_option("English")
    press(phone, "Profiel opslaan")

    expect(phone.locator("html")).to_have_attribute("lang", "en")
    expect(phone.get_by_label("Your name")).to_have_value("Annelies de Wit")
    look(phone)


def test_the_menu_switches_networks_by_keyboard(live: Live, desk: Page):
    here, there = make_network(name="Brabant"), make_network(name="Zeeland")
    user = make_user(here)
    save(Membership(user_id=user.id, network_id=there.id, role=Role.VIEWER))
    live.login(desk, user)
    desk.goto(live.url(f"/desk/{here.slug}/"))
    summary, other = desk.locator("summary"), desk.get_by_role("link", name="Zeeland")

    for _number in range(12):
        desk.keyboard.press("Tab")
        if summary.evaluate("element => element === document.activeElement"):
            break
    expect(summary).to_be_focused()
    desk.keyboard.press("Enter")
    expect(other).to_be_visible()
    look(desk)
    desk.keyboard.press("Tab")
    desk.keyboard.press("Escape")
    expect(other).to_be_hidden()
    expect(summary).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Brabant").last).to_be_focused()
    desk.keyboard.press("Tab")
    expect(other).to_be_focused()
    desk.keyboard.press("Enter")

    expect_year(desk, live, there)


def test_an_empty_installation_is_set_up_without_script(live: Live, scriptless: Page):
    scriptless.goto(live.url("/"))
    expect_heading(scriptless, "Aan de slag")
    check_fits(scriptless)

    scriptless.get_by_label("Naam van het netwerk").fill("Ambassadeurs West-Brabant")
    scriptless.get_by_label("Adres op deze site").fill("West-Brabant")
    scriptless.get_by_label("Je naam").fill("Annelies Hoekstra")
    scriptless.get_by_label("Je e-mailadres").fill("annelies@olievlek.example")
    scriptless.get_by_label("Wachtwoord", exact=True).fill("te kort")
    press(scriptless, "Netwerk maken")
    expect(scriptless.get_by_role("alert")).to_contain_text("minstens 12 tekens")
    expect(scriptless.get_by_label("Je naam")).to_have_value("Annelies Hoekstra")
    check_fits(scriptless)
    scriptless.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    press(scriptless, "Netwerk maken")

    scriptless.wait_for_url(live.url("/desk/west-brabant/"))
    expect(scriptless.get_by_role("status")).to_contain_text("Je netwerk is klaar")
    check_fits(scriptless)
    scriptless.goto(live.url("/setup"))
    expect_heading(scriptless, "Deze pagina bestaat niet")


def test_the_set_up_page(live: Live, visitor: Page):
    visitor.goto(live.url("/setup"))
    look(visitor)

    press(visitor, "Netwerk maken")

    expect(visitor.get_by_role("alert")).to_contain_text("Geef het netwerk een naam.")
    expect(visitor.locator("#email-error li")).to_have_text(["Vul je e-mailadres in."])
    look(visitor)


def test_the_other_language_keeps_its_place(live: Live, visitor: Page):
    network = make_network()
    user = make_user(network)
    make_contact(network, name="Jan van der Berg")
    make_contact(network, name="Fatima el Amrani")
    visitor.goto(live.url(f"/desk/{network.slug}/contacts/?q=Fatima"))

    visitor.get_by_role("link", name="English").click()
    expect_heading(visitor, "Log in")
    look(visitor)
    visitor.get_by_label("Email address").fill(user.email)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    press(visitor, "Log in")
    expect(visitor.get_by_role("searchbox")).to_have_value("Fatima")
    visitor.locator("summary").first.click()
    visitor.get_by_role("link", name="Nederlands").click()

    expect(visitor.locator("html")).to_have_attribute("lang", "nl")
    expect(visitor.get_by_role("searchbox")).to_have_value("Fatima")
    expect(visitor.get_by_role("rowheader", name="Jan")).to_have_count(0)


def test_logout_leaves_nothing_behind(live: Live, visitor: Page):
    network = make_network()
    live.login(visitor, make_user(network))

    visitor.locator("summary").first.click()
    press(visitor, "Uitloggen")
    expect_heading(visitor, "Inloggen")
    look(visitor)
    visitor.go_back()

    expect_heading(visitor, "Inloggen")
