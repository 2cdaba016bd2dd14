"""The whole path as its people walk it: a spreadsheet, an event, mail, an answer, a door."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.camera import make_video
from tests.browser.chromium import DESK, PHONE, camera, check_accessibility, launch
from tests.browser.conftest import watched
from tests.smtp_server import Inbox, smtp_server
from tests.test_start import free_port

ROOT = Path(__file__).parent.parent.parent
OWNER = ("annelies@ambassadeurs.example", "een lang en goed wachtwoord")

pytestmark = [pytest.mark.browser, pytest.mark.drill]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[tuple[str, Inbox]]:
    """Serve a new installation, web and worker, that mails to a real SMTP server."""
    port = free_port()
    with smtp_server() as (inbox, mail_url):
        environ = os.environ | {
            "PORT": str(port),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'show.db'}",
            "JOBS_URL": f"sqlite:///{tmp_path / 'jobs.db'}",
            "MAIL_URL": mail_url,
            "MAIL_FROM": "bijeenkomsten@olievlek.example",
            "SECRET_KEY": "the-secret-key-of-the-show",
            "WORKERS": "1",
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--migrate"]
        serving = subprocess.Popen(command, cwd=ROOT, env=environ)
        base_url = f"http://127.0.0.1:{port}"
        try:
            wait_until(lambda: answers(f"{base_url}/healthz"))
            yield base_url, inbox
        finally:
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(25) == 0


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(happened: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    """Write a list as an association keeps it: a title above the headers, an infix, a phone."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Ledenlijst"])
    sheet.append(["Bedrijf", "Naam", "E-mail", "Plaats", "Telefoon", "Ambassadeur"])
    sheet.append(
        [
            "Bakkerij De Korenbloem",
            "Jan van der Berg",
            "jan@korenbloem.example",
            "Roosendaal",
            "06 1234 5678",
            "ja",
        ]
    )
    sheet.append(["Demir Schoonmaak", "Yusuf Demir", "yusuf@demir.example", "Breda", "", "nee"])
    sheet.append(["Oomen Transport", "Bram Oomen", "b.oomen@@oomen.example", "Breda", "", "nee"])
    path = tmp_path / "leden.xlsx"
    book.save(path)
    return path


def test_from_a_spreadsheet_to_a_badge_at_the_door(
    chromium: Browser,
    playwright: Playwright,
    installation: tuple[str, Inbox],
    spreadsheet: Path,
    tmp_path: Path,
):
    base_url, inbox = installation
    for desk in watched(chromium, **DESK):
        begin_a_network(desk, base_url)
        import_contacts(desk, spreadsheet)
        make_an_event(desk)
        invite_everyone(desk)
        event_url = desk.url.split("/mailings")[0]

        invitation = mail_to(inbox, "jan@korenbloem.example", 1)
        link = personal_link(invitation)
        for phone in watched(chromium, **PHONE):
            answer_yes_with_a_companion(phone, link)
            check_accessibility(phone)

        confirmation = mail_to(inbox, "jan@korenbloem.example", 2)
        badges = read_badges(confirmation)
        assert len(badges) == 2
        assert has_calendar(confirmation)

        desk.goto(f"{event_url}/answers")
        expect(desk.get_by_role("row").filter(has_text="Berg")).to_contain_text("Ja")
        pairing = pair_link(desk, event_url)
        video = make_video(tmp_path / "badge.mjpeg", [None, badges[0], None], seconds=2)
        scanner = launch(playwright.chromium, *camera(video))
        desk.goto(f"{event_url}/door")
        expect(desk.locator("[data-inside]")).to_have_attribute("data-inside", "0")
        try:
            for door in watched(scanner, **PHONE):
                scan_twice(door, pairing)
        finally:
            scanner.close()
        expect(desk.locator("[data-inside]")).to_have_attribute("data-inside", "1", timeout=20_000)


def begin_a_network(page: Page, base_url: str) -> None:
    page.goto(base_url)
    page.get_by_label("Naam van het netwerk").fill("Ambassadeursnetwerk West-Brabant")
    page.get_by_label("Adres op deze site").fill("west-brabant")
    page.get_by_label("Je naam").fill("Annelies Hoekstra")
    page.get_by_label("Je e-mailadres").fill(OWNER[0])
    page.get_by_label("Wachtwoord", exact=True).fill(OWNER[1])
    page.locator("main").get_by_role("button").click()
    page.wait_for_url("**/desk/**")


def import_contacts(page: Page, spreadsheet: Path) -> None:
    page.get_by_role("link", name="Contacten").first.click()
    page.get_by_role("link", name="Lijst inlezen").first.click()
    page.locator("input[type=file]").set_input_files(spreadsheet)
    page.get_by_role("button", name="Kijk wat er verandert").click()
    expect(page.get_by_role("row").filter(has_text="Oomen")).to_contain_text("twee keer @")
    page.get_by_role("button", name="2 contacten opslaan").click()
    expect(page.get_by_role("link", name="Jan van der Berg")).to_be_visible()


def make_an_event(page: Page) -> None:
    """Make an event that is going on now, so that the door is open."""
    now = datetime.now(ZoneInfo("Europe/Amsterdam"))
    begins, ends = now + timedelta(hours=2), now + timedelta(hours=4)
    page.get_by_role("link", name="Jaar", exact=True).click()
    page.get_by_role("link", name="Plan de eerste bijeenkomst").click()
    page.get_by_label("B2B-dag").check()
    page.get_by_label("Titel").fill("Kijkdag")
    page.get_by_label("Dag", exact=True).fill(begins.date().isoformat())
    page.get_by_label("Begin", exact=True).fill(begins.strftime("%H:%M"))
    page.get_by_label("Einde", exact=True).fill(ends.strftime("%H:%M"))
    page.get_by_label("Naam van de locatie").fill("De Gistfabriek")
    page.get_by_text("Meer instellen").click()
    if ends.date() > begins.date():
        page.get_by_label("Einde op een andere dag").fill(ends.date().isoformat())
    page.get_by_label("Aantal plaatsen").fill("90")
    page.get_by_label("Gasten per genodigde").select_option("1")
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("button", name="Publiceren").click()
    expect(page.get_by_text("Gepubliceerd").first).to_be_visible()


def invite_everyone(page: Page) -> None:
    page.get_by_role("link", name="Mailings").click()
    page.get_by_role("button", name="Mensen uitnodigen").click()
    page.get_by_role("radio", name="Alle contacten").check()
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Verder naar versturen").click()
    page.get_by_role("button", name=re.compile("Verstuur 2 ")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def mail_to(inbox: Inbox, address: str, number: int) -> EmailMessage:
    """Wait for the so-manieth mail to an address."""
    wait_until(lambda: inbox.addresses.count(address) >= number)
    with inbox.lock:
        content = [content for to, content in inbox.mails if to == address][number - 1]
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def personal_link(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    found = re.search(r'href="(http[^"]*/i/[^"]*answer=ACCEPTED[^"]*)"', body.get_content())
    assert found is not None
    return found[1].replace("&amp;", "&")


def answer_yes_with_a_companion(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("radio", name=re.compile("^Ja"))).to_be_checked()
    page.get_by_label("Naam van uw gast").fill("Fatima el Amrani")
    page.get_by_role("button", name="Antwoord versturen").click()
    expect(page.get_by_text("Fatima el Amrani").first).to_be_visible()
    expect(page.locator("img").first).to_be_visible()


def read_badges(message: EmailMessage) -> list[str]:
    """Decode the QR codes as they came in the mail."""
    codes = []
    for part in message.walk():
        if part.get_content_type() == "image/png" and part.get("Content-ID"):
            file = Path(os.environ["EVENTAPP_TEST_RUN_DIR"]) / f"{len(codes)}.png"
            file.write_bytes(part.get_payload(decode=True))
            found = zxingcpp.read_barcodes(Image.open(file).convert("RGB"))
            codes += [code.text for code in found]
    return codes


def has_calendar(message: EmailMessage) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in message.walk())


def pair_link(page: Page, event_url: str) -> str:
    page.goto(f"{event_url}/door")
    page.get_by_label("Ingang").fill("Hoofdingang")
    page.get_by_role("button", name="Maak een QR-code").click()
    return page.get_by_label("De link, voor een andere browser op deze computer").input_value()


def scan_twice(page: Page, pairing: str) -> None:
    page.goto(pairing)
    page.get_by_role("button", name="Koppel deze telefoon").click()
    page.wait_for_url("**/door/")
    expect(page.locator("[data-verdict][data-result=welcome]")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-verdict]")).to_contain_text("Jan van der Berg")
    page.get_by_role("button", name="Volgende").click()
    expect(page.locator("[data-verdict][data-result=already_in]")).to_be_visible(timeout=30_000)
