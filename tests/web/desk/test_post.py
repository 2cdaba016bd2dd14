"""The page that shows every mail."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Invitation, Message, Network
from eventapp.post import hand_over_due
from eventapp.rules.access import Role
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import Partstat
from eventapp.services import outbox
from tests.conftest import make_config
from tests.factories import (
    make_attendee,
    make_contact,
    make_employer,
    make_event,
    make_invitation,
    make_message,
    make_network,
    make_user,
)
from tests.pages import Browser
from tests.statements import count_statements

NOW = datetime.now(UTC)  # the worker reads the real clock


def queue(network: Network | None = None, **values: object) -> Message:
    invitation = make_invitation(make_event(network), answer=Partstat.ACCEPTED)
    make_attendee(invitation=invitation, name="Jan </script>")
    with transaction():
        message = outbox.tell_invitee(
            MessageKind.CONFIRMATION, db.session.get_one(Invitation, invitation.id), now=NOW
        )
        assert message is not None
        for name, value in values.items():
            setattr(message, name, value)
    return message


def post(network: Network, path: str = "") -> str:
    return f"/desk/{network.slug}/post/{path}"


def test_post_shows_a_mail_as_its_reader_sees_it(app: Flask, browser: Browser):
    network = make_network()
    message = queue(network)
    hand_over_due(app)
    browser.login(make_user(network))

    listed = browser.get(post(network))
    shown = browser.get(post(network, f"{message.id}/"))
    body = browser.client.get(post(network, f"{message.id}/body"))
    file = browser.client.get(post(network, f"{message.id}/attachment-1"))

    assert "U komt naar Kijkdag 2027" in listed.text
    assert "invite.ics" in shown.text
    assert 'src="data:image/png;base64,' in body.text
    assert "cid:" not in body.text
    assert '<base target="_blank">' in body.text
    assert "default-src 'none'" in body.headers["Content-Security-Policy"]
    assert file.data.startswith(b"BEGIN:VCALENDAR")
    assert file.headers["Content-Disposition"] == "attachment; filename=invite.ics"
    assert browser.get(post(network, f"{message.id}/attachment-2")).status == 404


def test_post_hides_bodies_when_mails_are_real(
    app: Flask, browser: Browser, tmp_path: Path, monkeypatch: object
):
    network = make_network()
    message = queue(network)
    hand_over_due(app)
    browser.login(make_user(network))
    folder = app.extensions["config"]
    app.extensions["config"] = make_config(
        tmp_path, folder.database_url, mail_url="smtp://127.0.0.1"
    )
    try:
        statuses = [
            browser.get(post(network, f"{message.id}/{path}")).status
            for path in ("body", "attachment-1")
        ]
        shown = browser.get(post(network, f"{message.id}/"))
    finally:
        app.extensions["config"] = folder

    assert "Bewaard" not in shown.text
    assert statuses == [404, 404]
    assert "/i/" not in shown.text
    assert not shown.all(".//iframe")


def test_a_mail_in_a_folder_is_not_called_sent(app: Flask, browser: Browser):
    network = make_network()
    message = queue(network)
    hand_over_due(app)
    browser.login(make_user(network))

    for page in (browser.get(post(network)), browser.get(post(network, f"{message.id}/"))):
        assert page.texts(".//*[@class='message-state message-state--sent']") == ["Bewaard"]
        assert "Dit is een proef: mails worden bewaard in Post, en niemand krijgt ze." in page.text


def test_post_explains_what_went_wrong(browser: Browser):
    network = make_network()
    failed = queue(network, state=MessageState.FAILED, error="550 No <b>such</b> user")
    unknown = queue(network, state=MessageState.UNKNOWN)
    dropped = queue(network, state=MessageState.DROPPED, error="unsubscribed")
    waiting = queue(network, error="451 Later")
    browser.login(make_user(network))

    texts = [
        browser.get(post(network, f"{message.id}/")).text
        for message in (failed, unknown, dropped, waiting)
    ]

    assert "zei: 550 No <b>such</b> user" in texts[0]
    assert "niet vanzelf nog eens weg" in texts[1]
    assert "heeft zich afgemeld" in texts[2]
    assert "vanzelf opnieuw geprobeerd" in texts[3]
    assert [browser.get(post(network, f"?state={s}")).text.count("Jan van der Berg") for s in (
        "failed", "unknown", "dropped", "waiting", "sent")] == [1, 1, 1, 1, 0]  # fmt: skip
    assert "Deze persoon heeft zich afgemeld." in browser.get(post(network, "?state=dropped")).text


def test_refused_mail_is_sent_again_on_request_only(app: Flask, browser: Browser):
    network = make_network()
    failed = queue(network, state=MessageState.FAILED, error="550")
    unknown = queue(network, state=MessageState.UNKNOWN)
    browser.login(make_user(network))

    page = browser.get(post(network, f"{failed.id}/")).submit("again")
    token = browser.get(post(network)).fields("logout")["csrf_token"]
    browser.post(post(network, f"{unknown.id}/again"), {"csrf_token": token})

    assert page.status == 303
    assert hand_over_due(app).sent == 1
    db.session.rollback()
    assert db.session.get_one(Message, unknown.id).state is MessageState.UNKNOWN
    assert db.session.scalars(select(AuditEntry.action)).all() == ["message.sent_again"]


def test_post_is_closed_to_other_networks_and_for_viewers_to_look_at(browser: Browser):
    network, other = make_network(), make_network()
    message = queue(network, state=MessageState.FAILED, error="550")
    stranger = Browser(browser.client.application).login(make_user(other))  # type: ignore[arg-type]
    viewer = browser.login(make_user(network, Role.VIEWER))
    token = viewer.get(post(network)).fields("logout")["csrf_token"]

    assert stranger.get(post(network)).status == 404
    assert stranger.get(post(other, f"{message.id}/")).status == 404
    assert stranger.get(post(other, f"{message.id}/body")).status == 404
    page = viewer.get(post(network, f"{message.id}/"))
    assert (page.status, page.all(".//iframe")) == (200, [])
    assert "staan de persoonlijke links van de lezer" in page.text
    assert viewer.get(post(network, f"{message.id}/body")).status == 404
    assert viewer.post(post(network, f"{message.id}/again"), {"csrf_token": token}).status == 403


def test_post_is_paged_and_costs_the_same_for_many(browser: Browser):
    network = make_network()
    event = make_event(network)
    browser.login(make_user(network))
    queue(network)
    one = count_statements(browser, post(network))
    with transaction() as session:
        for number in range(60):
            session.add(
                Message(
                    network_id=network.id,
                    event_id=event.id,
                    kind=MessageKind.INVITATION,
                    message_id=f"m{number}",
                    to_address="a@b.example",
                    subject=f"Mail {number}",
                    due_at=NOW,
                    created_at=NOW,
                )
            )

    first = browser.get(post(network))
    second = browser.get(first.all(".//a[@rel='next']")[0].get("href", ""))

    assert count_statements(browser, post(network)) == one
    assert len(first.all(".//tbody/tr")) == 50
    assert len(second.all(".//tbody/tr")) == 11


def test_post_of_one_event_shows_and_counts_only_its_mails(browser: Browser):
    network = make_network()
    event = make_event(network, title="Zomer", slug="zomer")
    for state in (MessageState.FAILED, MessageState.FAILED, MessageState.SENT):
        make_message(event, state=state, subject=f"Zomer {state}")
    make_message(make_event(network), state=MessageState.FAILED, subject="Van een ander")
    browser.login(make_user(network))

    page = browser.get(post(network, "?state=failed&event=zomer"))

    assert page.texts(".//tbody//th/a") == ["Zomer failed", "Zomer failed"]
    chips = page.all(".//*[@class='chips']//a")
    assert page.texts(".//*[@class='chips']//a") == ["Alle 3", "Bewaard 1", "Geweigerd 2"]
    assert all("event=zomer" in (chip.get("href") or "") for chip in chips)
    assert "Alleen de mails over Zomer." in page.text
    assert "Van een ander" in browser.get(post(network, "?state=failed")).text


def test_post_of_an_event_of_another_network_is_not_found(browser: Browser):
    network, other = make_network(), make_event(slug="zomer")
    browser.login(make_user(network))

    assert other.network_id != network.id
    assert browser.get(post(network, "?event=zomer")).status == 404


def subjects(browser: Browser, network: Network, query: str) -> list[str]:
    return sorted(browser.get(post(network, query)).texts(".//tbody//th/a"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zoe", ["Aan Zoë"]),
        ("ZOË  çelik", ["Aan Zoë"]),
        ("korenbloem", ["Aan Zoë"]),
        ("zoe@brood", ["Aan Zoë"]),
        ("brood zoe", ["Aan Zoë"]),
        ("andre", ["Aan André"]),
        ("andre bos@", []),
        ("olievlek.example", ["Aan André"]),
        ("@", ["Aan André", "Aan Bo", "Aan Zoë"]),
        ("_", []),
        ("%", []),
    ],
)
def test_post_is_searched_by_name_employer_and_address(
    browser: Browser, words: str, found: list[str]
):
    event = make_event()
    network = event.network
    employer = make_employer(network, name="De Korenbloem")
    zoe = make_contact(network, name="Zoë Çelik", employer=employer, email="zoe@brood.example")
    bakery = make_employer(network, name="Bakkerij Bos")
    bo = make_contact(network, bakery, name="Bo Baars", email="bo@bos.example")
    for contact in (zoe, bo):
        invitation = make_invitation(event, contact)
        make_message(event, invitation, subject=f"Aan {contact.given_name}", to_name=contact.name)
    make_message(event, subject="Aan André", to_name="André Bos", to_address="a@olievlek.example")
    make_message(
        make_event(), subject="Elders", to_name="Zoë Andre", to_address="zoe@brood.example"
    )
    browser.login(make_user(network))

    assert subjects(browser, network, f"?q={quote(words)}") == found


def test_post_counts_and_pages_what_a_search_finds(browser: Browser):
    event = make_event()
    jan = make_invitation(event, make_contact(event.network, name="Jan Smit"))
    for number in range(51):
        make_message(event, jan, subject=f"Mail {number}")
    make_message(event, jan, state=MessageState.FAILED)
    make_message(event, make_invitation(event), state=MessageState.FAILED)
    browser.login(make_user(event.network))

    page = browser.get(post(event.network, "?q=smit&state=sent"))
    [following] = page.all(".//a[@rel='next']")

    assert page.texts(".//*[@class='chips']//a") == ["Alle 52", "Bewaard 51", "Geweigerd 1"]
    assert all("q=smit" in str(one.get("href")) for one in page.all(".//*[@class='chips']//a"))
    assert page.fields("post/")["state"] == "sent"
    assert len(browser.get(str(following.get("href"))).all(".//tbody/tr")) == 1


def test_post_that_finds_nobody_says_so_and_leads_back(browser: Browser):
    event = make_event()
    make_message(event)
    browser.login(make_user(event.network))

    page = browser.get(post(event.network, f"?q={'x' * 150}"))

    assert page.fields("post/")["q"] == "x" * 100
    assert "Niemand gevonden" in page.text
    assert f"“{'x' * 100}”" in page.text
    [back] = [one for one in page.all(".//main//a") if "Toon alle mails" in "".join(one.itertext())]
    assert len(browser.get(str(back.get("href"))).all(".//tbody/tr")) == 1
