"""What mails say, read back by Python's own parser."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO

import html5lib
import pytest
import zxingcpp
from flask import Flask
from icalendar import Calendar
from PIL import Image

from eventapp.database import db, transaction
from eventapp.formats.links import Links
from eventapp.models import Event, Invitation, Message
from eventapp.rules import badge_code
from eventapp.rules.mailing import Audience, MessageKind
from eventapp.rules.rsvp import AttendeeKind, Partstat, Place
from eventapp.rules.venue import MAP
from eventapp.rules.zones import TimeZone
from eventapp.services import badges, letters, outbox
from eventapp.services import mailing as service
from eventapp.services.audit import Actor
from eventapp.services.invitation_letter import MARK
from eventapp.services.letter_words import Known
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_employer,
    make_event,
    make_invitation,
    make_network,
)

LINKS = Links(base_url="https://app.example", keys=("key",))
NASTY = 'Jan "de \r\nBcc: x@y.z" O’Neil </script><b>🎉'
BODY = "Beste {{voornaam}} van {{bedrijf}},\n\n{{knoppen}}\n\n{{programma}}\n\n{{afzender}}\n"


def read(message: Message) -> EmailMessage:
    """Write a mail and read it back."""
    rendered = letters.render(message, links=LINKS, mail_from="post@app.example", now=NOW)
    parsed = message_from_bytes(rendered.mime, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def html(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def invite(event: Event, body: str = BODY, subject: str = "{{voornaam}}, komt u?") -> Message:
    """Send a mailing to everybody in the network and give the first mail."""
    with transaction() as session:
        mailing = service.draft(event, subject=subject, body=body, actor=Actor("Annelies"), now=NOW)
        service.address(mailing, Audience.ALL, actor=Actor("Annelies"), now=NOW)
        service.send(mailing, actor=Actor("Annelies"), now=NOW)
        session.flush()
    message: Message | None = db.session.query(Message).order_by(Message.id).first()
    assert message is not None
    return message


def tell(kind: MessageKind, invitation: Invitation) -> Message:
    with transaction():
        message = outbox.tell_invitee(kind, db.session.get_one(Invitation, invitation.id), now=NOW)
    assert message is not None
    return message


def test_invitation_carries_own_links_and_can_be_unsubscribed_at_once(app: Flask, database: None):
    network = make_network(slug="west-brabant", name="Netwerk", reply_to="a@netwerk.example")
    contact = make_contact(network, name="Jan van der Berg", email="jan@werkgever.example")
    message = invite(make_event(network))

    mail = read(message)

    own = LINKS.invitation(message.invitation.public_id)  # type: ignore[union-attr]
    unsubscribe = LINKS.unsubscribe(contact.public_id)
    assert mail["From"] == "Netwerk <post@app.example>"
    assert mail["Reply-To"] == "a@netwerk.example"
    assert mail["To"] == "Jan van der Berg <jan@werkgever.example>"
    assert mail["Subject"] == message.subject == "Jan, komt u?"
    assert mail["List-Unsubscribe"] == f"<{unsubscribe}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<west-brabant.uitnodigingen.app.example>"
    assert mail["Message-ID"] == f"<{message.message_id}@app.example>"
    for text in (html(mail), plain(mail)):
        assert f"{own}?answer=ACCEPTED" in text
        assert f"{own}?answer=DECLINED" in text
        assert unsubscribe in text
        assert "{{" not in text


def test_letter_breaks_our_long_word_where_dutch_does(app: Flask, database: None):
    event = make_event(title="Netwerkbijeenkomst")
    make_contact(event.network)

    assert "Netwerk\u00adbijeen\u00adkomst" in html(read(invite(event)))


def test_letter_says_where_it_is_to_the_street(app: Flask, database: None):
    event = make_event(
        venue_name="Maas Groen", venue_address="Kerkstraat 1, 4901 AB", venue_town="Oosterhout"
    )
    make_contact(event.network)

    mail = read(invite(event))

    for text in (html(mail), plain(mail)):
        assert "Maas Groen, Oosterhout" in text
        assert "Kerkstraat 1, 4901 AB Oosterhout" in text
        assert f"{MAP}query=Kerkstraat+1" in text


def test_letter_names_the_last_day_on_which_an_answer_is_in_time(app: Flask, database: None):
    midnight = datetime(2027, 4, 7, 22, 0, tzinfo=UTC)  # 8 April at 0.00 in Amsterdam
    event = make_event(answer_before=midnight)
    make_contact(event.network)

    text = plain(read(invite(event)))

    assert "Antwoord graag uiterlijk woensdag 7\u00a0april." in text


def test_letter_names_the_time_when_answering_ends_in_the_morning(app: Flask, database: None):
    event = make_event(answer_before=datetime(2027, 4, 8, 5, 30, tzinfo=UTC))
    make_contact(event.network)

    text = plain(read(invite(event)))

    assert "uiterlijk donderdag 8\u00a0april om 07.30\u00a0uur." in text


def test_a_day_and_its_month_stay_on_one_line(app: Flask, database: None):
    event = make_event(ends_at=datetime(2027, 4, 16, 16, 0, tzinfo=UTC))
    make_contact(event.network)

    mail = read(invite(event, body="U hoort het op {{datum}}.\n\n{{knoppen}}"))

    for text in (html(mail).replace("&nbsp;", "\u00a0"), plain(mail)):
        assert "U hoort het op donderdag 15\u00a0april." in text
        assert "donderdag 15\u00a0april" in text
        assert "12.30 tot vr 16\u00a0april 18.00\u00a0uur" in text
        assert "donderdag 8\u00a0april om 17.00\u00a0uur" in text


def test_names_cannot_become_headers_html_or_markdown(app: Flask, database: None):
    network = make_network(name='Netwerk "<x>" 🎉')
    employer = make_employer(network, name="**Vet** [x](https://kwaad.example) </p>")
    contact = make_contact(network, employer)
    with transaction():
        contact.given_name, contact.infix, contact.family_name = NASTY, "", "Berg"

    mail = read(invite(make_event(network, title='Dag" onload="x"><script>alert(1)</script>')))

    assert mail["Bcc"] is None
    document = html5lib.parse(html(mail), namespaceHTMLElements=False)
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    assert not {"script", "b", "img"} & {element.tag for element in elements}
    assert not [name for element in elements for name in element.attrib if name[:2] == "on"]
    links = [element.get("href") for element in elements if element.tag == "a"]
    assert all(link.startswith(("https://app.example/", MAP)) for link in links)
    assert "**Vet** [x](https://kwaad.example) </p>" in plain(mail)
    assert "\n" not in str(mail["Subject"])
    assert str(mail["Subject"]).startswith('Jan "de')


def test_each_reader_gets_their_own_words_and_links_only(app: Flask, database: None):
    network = make_network()
    for name in ("Fatima", "Łukasz"):
        make_contact(network, make_employer(network, name=f"Zaak van {name}"), given_name=name)
    body = "**{{voornaam}}**, [kom]({{link}}) of open {{link}}.\n\n{{knoppen}}"
    invite(make_event(network), body)
    known = Known()

    mails = [
        letters.render(message, links=LINKS, mail_from="post@app.example", now=NOW, known=known)
        for message in db.session.query(Message).order_by(Message.id)
    ]

    parsed = [message_from_bytes(mail.mime, policy=policy.default) for mail in mails]
    texts = [(html(mail), plain(mail)) for mail in parsed]  # type: ignore[arg-type]
    tokens = [
        LINKS.invitation(invitation.public_id)
        for invitation in db.session.query(Invitation).order_by(Invitation.id)
    ]
    for number, (name, other) in enumerate([("Fatima", "Łukasz"), ("Łukasz", "Fatima")]):
        shown, written = texts[number]
        assert f"<strong>{name}</strong>" in shown
        assert re.search(rf'<a href="{re.escape(tokens[number])}"[^>]*>kom</a>', shown)
        assert shown.count(tokens[number]) >= 5
        assert f"{name}, kom ({tokens[number]}) of open {tokens[number]}." in written
        assert str(parsed[number]["Subject"]) == f"{name}, komt u?"
        for text in (shown, written):
            assert other not in text
            assert tokens[1 - number] not in text
            assert not MARK.search(text)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dag {{voornaam}}s collega", "Dag Fatimas collega"),
        ("De {{bedrijf}}en", "De Werkvlijten"),
        ("{{voornaam}}{{naam}}", "FatimaFatima el Amrani"),
        ("Zie https://{{bedrijf}}", "Zie https://Werkvlijt"),
    ],
)
def test_letters_may_stand_right_beside_a_placeholder(
    app: Flask, database: None, body: str, said: str
):
    event = make_event()
    employer = make_employer(event.network, name="Werkvlijt")
    make_contact(event.network, employer, name="Fatima el Amrani")

    mail = read(invite(event, body + "\n\n{{knoppen}}"))

    assert said in plain(mail)
    assert said in html(mail)


def test_mails_of_one_round_follow_a_change_of_their_network(app: Flask, database: None):
    event = make_event()
    make_contact(event.network)
    message, known = invite(event), Known()
    before = letters.render(
        message, links=LINKS, mail_from="post@app.example", now=NOW, known=known
    )

    with transaction():
        event.network.name = "Netwerk van Morgen"
        event.network.brand_colour = "#7a1f5c"
    after = letters.render(message, links=LINKS, mail_from="post@app.example", now=NOW, known=known)

    assert b"Morgen" not in before.mime
    assert b"Netwerk van Morgen" in after.mime
    assert b"#7a1f5c" in after.mime.lower()


def test_times_are_the_events_own_and_words_the_readers(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
):
    network = make_network()
    make_contact(network, language="en", name="John Smith")
    event = make_event(
        network,
        time_zone=TimeZone.LONDON,
        starts_at=datetime(2027, 7, 1, 12, 0, tzinfo=UTC),
        ends_at=datetime(2027, 7, 1, 15, 0, tzinfo=UTC),
    )

    mail = read(invite(event))

    assert "Thursday 1\u00a0July, 13:00 to 16:00" in plain(mail)
    assert "Yes, I am coming" in html(mail)
    assert "kom" not in plain(mail)


def test_what_the_organiser_wrote_keeps_its_language_with_the_days_in_it(
    app: Flask, database: None
):
    network = make_network()
    make_contact(network, language="en", name="John Smith")
    event = make_event(network, venue_name="", venue_town="", answer_before=None)
    body = "Kom op {{datum}} om {{tijd}} naar {{plaats}}.\n\n{{knoppen}}\n"

    mail = read(invite(event, subject="Komt u {{datum}}?", body=body))

    day = "donderdag 15\u00a0april"
    assert f"Kom op {day} om 12.30 uur naar een plek" in plain(mail)
    assert mail["Subject"] == "Komt u donderdag 15 april?"
    assert '<div lang="nl"><p' in html(mail)
    assert "Thursday 15\u00a0April" in plain(mail)
    assert "Yes, I am coming" in html(mail)


def test_a_network_that_changes_its_language_meanwhile_writes_days_in_the_new_one(
    app: Flask, database: None
):
    network = make_network()
    make_contact(network, language="en", name="John Smith")
    event = make_event(network)
    message, known = invite(event, body="{{datum}}\n\n{{knoppen}}\n"), Known()
    letters.render(message, links=LINKS, mail_from="post@app.example", now=NOW, known=known)
    with transaction():
        event.network.language = "en"

    after = letters.render(message, links=LINKS, mail_from="post@app.example", now=NOW, known=known)

    assert b"donderdag" not in after.mime


@pytest.mark.parametrize("last_day", [None, datetime(2027, 4, 8, 15, 0, tzinfo=UTC)])
def test_a_last_day_to_answer_is_named_when_there_is_one(
    app: Flask, database: None, last_day: datetime | None
):
    network = make_network()
    make_contact(network)

    mail = read(invite(make_event(network, answer_before=last_day)))

    for text in (plain(mail), html(mail)):
        assert ("Antwoord graag uiterlijk" in text) is (last_day is not None)


def test_confirmation_holds_a_badge_for_each_person_and_the_event(app: Flask, database: None):
    invitation = make_invitation(answer=Partstat.ACCEPTED)
    people = [
        make_attendee(invitation=invitation, name="Jan"),
        make_attendee(
            invitation=invitation, name="Fatima", position=2, kind=AttendeeKind.COMPANION
        ),
    ]
    make_attendee(
        invitation=invitation,
        name="Wachter",
        position=3,
        kind=AttendeeKind.COMPANION,
        place=Place.WAITLISTED,
    )

    mail = read(tell(MessageKind.CONFIRMATION, invitation))

    pictures = {
        part["Content-ID"].strip("<>"): part.get_content()
        for part in mail.walk()
        if part.get_content_type() == "image/png"
    }
    codes = [zxingcpp.read_barcodes(Image.open(BytesIO(png)))[0].text for png in pictures.values()]
    assert codes == [f"HTTPS://APP.EXAMPLE/B/{badges.code_of(person)}" for person in people]
    assert all(f"cid:{cid}" in html(mail) for cid in pictures)
    for person in people:
        typed = badge_code.spaced(badges.code_of(person))
        assert typed in html(mail)
        assert f"- {person.name}\r\n  {typed}" in plain(mail)
    assert LINKS.invitation(invitation.public_id, "badge") in plain(mail)
    assert "Wachter" in plain(mail)
    calendar = attached_calendar(mail)
    assert calendar["METHOD"] == "PUBLISH"
    entry = calendar.walk("VEVENT")[0]
    assert (entry["UID"], entry["STATUS"]) == (invitation.event.uid, "CONFIRMED")
    assert "ORGANIZER" not in entry
    assert "/i/" not in str(calendar.to_ical())
    assert mail["List-Unsubscribe"] is None


def attached_calendar(mail: EmailMessage) -> Calendar:
    files = [part for part in mail.iter_attachments() if part.get_filename()]
    assert [file.get_content_type() for file in files] == ["text/calendar"]
    return Calendar.from_ical(files[0].get_payload(decode=True))


def test_waiting_list_never_says_that_there_is_a_place(app: Flask, database: None):
    mail = read(tell(MessageKind.WAITLIST, make_invitation(answer=Partstat.ACCEPTED)))

    text = plain(mail) + html(mail) + str(mail["Subject"])
    assert "wachtlijst" in text
    assert "bevestig" not in text.lower()
    assert "U komt" not in text
    assert "cid:" not in text
    assert list(mail.iter_attachments()) == []


@pytest.mark.parametrize(
    ("kind", "method"),
    [(MessageKind.REGRETS, "PUBLISH"), (MessageKind.CANCELLATION, "CANCEL")],
)
def test_farewell_takes_the_event_out_of_calendars(
    app: Flask, database: None, kind: MessageKind, method: str
):
    invitation = make_invitation(answer=Partstat.DECLINED)

    mail = read(tell(kind, invitation))

    calendar = attached_calendar(mail)
    entry = calendar.walk("VEVENT")[0]
    assert calendar["METHOD"] == method
    assert (entry["UID"], entry["STATUS"]) == (invitation.event.uid, "CANCELLED")
    methods = {
        part.get_param("method")
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    }
    assert methods == {method}
