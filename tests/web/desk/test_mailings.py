"""An organiser picks people, writes, looks and sends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from eventapp import post
from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Event, Invitation, Mailing, Message
from eventapp.queries import mailing as queries
from eventapp.rules.access import Role
from eventapp.rules.event import EventKind, EventState
from eventapp.rules.mailing import Audience, MailingState, MessageState
from tests.factories import (
    make_contact,
    make_event,
    make_invitation,
    make_message,
    make_network,
    make_tag,
    make_user,
)
from tests.pages import Browser, Page
from tests.statements import count_statements

HEADER = "Content-Security-Policy"


def desk(event: Event, path: str = "") -> str:
    return f"/desk/{event.network.slug}/{event.slug}/mailings{path}"


def begin(browser: Browser, event: Event, audience: str | None = "all") -> str:
    """Begin a mailing as its organiser; give the address of the draft."""
    browser.login(make_user(event.network))
    page = browser.get(desk(event))
    token = page.fields("logout")["csrf_token"]
    made = browser.post(desk(event), {"csrf_token": token})
    assert made.status == 303
    address = str(made.location).removesuffix("recipients")
    if audience:
        browser.get(f"{address}recipients").submit(audience=audience)
    return address


def write(browser: Browser, address: str, **values: str) -> Page:
    return browser.get(f"{address}text").submit(**values)


def test_an_invitation_says_what_is_still_open_and_can_be_sent_all_the_same(browser: Browser):
    event = make_event(venue_name="", venue_town="", answer_before=None)
    make_contact(event.network)
    address = begin(browser, event)

    confirm = browser.get(f"{address}confirm")
    sent = confirm.submit("send")

    for words in ("Nog open", "Vul de plek in", "Kies een laatste dag", "Naar het programma"):
        assert words in confirm.text
    assert sent.status == 303


def test_before_sending_it_says_whether_anybody_receives_it(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
):
    event = make_event()
    make_contact(event.network)
    address = begin(browser, event)

    trial = browser.get(f"{address}confirm").text
    sends = replace(app.extensions["config"], mail_url="smtp://127.0.0.1")
    monkeypatch.setitem(app.extensions, "config", sends)
    real = browser.get(f"{address}confirm").text

    assert "1 persoon zou deze mail krijgen" in trial
    assert "niemand krijgt iets" in trial
    assert "Terughalen kan niet" not in trial
    assert "1 persoon krijgt deze mail" in real
    assert "Terughalen kan niet" in real


def test_a_reminder_does_not_say_what_is_still_open(browser: Browser):
    event = make_event(answer_before=None)
    make_invitation(event)
    address = begin(browser, event, "unanswered")

    assert "Nog open" not in browser.get(f"{address}confirm").text


def test_whole_path_from_picking_to_delivery(app: Flask, browser: Browser):
    event = make_event()
    make_contact(event.network, name="Jan van der Berg")
    make_contact(event.network, name="Piet Post", email=None)
    address = begin(browser, event)

    text = browser.get(f"{address}text")
    confirm = browser.follow(text.submit(step="next"))
    sent = browser.follow(confirm.submit("send"))

    assert "1 persoon" in text.text
    assert "1 krijgt niets: 1 zonder e-mailadres." in text.text
    assert "Verstuur 1 uitnodiging" in confirm.text
    [frame] = confirm.all(".//iframe")
    assert str(frame.get("src")).startswith(f"{address}preview?reader=")
    assert "1 mail gaat naar Post." in sent.text
    assert post.hand_over_due(app).sent == 1
    assert "1 van 1" in browser.get(address).text
    assert db.session.scalar(select(AuditEntry.new).where(AuditEntry.action == "mailing.sent")) == (
        "1"
    )


def test_recipients_says_how_many_each_choice_reaches(browser: Browser):
    event = make_event()
    tag, empty = make_tag(event.network), make_tag(event.network, "pers")
    jan = make_contact(event.network, is_ambassador=True, tags=[tag])
    make_contact(event.network, tags=[tag])
    make_contact(event.network, tags=[tag], email=None)
    make_invitation(event, make_contact(event.network, is_ambassador=True, tags=[tag]))
    make_contact()
    address = begin(browser, event, audience="hand")
    browser.get(f"{address}pick").submit(step="done", contact=str(jan.id))

    page = browser.get(f"{address}recipients")

    hints = page.texts(".//*[@class='choice__hint']")
    assert "Nu krijgen 2 mensen de mail." in hints[0]
    assert "Nu krijgt 1 persoon de mail." in hints[1]
    assert "Nu krijgt 1 persoon de mail." in hints[3]
    assert page.texts(".//select[@name='tag']/option")[1:] == ["pers (0)", "spreker (2)"]
    mailing = db.session.scalars(select(Mailing)).one()
    moment = datetime.now(UTC)
    reach = queries.reach(mailing, moment)
    for audience, value, number in (
        *(
            (audience, mailing.audience_value, those.number)
            for audience, those in reach.audiences.items()
        ),
        (Audience.TAG, {"tag": tag.id}, reach.tags[tag.id]),
        (Audience.TAG, {"tag": empty.id}, reach.tags.get(empty.id, 0)),
    ):
        with db.session.no_autoflush:
            mailing.audience, mailing.audience_value = audience, value
            assert len(queries.audience_contacts(mailing, moment)) == number


def test_thousands_who_were_picked_by_hand_are_counted(browser: Browser):
    event = make_event()
    jan = make_contact(event.network)
    address = begin(browser, event, audience="hand")
    mailing = db.session.scalars(select(Mailing)).one()
    with transaction():
        mailing.audience_value = {"contacts": [jan.id + number for number in range(14_000)]}

    page = browser.get(f"{address}recipients")

    assert page.status == 200
    assert "Nu krijgt 1 persoon de mail." in page.texts(".//*[@class='choice__hint']")[2]


def test_a_reminder_is_written_for_who_did_not_answer(app: Flask, browser: Browser):
    event = make_event()
    eef = make_contact(event.network, name="Eef Eend")
    invitation = make_invitation(event, eef)
    week_ago = datetime.now(UTC) - timedelta(days=7)
    make_message(event, invitation, state=MessageState.SENT, sent_at=week_ago)
    browser.login(make_user(event.network))
    answers = f"/desk/{event.network.slug}/{event.slug}/answers"

    page = browser.get(f"{answers}?filter=unanswered")
    text = browser.follow(page.submit("mailings"))
    confirm = browser.follow(text.submit(step="next"))
    sent = browser.follow(confirm.submit("send"))
    handed_over = post.hand_over_due(app).sent

    network = event.network.slug
    assert "Herinnering" in browser.get(f"/desk/{network}/post/").text
    assert "Herinnering" in browser.get(f"/desk/{network}/{event.slug}/mailings").text
    assert "Schrijf een herinnering" not in browser.get(answers).text
    assert "Schrijf de herinnering" in text.text
    assert "Eef, weet u al of u komt naar" in text.text
    assert "Verstuur 1 herinnering" in confirm.text
    assert "1 mail gaat naar Post." in sent.text
    assert handed_over == 1
    db.session.expire_all()
    reminder = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert reminder is not None
    mail = message_from_bytes(bytes(reminder.mime or b""), policy=default)
    letter = mail.get_body(("html",)).get_content()  # type: ignore[attr-defined]
    assert "Herinnering" in letter
    assert f"/i/{invitation.public_id}." in letter


def test_a_test_is_called_one_whatever_becomes_of_its_draft(browser: Browser):
    event = make_event()
    make_contact(event.network)
    outbox = f"/desk/{event.network.slug}/post/"
    address = begin(browser, event)
    write(browser, address, step="test")

    sent = browser.get(outbox).text
    browser.get(f"{address}recipients").submit(audience="unanswered")
    changed, mailings = browser.get(outbox).text, browser.get(desk(event)).text
    browser.get(f"{address}confirm").submit("discard")
    left = browser.get(outbox).text

    assert all("Test van een mailing" in text for text in (sent, changed, left))
    assert "wacht" not in mailings.partition("Bezorging")[2]  # it is none of the mailing's own
    assert "[Test]" in left


@pytest.mark.parametrize(
    "values",
    [{"state": EventState.CANCELLED}, {"answer_before": datetime(2020, 1, 1, tzinfo=UTC)}],
)
def test_nobody_is_reminded_who_cannot_answer(browser: Browser, values: dict[str, object]):
    event = make_event(**values)
    make_invitation(event)
    browser.login(make_user(event.network))

    page = browser.get(f"/desk/{event.network.slug}/{event.slug}/answers?filter=unanswered")

    assert "herinnering" not in page.text
    assert "herinnering" not in browser.get(desk(event)).text


def test_a_viewer_is_offered_no_reminder(browser: Browser):
    event = make_event()
    make_invitation(event)
    browser.login(make_user(event.network, role=Role.VIEWER))

    page = browser.get(f"/desk/{event.network.slug}/{event.slug}/answers?filter=unanswered")

    assert "herinnering" not in page.text


def test_recipients_nothing_chosen_is_refused(browser: Browser):
    address = begin(browser, make_event(), audience=None)

    page = browser.get(f"{address}recipients").submit()

    assert page.status == 422
    assert "Kies wie deze mailing krijgt." in page.text
    assert page.texts(".//*[@class='summary__title']") == ["Er is nog niemand gekozen"]


def test_recipients_tag_without_the_tag_is_refused(browser: Browser):
    address = begin(browser, make_event(), audience=None)

    assert browser.get(f"{address}recipients").submit(audience="tag").status == 422


def test_pick_keeps_ticks_over_searches_without_script(browser: Browser):
    event = make_event()
    jan = make_contact(event.network, name="Jan Aal")
    bo = make_contact(event.network, name="Bo Baars")
    address = begin(browser, event, "hand")

    search = browser.get(f"{address}pick").submit(q="baars", step="search", contact=str(jan.id))
    found = browser.follow(search)
    done = found.submit(step="done", contact=str(bo.id))

    assert "Jan Aal" not in found.text
    assert "1 persoon aangekruist" in found.text
    assert browser.follow(done).text.count("2 mensen") == 1
    picked = select(AuditEntry.old, AuditEntry.new).where(AuditEntry.field == "picked")
    assert db.session.execute(picked).all() == [("0", "2")]
    assert db.session.scalars(select(Mailing)).one().audience_value["contacts"] == [jan.id, bo.id]


def test_pick_survives_nonsense(browser: Browser):
    address = begin(browser, make_event(), "hand")

    pages = [
        browser.get(f"{address}pick?q=%25&after=x"),
        browser.get(f"{address}pick?after=99999999999999"),
        browser.get(f"{address}pick").submit(contact="; drop", shown="-1", step="after-x"),
        *(browser.get(f"{address}pick").submit(contact="9" * n, shown="9" * n) for n in (25, 5000)),
    ]

    assert [page.status for page in pages] == [200, 200, 303, 303, 303]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"body": "Beste {{voornam}},\n{{knoppen}}"}, "“voornam” bestaat niet, in regel 1."),
        (
            {"body": "{{voornam}} van\n{{bedrijfsnaam}}, {{voornam}}, {{knoppen}}"},
            "regel 1. Bedoel je {{voornaam}}? “bedrijfsnaam” bestaat niet, in regel 2.",
        ),
        ({"body": "Beste {{voornam}},\n{{knoppen}}"}, "Bedoel je {{voornaam}}"),
        ({"body": "Komt u?"}, "kan nog niemand antwoorden"),
        (
            {"body": "{{knoppen}} http://localhost/i/abc.def/"},
            "de eigen link van iemand: http://localhost/i/abc.def/",
        ),
        ({"subject": "{{knoppen}}"}, "past niet in een onderwerp"),
        ({"subject": ""}, "Schrijf een onderwerp"),
        ({"subject": "x" * 151}, "onder de 150"),
    ],
)
def test_text_that_cannot_be_sent_is_refused_and_kept(
    browser: Browser, values: dict[str, str], said: str
):
    address = begin(browser, make_event())

    page = write(browser, address, step="next", **values)

    assert page.status == 422
    assert said in page.text
    again = browser.get(f"{address}text").fields()
    assert {name: again[name] for name in values} == values
    back = browser.get(f"{address}confirm")
    assert back.status == 303
    assert said in browser.follow(back).text
    assert browser.get(f"{address}preview").status == 404


def test_text_that_was_mended_meanwhile_is_not_complained_about(browser: Browser):
    address = begin(browser, make_event())
    write(browser, address, subject="Komt u?", body="Geen knoppen", step="next")
    wrong = browser.get(f"{address}text")
    sent_back = browser.follow(browser.get(f"{address}confirm"))
    write(browser, address, subject="Komt u?", body="{{knoppen}}", step="next")

    mended = browser.get(f"{address}text")

    assert "Deze tekst kan nog niet weg" in wrong.text
    assert not wrong.all(".//*[@data-focus]")
    assert [len(page.texts(".//*[@class='summary']//li")) for page in (wrong, sent_back)] == [1, 1]
    assert sent_back.all(".//*[@data-focus]")
    assert "Deze tekst kan nog niet weg" not in mended.text


def test_text_with_html_and_emoji_is_shown_as_it_is(browser: Browser):
    event = make_event(title="Dag </script> 🎉")
    make_contact(event.network, name="Kees d'Ancona")
    address = begin(browser, event)
    body = "</script><b>x</b> 🎉\n\n{{knoppen}}\n"

    browser.follow(write(browser, address, step="save", body=body))
    preview = browser.client.get(f"{address}preview")

    assert browser.get(f"{address}text").fields()["body"] == body
    assert "<b>x" not in preview.text
    assert "&lt;b&gt;x" in preview.text


def test_the_reader_who_was_chosen_stays_until_it_is_sent(browser: Browser):
    event = make_event()
    make_contact(event.network, name="Anna Aal")
    zoe = make_contact(event.network, name="Zoë Zijl")
    address = begin(browser, event)

    confirm = browser.follow(write(browser, address, step="next", reader=zoe.public_id))
    [again] = [
        str(link.get("href")) for link in confirm.all(".//dd/a") if "/text" in str(link.get("href"))
    ]

    assert "Zoals Zoë Zijl het leest" in confirm.text
    assert "Zoë, komt u naar" in confirm.text
    [frame] = confirm.all(".//iframe")
    assert "Zoë" in browser.client.get(str(frame.get("src"))).text
    assert browser.get(again).texts(".//option[@selected]") == ["Als Zoë Zijl (NL)"]


def test_preview_is_a_frame_in_which_nothing_runs(browser: Browser):
    event = make_event()
    make_contact(event.network, name="Jan Aal")
    zoe = make_contact(event.network, name="Zoë Zwaan", language="en")
    address = begin(browser, event)

    preview = browser.client.get(f"{address}preview?reader={zoe.public_id}")

    assert "Hello Zoë" in preview.text or "Beste Zoë" in preview.text
    assert "Yes, I am coming" in preview.text
    policy = preview.headers[HEADER]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "img-src data:" in policy
    assert "sandbox" in policy
    assert "/i/" not in preview.text
    frame = browser.get(f"{address}text").all(".//iframe")[0]
    assert frame.get("sandbox") == ""


def test_mailing_that_was_sent_shows_itself_as_its_first_reader_sees_it(browser: Browser):
    event = make_event()
    make_contact(event.network, name="Jan van der Berg")
    address = begin(browser, event)
    browser.get(f"{address}confirm").submit("send")

    page, frame = browser.get(address), browser.client.get(f"{address}preview")

    assert page.texts(".//h1") == ["Komt u naar Kijkdag 2027?"]
    assert "Zoals Jan van der Berg het nu zou lezen" in page.text
    assert "In de verstuurde mail kan iets anders staan." in page.text
    assert "Beste Jan," in frame.text
    assert "/i/" not in frame.text


@pytest.mark.parametrize(
    "gone", [{"state": EventState.CANCELLED}, {"answer_before": datetime(2026, 1, 1, tzinfo=UTC)}]
)
def test_mailing_that_cannot_be_sent_any_more_shows_its_text_only(browser: Browser, gone):
    event = make_event()
    make_contact(event.network)
    address = begin(browser, event)
    browser.get(f"{address}confirm").submit("send")
    with transaction():
        for name, value in gone.items():
            setattr(db.session.get_one(Event, event.id), name, value)

    page, frame = browser.get(address), browser.client.get(f"{address}preview")

    assert page.all(".//iframe") == []
    assert frame.status_code == 404
    assert "Antwoorden kan niet meer, dus er is geen voorbeeld." in page.text
    assert [one.get("open") for one in page.all(".//main//details")] == [""]


def test_delivery_is_asked_for_without_the_page_around_it(browser: Browser):
    event = make_event()
    make_contact(event.network)
    address = begin(browser, event)
    browser.get(f"{address}confirm").submit("send")

    [part] = browser.get(address).all(".//*[@data-hx-get]")
    answer = browser.client.get(part.get("data-hx-get"))

    assert "0 van 1" in answer.text
    assert "<html" not in answer.text
    assert "iframe" not in answer.text
    assert part.get("data-hx-get") in answer.text  # and it goes on asking


def test_test_mail_goes_to_me_and_invites_nobody(app: Flask, browser: Browser):
    event = make_event()
    make_contact(event.network)
    address = begin(browser, event)

    write(browser, address, step="test")

    message = db.session.scalars(select(Message)).one()
    assert message.subject.startswith("[Test] ")
    assert message.to_address.endswith("@olievlek.example")
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0
    assert post.hand_over_due(app).sent == 1
    assert db.session.scalars(select(Mailing)).one().state is MailingState.DRAFT


def test_draft_event_can_be_written_for_but_not_sent(browser: Browser):
    event = make_event(state=EventState.DRAFT)
    make_contact(event.network)
    address = begin(browser, event)

    confirm = browser.get(f"{address}confirm")
    token = confirm.fields("discard")["csrf_token"]
    sent = browser.post(f"{address}send", {"csrf_token": token})

    assert "De bijeenkomst is niet gepubliceerd." in confirm.text
    assert "Er is niets verstuurd" in browser.follow(sent).text
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_sending_twice_from_two_windows_mails_once(browser: Browser):
    event = make_event()
    make_contact(event.network)
    address = begin(browser, event)
    confirm = browser.get(f"{address}confirm")

    confirm.submit("send")
    again = confirm.submit("send")

    assert "Niemand krijgt hem twee keer" in browser.follow(again).text
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1
    assert browser.get(f"{address}text").status == 303


def test_text_of_megabytes_is_refused_at_once(browser: Browser):
    address = begin(browser, make_event())
    began = perf_counter()

    page = write(browser, address, body="{{a" * 300_000)

    assert page.status == 422
    assert perf_counter() - began < 5


def test_draft_thrown_away_while_it_is_written_says_so(browser: Browser, monkeypatch):
    event = make_event()
    address = begin(browser, event)
    page = browser.get(f"{address}text")

    def lose(*_args: object, **_values: object) -> bool:
        """Stand in for somebody who is a moment earlier, between the gate and the lock."""
        db.session.execute(delete(Mailing))
        return False

    monkeypatch.setattr("eventapp.services.mailing.write", lose)
    answer = page.submit(step="next")

    assert answer.location == desk(event)
    assert "of weggegooid" in browser.follow(answer).text


def test_history_of_the_event_tells_of_a_mailing_in_words(browser: Browser):
    event = make_event()
    make_contact(event.network)
    address = begin(browser, event)
    write(browser, address, subject="Komt u ook?", step="next")
    browser.get(f"{address}confirm").submit("send")

    text = browser.get(f"/desk/{event.network.slug}/{event.slug}/").text

    for words in (
        "Mailing begonnen",
        "Ontvangers: Alle contacten",
        "Onderwerp",
        "Mailing verstuurd",
    ):
        assert words in text
    assert "{{knoppen}}" not in text


def test_discard_throws_only_a_draft_away(browser: Browser):
    event = make_event()
    make_contact(event.network)
    address = begin(browser, event)
    confirm = browser.get(f"{address}confirm")
    confirm.submit("send")

    confirm.submit("discard")

    assert db.session.scalar(select(func.count()).select_from(Mailing)) == 1


def test_the_list_of_mailings_has_one_main_button_by_the_name_that_led_there(browser: Browser):
    event = make_event()
    main = ".//main//button[@class='button button--main']"
    browser.login(make_user(event.network))

    empty = browser.get(desk(event))
    browser.post(desk(event), {"csrf_token": empty.fields("logout")["csrf_token"]})
    filled = browser.get(desk(event))

    assert [page.texts(main) for page in (empty, filled)] == [["Mensen uitnodigen"]] * 2


@pytest.mark.parametrize("audience", ["", "unanswered"])
def test_a_first_text_names_a_last_day_only_when_there_is_one(browser: Browser, audience: str):
    with_day = make_event()
    without = make_event(with_day.network, answer_before=None)
    for event in (with_day, without):
        make_invitation(event)

    browser.login(make_user(with_day.network))

    texts = []
    for event in (with_day, without):
        token = browser.get(desk(event)).fields("logout")["csrf_token"]
        begun = browser.post(desk(event), {"csrf_token": token, "audience": audience}).location
        address = str(begun).removesuffix("recipients").removesuffix("text")
        texts.append(browser.get(f"{address}text").fields()["body"])

    assert ["{{antwoord voor}}" in text for text in texts] == [True, False]
    assert all("weten" in text and "{{knoppen}}" in text for text in texts)


@pytest.mark.parametrize("audience", ["", "unanswered"])
def test_a_first_text_says_that_it_may_go_as_it_is_until_it_is_changed(
    browser: Browser, audience: str
):
    event = make_event()
    make_invitation(event)
    browser.login(make_user(event.network))

    token = browser.get(desk(event)).fields("logout")["csrf_token"]
    begun = browser.post(desk(event), {"csrf_token": token, "audience": audience}).location
    page = browser.get(str(begun).removesuffix("recipients").removesuffix("text") + "text")
    changed = browser.follow(page.submit(body="Komt u?\n\n{{knoppen}}", step="save"))

    assert "zo versturen" in page.text
    assert "zo versturen" not in changed.text


@pytest.mark.parametrize(
    ("venue", "town", "said"),
    [
        ("De Gistfabriek", "Breda", "bij {{plaats}}"),
        ("", "Breda", "in {{plaats}}"),
        ("", "", "op {{plaats}}"),  # a place that we will let you know
    ],
)
def test_a_first_text_is_at_a_venue_in_a_town_or_somewhere(
    browser: Browser, venue: str, town: str, said: str
):
    event = make_event(venue_name=venue, venue_town=town)
    browser.login(make_user(event.network))

    token = browser.get(desk(event)).fields("logout")["csrf_token"]
    begun = str(browser.post(desk(event), {"csrf_token": token}).location)

    assert said in browser.get(begun.removesuffix("recipients") + "text").fields()["body"]


def test_a_thank_you_evening_begins_with_thanks(browser: Browser):
    event = make_event(kind=EventKind.THANK_YOU)
    browser.login(make_user(event.network))

    token = browser.get(desk(event)).fields("logout")["csrf_token"]
    begun = str(browser.post(desk(event), {"csrf_token": token}).location)
    text = browser.get(begun.removesuffix("recipients") + "text").fields()["body"]

    assert "bedanken wij iedereen" in text
    assert "U ontmoet werkgevers" not in text


def test_the_overview_begins_the_first_mailing_and_leads_to_those_there_are(browser: Browser):
    event = make_event()
    browser.login(make_user(event.network))
    overview = f"/desk/{event.network.slug}/{event.slug}/"

    first = browser.get(overview)
    begun = first.submit(desk(event))

    assert begun.location.endswith("/recipients")
    [link] = browser.get(overview).all(".//main//a[@class='button button--main']")
    assert link.get("href") == desk(event)


def test_viewer_looks_and_changes_nothing(browser: Browser):
    event = make_event()
    address = begin(browser, event)
    other = Browser(browser.client.application)  # type: ignore[arg-type]
    other.login(make_user(event.network, Role.VIEWER))

    assert other.get(desk(event)).status == 200
    assert "Mensen uitnodigen" not in other.get(desk(event)).text
    assert other.get(f"{address}text").status == 403
    assert other.get(f"{address}preview").status == 403


def test_another_network_sees_nothing(browser: Browser):
    event = make_event()
    address = begin(browser, event)
    other = Browser(browser.client.application)  # type: ignore[arg-type]
    network = make_network()
    other.login(make_user(network))
    mine = make_event(network)

    assert other.get(desk(event)).status == 404
    assert other.get(f"{address}text").status == 404
    stolen = address.replace(f"{event.network.slug}/{event.slug}", f"{network.slug}/{mine.slug}")
    assert other.get(f"{stolen}text").status == 404


def test_pages_ask_no_more_of_the_database_with_more_people(browser: Browser):
    event = make_event()
    address = begin(browser, event)
    urls = [f"{address}{path}" for path in ("recipients", "pick", "text", "confirm")]
    counts = []
    for rows in (1, 6):
        for _ in range(rows):
            make_contact(event.network)
            make_invitation(event, make_contact(event.network))
        counts.append([count_statements(browser, url) for url in [*urls, desk(event)]])

    assert all(more <= few + 1 for few, more in zip(*counts, strict=True))  # six rows more
    assert max(counts[1]) <= 16


@pytest.mark.parametrize(
    ("mail_url", "listed", "shown"),
    [
        (
            "folder:mail",
            "1 bewaard",
            "Bewaard in Post 1 van 1. Dit is een proef: niemand krijgt ze.",
        ),
        ("smtp://127.0.0.1", "1 bezorgd", "Bezorgd 1 van 1"),
    ],
)
def test_mail_in_a_folder_is_not_called_delivered(
    app: Flask, browser: Browser, mail_url: str, listed: str, shown: str
):
    event = make_event()
    make_contact(event.network)
    address = begin(browser, event)
    browser.get(f"{address}confirm").submit("send")
    post.hand_over_due(app)
    before = app.extensions["config"]
    app.extensions["config"] = replace(before, mail_url=mail_url)
    try:
        pages = browser.get(desk(event)), browser.get(address)
        part = browser.client.get(f"{address}delivery").text
    finally:
        app.extensions["config"] = before

    assert listed in pages[0].text
    assert shown in pages[1].text
    assert ("Bezorgd" in pages[1].text) == ("Bezorgd" in part) == (listed == "1 bezorgd")


@pytest.mark.parametrize(
    ("audience", "said"),
    [("all", "1 uitnodiging is onderweg."), ("unanswered", "1 herinnering is onderweg.")],
)
def test_what_was_sent_is_on_its_way_to_people(
    app: Flask, browser: Browser, audience: str, said: str
):
    event = make_event()
    contact = make_contact(event.network)
    if audience == "unanswered":
        make_invitation(event, contact)
    address = begin(browser, event, audience)
    before = app.extensions["config"]
    app.extensions["config"] = replace(before, mail_url="smtp://127.0.0.1")
    try:
        sent = browser.follow(browser.get(f"{address}confirm").submit("send"))
    finally:
        app.extensions["config"] = before

    assert said in sent.text


def test_list_shows_delivery_in_words(app: Flask, browser: Browser):
    event = make_event()
    make_contact(event.network)
    address = begin(browser, event)
    browser.get(f"{address}confirm").submit("send")
    with transaction():
        db.session.scalars(select(Message)).one().state = MessageState.FAILED

    assert "1 geweigerd" in browser.get(desk(event)).text
    assert "Bekijk welke" in browser.get(address).text
