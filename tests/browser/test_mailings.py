"""An organiser writes an invitation and reads the post in a real browser."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp import post
from eventapp.database import db
from eventapp.models import Message
from tests.browser.chromium import check_accessibility, check_fits
from tests.browser.live import Live
from tests.factories import (
    make_contact,
    make_event,
    make_invitation,
    make_message,
    make_network,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.browser


def test_composer_fills_in_a_word_at_the_cursor_and_shows_the_mail(live: Live, desk: Page):
    network = make_network()
    make_contact(network, name="Jan van der Berg")
    event = make_event(network)
    live.login(desk, make_user(network))
    desk.goto(live.url(f"/desk/{network.slug}/{event.slug}/mailings"))

    desk.get_by_role("button", name="Mensen uitnodigen").click()
    desk.get_by_text("Alle contacten").click()
    desk.get_by_role("button", name="Verder").click()
    text = desk.get_by_label("Tekst")
    text.fill("Dag ")
    desk.get_by_role("button", name="{{naam}}").click()
    desk.get_by_role("button", name="{{knoppen}}").click()
    expect(text).to_have_value("Dag {{naam}}{{knoppen}}")
    desk.get_by_role("button", name="Opslaan en bekijken").click()

    mail = desk.frame_locator("iframe")
    expect(mail.get_by_text("Dag Jan van der Berg")).to_be_visible()
    expect(mail.get_by_role("link", name="Ja, ik kom")).to_be_visible()


def test_another_reader_is_shown_without_losing_what_was_typed(live: Live, desk: Page):
    begin(live, desk, "Alle contacten")
    desk.get_by_label("Onderwerp").fill("{{voornaam}}, ziet u ons?")

    desk.get_by_label("Als wie").select_option("Als Jan van der Berg (NL)")
    desk.get_by_role("button", name="Toon").click()

    expect(desk.locator(".mail-frame__subject")).to_have_text("Jan, ziet u ons?")
    expect(desk.get_by_label("Onderwerp")).to_have_value("{{voornaam}}, ziet u ons?")
    desk.get_by_label("Als wie").select_option("Als Bo Baars (NL)")
    desk.get_by_role("button", name="Verder naar versturen").click()
    expect(desk.get_by_role("heading", name="Zoals Bo Baars het leest")).to_be_visible()
    mail = desk.frame_locator("iframe")
    buttons = [mail.get_by_role("link", name=name) for name in ("Ja, ik kom", "Nee, helaas")]
    frame = desk.locator("iframe").bounding_box() or {}
    for button in buttons:
        box = button.bounding_box() or {}
        assert frame["y"] < box["y"] < box["y"] + box["height"] < frame["y"] + frame["height"]
    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="De hele mail in een nieuw venster").click()
    expect(opened.value.get_by_text("Beste Bo")).to_be_visible()


def test_link_in_a_shown_mail_opens_beside_the_frame(live: Live, desk: Page):
    network = make_network()
    make_contact(network, name="Jan van der Berg")
    event = make_event(network)
    live.login(desk, make_user(network))
    desk.goto(live.url(f"/desk/{network.slug}/{event.slug}/mailings"))
    desk.get_by_role("button", name="Mensen uitnodigen").click()
    desk.get_by_text("Alle contacten").click()
    desk.get_by_role("button", name="Verder").click()
    desk.get_by_role("button", name="Verder naar versturen").click()
    desk.get_by_role("button", name="Verstuur 1 uitnodiging").click()
    expect(desk.get_by_role("heading", name="Komt u naar Kijkdag 2027?")).to_be_visible()
    expect(desk.get_by_text("Wordt verstuurd", exact=True)).to_be_visible()
    expect(desk.get_by_text("0 van 1")).to_be_visible()
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    assert post.hand_over_due(live.app).sent == 1

    expect(desk.get_by_text("1 van 1")).to_be_visible(timeout=15_000)  # by itself
    assert {url.rpartition("/")[2] for url in asked if "/mailings/" in url} == {"delivery"}
    expect(desk.locator("#mailing-state")).to_have_text("Verstuurd")
    expect(
        desk.get_by_role("heading", name="Zoals Jan van der Berg het nu zou lezen")
    ).to_be_visible()
    desk.goto(live.url(f"/desk/{network.slug}/post/"))
    desk.get_by_role("link", name="Jan, komt u naar").click()
    with desk.context.expect_page() as opened:
        desk.frame_locator("iframe").get_by_role("link", name="Ja, ik kom").click()

    expect(opened.value.get_by_role("radio", name="Ja")).to_be_checked()


def test_from_a_warning_to_a_reminder(live: Live, desk: Page):
    network, now = make_network(), datetime.now(UTC)
    event = make_event(network, starts_at=now + timedelta(days=5), ends_at=now + timedelta(days=6),
                       answer_before=now + timedelta(days=4))  # fmt: skip
    eef = make_invitation(event, make_contact(network, name="Eef Eend"))
    make_message(event, eef, sent_at=now - timedelta(days=9))
    live.login(desk, make_user(network))
    desk.goto(live.url(f"/desk/{network.slug}/{event.slug}/"))

    desk.get_by_role("link", name="Herinner hen").click()
    check_fits(desk)
    check_accessibility(desk)
    desk.get_by_role("button", name="Schrijf een herinnering").click()
    expect(desk.get_by_label("Onderwerp")).to_have_value(re.compile("weet u al of u komt"))
    expect(desk.frame_locator("iframe").get_by_text("Herinnering")).to_be_visible()
    desk.get_by_role("button", name="Verder naar versturen").click()
    check_accessibility(desk)
    desk.get_by_role("button", name="Verstuur 1 herinnering").click()

    expect(desk.get_by_text("1 mail gaat naar Post.")).to_be_visible()
    assert post.hand_over_due(live.app).sent == 1
    desk.goto(live.url(f"/desk/{network.slug}/{event.slug}/"))
    expect(desk.get_by_role("link", name="Herinner hen")).to_have_count(0)


def test_the_labels_stand_below_their_own_choice_without_script(live: Live, scriptless: Page):
    network = make_network()
    make_tag(network, "Kijkdag")
    event = make_event(network)
    live.login(scriptless, make_user(network))
    scriptless.goto(live.url(f"/desk/{network.slug}/{event.slug}/mailings"))
    scriptless.get_by_role("button", name="Mensen uitnodigen").click()
    label = scriptless.get_by_label("Label", exact=True)
    expect(label).to_be_hidden()

    scriptless.get_by_text("Contacten met een label").click()

    expect(label).to_be_visible()
    tops = [
        (scriptless.get_by_text(text).bounding_box() or {})["y"]
        for text in ("Contacten met een label", "Met de hand gekozen")
    ]
    assert tops[0] < (label.bounding_box() or {})["y"] < tops[1]
    label.select_option("Kijkdag (0)")
    check_fits(scriptless)
    scriptless.get_by_role("button", name="Verder").click()
    expect(scriptless.get_by_text("Contacten met het label Kijkdag.")).to_be_visible()


def begin(live: Live, desk: Page, audience: str) -> None:
    """Begin a mailing to Jan van der Berg and Bo Baars, and choose how to pick them."""
    network = make_network()
    make_contact(network, name="Jan van der Berg")
    make_contact(network, name="Bo Baars")
    event = make_event(network)
    live.login(desk, make_user(network))
    desk.goto(live.url(f"/desk/{network.slug}/{event.slug}/mailings"))
    desk.get_by_role("button", name="Mensen uitnodigen").click()
    desk.get_by_text(audience).click()
    desk.get_by_role("button", name="Verder").click()


def test_enter_in_the_search_box_searches_and_keeps_the_ticks(live: Live, desk: Page):
    begin(live, desk, "Met de hand gekozen")
    desk.get_by_label("Kies Jan van der Berg").check()

    desk.get_by_label("Zoek op naam").fill("baars")
    desk.get_by_label("Zoek op naam").press("Enter")

    expect(desk.get_by_text("Jan van der Berg")).to_have_count(0)
    expect(desk.get_by_label("Kies Bo Baars")).to_be_visible()
    expect(desk.get_by_text("1 persoon aangekruist.")).to_be_visible()
    expect(desk.get_by_label("Zoek op naam")).to_have_value("baars")


def test_enter_in_the_subject_mails_nobody(live: Live, desk: Page):
    begin(live, desk, "Alle contacten")

    desk.get_by_label("Onderwerp").press("Enter")

    expect(desk.get_by_role("button", name="Verstuur 2 uitnodigingen")).to_be_visible()
    assert db.session.scalars(select(Message)).all() == []
