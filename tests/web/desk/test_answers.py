import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from time_machine import travel

from eventapp.database import db, transaction
from eventapp.formats.links import Links
from eventapp.models import Attendee, AuditEntry, Message
from eventapp.queries import rsvp as queries
from eventapp.queries.counts import event_counts, filter_counts
from eventapp.queries.rsvp import AnswerFilter
from eventapp.rules.access import Role
from eventapp.rules.event import EventState
from eventapp.rules.rsvp import AnsweredVia, AttendeeKind, Diet, Outcome, Partstat, Place, Reply
from eventapp.services import rsvp
from eventapp.services.audit import Actor
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_network,
    make_user,
)
from tests.statements import count_statements

YES = Partstat.ACCEPTED


@pytest.fixture(autouse=True)
def _in_march():
    with travel(NOW, tick=False):
        yield


def say(invitation, answer=YES, **values: Any) -> Outcome:
    with transaction():
        return rsvp.reply(
            invitation,
            Reply(answer=answer, **values),
            via=AnsweredVia.WEB,
            actor=Actor("Jan"),
            now=NOW,
        )


def invite(event, name, **values):
    return make_invitation(event, make_contact(event.network, name=name, **values))


def address(event, rest="answers"):
    return f"/desk/{event.network.slug}/{event.slug}/{rest}"


@pytest.fixture
def event(database):
    return make_event(make_network(), capacity=2)


@pytest.fixture
def organiser(browser, event):
    return browser.login(make_user(event.network))


def names(page):
    return page.texts(".//tbody//th/a")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (
            NOW,
            "1 persoon wacht op een plaats. "
            "1 plaats is vrij. Wie wacht, krijgt die pas als jij die geeft.",
        ),
        (
            NOW + timedelta(days=60),
            "1 persoon bleef op de wachtlijst. 1 plaats bleef vrij en is niet meer vergeven.",
        ),
    ],
    ids=["before", "after"],
)
def test_a_free_place_beside_a_waiting_list_is_explained(browser, event, moment, said):
    make_attendee(event, make_invitation(event, answer=YES))
    make_attendee(event, make_invitation(event, answer=YES), place=Place.WAITLISTED)

    with travel(moment, tick=False):
        browser.login(make_user(event.network))
        overview = browser.get(address(event, ""))
        answers = browser.get(address(event))

    assert overview.texts(".//*[@class='stat__note']")[0] == f"2 genodigden zeiden ja. {said}"
    assert answers.texts(".//*[@class='answers-waiting']") == [
        f"Vergeven plaatsen: 1 van de 2. {said}"
    ]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, []),
        (NOW + timedelta(days=30, hours=1), ["Binnen", "Niet binnen"]),
        (NOW + timedelta(days=60), ["Geweest", "Niet geweest"]),
    ],
    ids=["before", "on now", "after"],
)
def test_attendance_is_said_from_the_day_itself(browser, event, moment, said):
    for _number in range(2):
        make_attendee(event, make_invitation(event, answer=YES))
    inside = db.session.scalars(select(Attendee)).first()
    if said:
        with transaction():
            inside.checked_in_at = event.starts_at

    with travel(moment, tick=False):
        browser.login(make_user(event.network))
        page = browser.get(address(event))
        overview = browser.get(address(event, ""))

    words = [
        word
        for look in ("in", "out")
        for word in page.texts(f".//tbody//*[@class='presence presence--{look}']")
    ]
    assert sorted(words) == said
    assert ("Aanwezig" in page.texts(".//thead//th")) is bool(said)
    labels = overview.texts(".//*[@class='stat__label']")
    assert ("Hadden een plaats" in labels) is (moment > event.ends_at)


def test_nobody_was_absent_from_what_was_cancelled(browser, event):
    invitation = make_invitation(event, answer=YES)
    make_attendee(event, invitation)
    with transaction():
        event.state = EventState.CANCELLED

    with travel(event.ends_at + timedelta(days=1), tick=False):
        browser.login(make_user(event.network))
        page = browser.get(address(event))
        person = browser.get(address(event, f"answers/{invitation.id}/record"))
        contact = browser.get(f"/desk/{event.network.slug}/contacts/{invitation.contact_id}/")

    for one in (page, person, contact):
        assert one.status == 200
        assert "iet geweest" not in one.text
    assert "Aanwezig" not in page.texts(".//thead//th")


def test_a_waiting_list_of_people_says_of_how_many_answers_it_is(organiser, event):
    both = make_invitation(event, answer=YES)
    make_attendee(event, both, place=Place.WAITLISTED)
    make_attendee(event, both, place=Place.WAITLISTED, position=2, kind=AttendeeKind.COMPANION)

    page = organiser.get(address(event, "answers?filter=waiting"))

    [said] = page.texts(".//*[@class='answers-waiting']")
    assert said.endswith("Gasten tellen mee: het is 1 antwoord.")


def test_who_answered_can_be_edited_and_who_did_not_recorded(organiser, event):
    make_invitation(event, answered_at=NOW, answer=Partstat.DECLINED)
    make_invitation(event)

    page = organiser.get(address(event))

    assert sorted(page.texts(".//tbody//td[@class='shrink']")) == ["Vastleggen", "Wijzigen"]


def fill(event):
    """Make one of each: with a place, waiting, maybe, no, and no answer yet."""
    people = {
        name: invite(event, name, is_ambassador=name.startswith("Yusuf"))
        for name in ("Jan van der Berg", "Yusuf Demir", "Saskia 't Hart", "Wim Aarts", "Eva Zijl")
    }
    say(people["Jan van der Berg"], companions=("Anna Bos",), diet=(Diet.HALAL,))
    say(people["Yusuf Demir"], wants_to_wait=True)
    say(people["Saskia 't Hart"], Partstat.TENTATIVE)
    say(people["Wim Aarts"], Partstat.DECLINED)
    return people


def test_an_empty_list_says_how_to_begin(organiser, event):
    page = organiser.get(address(event))

    assert page.status == 200
    assert "Hier komen de antwoorden" in page.text


def test_everybody_stands_in_the_list_by_family_name(organiser, event):
    fill(event)

    page = organiser.get(address(event))

    assert names(page) == [
        "Wim Aarts", "Jan van der Berg", "Yusuf Demir", "Saskia 't Hart", "Eva Zijl",
    ]  # fmt: skip
    assert "Halal" in page.text
    assert "Wachtlijst" in page.text


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("yes", ["Jan van der Berg", "Yusuf Demir"]),
        ("maybe", ["Saskia 't Hart"]),
        ("no", ["Wim Aarts"]),
        ("unanswered", ["Eva Zijl"]),
        ("waiting", ["Yusuf Demir"]),
        ("ambassadors", ["Yusuf Demir"]),
    ],
)
def test_a_filter_shows_as_many_as_it_counts(organiser, event, which, expected):
    fill(event)

    page = organiser.get(address(event, f"answers?filter={which}"))

    assert names(page) == expected
    counts = filter_counts(event.id, event_counts([event.id])[event.id])
    assert counts[AnswerFilter(which)] == len(expected)
    chip = page.root.find(".//*[@class='chips']//a[@aria-current='true']")
    assert chip is not None
    assert str(len(expected)) in "".join(chip.itertext())


@pytest.mark.parametrize("words", ["BERG", "jan berg", "korenbloem berg", "bérg"])
def test_search_finds_any_part_of_name_and_employer(organiser, event, words):
    fill(event)

    assert names(organiser.get(address(event), query_string={"q": words})) == ["Jan van der Berg"]


@pytest.mark.parametrize("search", ["van", "e", "berg"])
def test_within_a_search_a_filter_shows_as_many_as_it_counts(organiser, event, search):
    fill(event)
    counts = filter_counts(event.id, event_counts([event.id])[event.id], search)

    for which in AnswerFilter:
        page = organiser.get(address(event), query_string={"q": search, "filter": which.value})
        assert len(names(page)) == counts[which], which


@pytest.mark.parametrize("words", ["%", "_", "x" * 5000, "'; drop table", "👻"])
def test_search_for_nobody_says_so(organiser, event, words):
    fill(event)

    page = organiser.get(address(event), query_string={"q": words})

    assert page.status == 200
    assert "Niemand gevonden" in page.text


@pytest.mark.parametrize("query", ["filter=x", "after=x", "after=99999999999999999999", "after=-1"])
def test_an_odd_address_is_not_an_error(organiser, event, query):
    fill(event)

    assert organiser.get(address(event, f"answers?{query}")).status == 200


def test_pages_follow_each_other_without_gap_or_double(organiser, event, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    fill(event)
    seen, url = [], address(event)

    while url:
        page = organiser.get(url)
        seen += names(page)
        link = page.root.find(".//a[@rel='next']")
        url = link.get("href") if link is not None else None

    assert seen == [
        "Wim Aarts", "Jan van der Berg", "Yusuf Demir", "Saskia 't Hart", "Eva Zijl",
    ]  # fmt: skip


def test_the_list_costs_as_much_for_one_as_for_three(organiser, event):
    say(invite(event, "Jan van der Berg"))
    one = count_statements(organiser, address(event))
    for name in ("Anna Bos", "Bram Smit"):
        say(invite(event, name), wants_to_wait=True)

    three = count_statements(organiser, address(event))

    assert one == three <= 14


def test_an_answer_by_phone_is_recorded_with_who_and_when(organiser, event):
    jan = invite(event, "Jan van der Berg", email=None)

    page = organiser.get(address(event, f"answers/{jan.id}/record"))
    recorded_ = page.submit(
        f"answers/{jan.id}/record", answer="ACCEPTED", **{"companions-0": "Anna Bos"}
    )

    assert recorded_.status == 303
    assert jan.answered_via is AnsweredVia.DESK
    assert jan.answered_by is not None
    assert jan.answered_at == NOW
    shown = organiser.follow(recorded_)
    assert "telefoon" in shown.text
    assert f"door {jan.answered_by.name}" in shown.text
    entry = db.session.scalars(select(AuditEntry)).first()
    assert entry.user_id == jan.answered_by_id


def test_a_recorded_answer_that_does_not_fit_is_kept_in_the_form(organiser, event):
    make_attendee(event)
    make_attendee(event)
    jan = invite(event, "Jan van der Berg")

    page = organiser.get(address(event, f"answers/{jan.id}/record"))
    assert "Wat is er nodig om mee te doen?" in page.text
    assert not re.findall(r"\b(?:u|uw)\b", " ".join(page.texts(".//main//form[1]")))
    full = page.submit(f"answers/{jan.id}/record", answer="ACCEPTED", remark="Belt terug")
    waiting = full.submit(f"answers/{jan.id}/record", wait="y")

    assert full.status == 422
    assert full.fields(f"answers/{jan.id}/record")["remark"] == "Belt terug"
    assert "er zijn nog 0 plaatsen" in full.text
    assert waiting.status == 303
    assert [person.place for person in jan.attendees] == [Place.WAITLISTED]


def test_who_waits_gets_a_place_by_a_button_as_soon_as_there_is_room(organiser, event):
    people = fill(event)
    yusuf = people["Yusuf Demir"]
    button = f"answers/{yusuf.id}/promote"

    refused = organiser.follow(
        organiser.get(address(event, "answers?filter=waiting")).submit(button)
    )
    say(people["Jan van der Berg"], Partstat.DECLINED)
    given = organiser.get(address(event, "answers?filter=waiting")).submit(button)

    assert "niet genoeg plaatsen" in refused.text
    assert given.status == 303
    assert [person.place for person in yusuf.attendees] == [Place.CONFIRMED]


def test_a_new_link_kills_the_old_one(app, organiser, event):
    jan = invite(event, "Jan van der Berg")
    links: Links = app.extensions["links"]
    old = f"/i/{links.token('invitation', jan.public_id)}/"

    page = organiser.get(address(event, f"answers/{jan.id}/record")).submit("renew-link")

    assert page.status == 303
    assert organiser.get(old).status == 404
    new = links.invitation(jan.public_id)
    assert new in organiser.follow(page).text
    assert organiser.get(new.removeprefix("http://localhost")).status == 200


def test_new_badges_are_mailed(organiser, event):
    jan = invite(event, "Jan van der Berg")
    say(jan)
    with transaction():
        for message in db.session.scalars(select(Message)):
            db.session.delete(message)

    organiser.get(address(event, f"answers/{jan.id}/record")).submit("renew-badges")

    assert jan.attendees[0].badge_serial == 2
    assert len(db.session.scalars(select(Message)).all()) == 1


def sheet_rows(page):
    sheet = load_workbook(BytesIO(page.response.data)).active
    return [["" if cell is None else cell for cell in row] for row in sheet.values]


def test_the_export_has_a_row_a_person_and_the_needs(organiser, event):
    jan = invite(event, "=Jan van der Berg", phone="+31 6 12345678", is_ambassador=True)
    say(jan, companions=("Anna Bos",), diet=(Diet.HALAL,), remark="+1\nregel")
    invite(event, "Eva Zijl")
    make_attendee(event, name="Spreker Bas", kind=AttendeeKind.SPEAKER)

    page = organiser.get(address(event, "answers.xlsx"))
    header, *rows = sheet_rows(page)

    assert (
        page.response.headers["Content-Disposition"] == f'attachment; filename="{event.slug}.xlsx"'
    )
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["Naam"] for row in table] == [
        "=Jan van der Berg", "Anna Bos", "Eva Zijl", "Spreker Bas",
    ]  # fmt: skip
    assert table[0]["Telefoon"] == "+31 6 12345678"
    assert (table[0]["Eten"], table[0]["Opmerking"]) == ("Halal", "+1\nregel")
    assert (table[1]["Komt als"], table[1]["Komt mee met"]) == ("Gast", "=Jan van der Berg")
    assert (table[2]["Antwoord"], table[2]["Plaats"]) == ("Geen antwoord", "")


def test_a_viewer_sees_that_there_are_needs_but_not_which(browser, event):
    jan = invite(event, "Jan van der Berg")
    say(jan, diet=(Diet.HALAL,), remark="Geheim")
    browser.login(make_user(event.network, Role.VIEWER))

    page = browser.get(address(event))
    header = sheet_rows(browser.get(address(event, "answers.xlsx")))[0]

    assert "Heeft wensen" in page.text
    assert "Halal" not in page.text
    assert {"Eten", "Nodig", "Opmerking"}.isdisjoint(header)
    for rest in (f"answers/{jan.id}/record", f"answers/{jan.id}/promote"):
        assert browser.post(address(event, rest), {}).status in {400, 403}
    assert browser.get(address(event, f"answers/{jan.id}/record")).status == 403


def test_somebody_of_another_event_is_not_found(organiser, event):
    other = invite(make_event(event.network), "Eva Zijl")
    foreign = invite(make_event(), "Wim Aarts")

    for invitation in (other, foreign):
        assert organiser.get(address(event, f"answers/{invitation.id}/record")).status == 404
    assert organiser.get(address(foreign.event)).status == 404
    assert organiser.get(address(event, f"answers/{2**31}/record")).status == 404
