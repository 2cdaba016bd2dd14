from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from time_machine import travel

from eventapp.database import Base, db, transaction
from eventapp.formats.links import Links
from eventapp.models import Attendee, Invitation
from eventapp.rules.access import Role
from eventapp.rules.event import EventKind, EventState
from eventapp.rules.rsvp import Partstat, Place
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_network,
    make_user,
)
from tests.pages import Browser
from tests.statements import count_statements


@pytest.fixture(autouse=True)
def _in_march():
    with travel(NOW, tick=False):
        yield


def make_jan(**values: Any) -> Invitation:
    network = values.pop("network", None) or make_network(
        name="Ambassadeursnetwerk West-Brabant",
        contact_name="Annelies",
        contact_phone="06 1234 5678",
    )
    contact = make_contact(network, name=values.pop("name", "Jan van der Berg"))
    return make_invitation(make_event(network, **values), contact)


def path(app, invitation, rest=""):
    links: Links = app.extensions["links"]
    return f"/i/{links.token('invitation', invitation.public_id)}/{rest}"


def test_events_of_two_networks_share_nothing_that_is_kept(app, browser):
    one, other = (
        make_invitation(make_event(make_network(name=name), title=title))
        for name, title in (("Netwerk A", "Feest A"), ("Netwerk B", "Feest B"))
    )

    assert "Feest A" in browser.get(path(app, one)).texts(".//h1")[0]
    assert "Feest B" in browser.get(path(app, other)).texts(".//h1")[0]


def test_the_poster_is_kept_for_each_language(app, browser):
    jan = make_jan()
    facts = ".//ul[@class='poster__facts']/li"

    dutch, english = (browser.get(path(app, jan, rest)).texts(facts) for rest in ("", "?lang=en"))

    assert dutch != english


def everything():
    """Give every row of every table."""
    db.session.rollback()
    return {
        table.name: sorted(map(repr, db.session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
    }


def test_the_page_says_what_when_where_and_for_whom(app, browser):
    page = browser.get(path(app, make_jan()))

    assert page.status == 200
    assert page.texts(".//h1") == ["Kijkdag 2027"]
    for words in (
        "donderdag 15 april 2027",
        "12.30",
        "De Gistfabriek, Roosendaal",
        "Komt u ook?",
        "Jan van der Berg",
        "wijzigen tot 8 april",
    ):
        assert words in page.text
    assert "06 1234 5678" in page.text


def test_what_the_desk_changes_is_on_the_page_at_once(app, browser):
    jan = make_jan(companions_max=1)
    network = jan.event.network
    desk = f"/desk/{network.slug}"
    event = f"{desk}/{jan.event.slug}"
    page = path(app, jan)
    organiser = Browser(app)
    organiser.login(make_user(network, role=Role.OWNER))
    steps = {
        "Kijkdag Breda": lambda: organiser.get(f"{event}/edit").submit(title="Kijkdag Breda"),
        "Netwerk Breda nodigt u uit": lambda: organiser.get(f"{desk}/network/settings").submit(
            name="Netwerk Breda"
        ),
        "Ontvangst met soep": lambda: organiser.get(f"{event}/programme").submit(
            **{
                "rows-0-title": "Ontvangst met soep",
                "rows-0-starts": "12:30",
                "rows-0-ends": "13:00",
            }
        ),
    }
    for number, (said, step) in enumerate(steps.items(), start=1):
        assert said not in browser.get(page).text
        with travel(NOW + timedelta(minutes=number), tick=False):
            assert step().status == 303

        assert said in browser.get(page).text


def test_every_invitee_reads_in_their_own_language(app, browser):
    event = make_event(make_network())
    dutch, english = (
        make_invitation(event, make_contact(event.network, language=language))
        for language in ("nl", "en")
    )
    headers = {"Accept-Language": "en"}

    pages = [browser.get(path(app, one), headers=headers) for one in (dutch, english, dutch)]

    assert [page.root.get("lang") for page in pages] == ["nl", "en", "nl"]
    assert [("Komt u ook?" in page.text) for page in pages] == [True, False, True]


def test_looking_changes_nothing(app, browser):
    invitation = make_jan()
    before = everything()

    for address in ("", "?answer=ACCEPTED", "?answer=DECLINED", "badge", "badge.png", "event.ics"):
        browser.get(path(app, invitation, address))
        browser.client.head(path(app, invitation, address))

    assert everything() == before


@pytest.mark.parametrize("value", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_a_link_with_an_answer_only_preselects_it(app, browser, value):
    page = browser.get(path(app, make_jan(), f"?answer={value}"))

    assert page.fields()["answer"] == value


def test_a_link_with_nonsense_preselects_nothing(app, browser):
    assert "answer" not in browser.get(path(app, make_jan(), "?answer=<script>")).fields()


def test_a_yes_with_a_companion_leads_to_the_badges(app, browser):
    invitation = make_jan()

    answered = browser.get(path(app, invitation)).submit(
        answer="ACCEPTED",
        **{"companions-0": "Fatima el Amrani", "diet": ["halal", "vegan"], "remark": "Tot dan"},
    )
    page = browser.follow(answered)

    assert answered.status == 303
    assert page.texts(".//h1") == ["Tot 15 april, Jan"]
    assert "U komt met Fatima el Amrani." in page.text
    assert len(page.all(".//img")) == 2
    assert (invitation.diet, invitation.remark) == (["vegan", "halal"], "Tot dan")


def test_the_answer_alone_is_enough(app, browser):
    invitation = make_jan()

    page = browser.post(path(app, invitation), {"answer": "TENTATIVE"})

    assert page.status == 303
    assert invitation.answer is Partstat.TENTATIVE
    assert "U komt misschien." in browser.follow(page).text


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_a_form_sent_twice_changes_nothing_more_and_says_that_the_answer_is_in(
    app, browser, answer
):
    invitation = make_jan()
    filled_in = browser.get(path(app, invitation))
    filled_in.submit(answer=answer, remark="Tot dan")
    once = everything()

    page = browser.follow(filled_in.submit(answer=answer, remark="Tot dan"))

    assert everything() == once
    assert "Uw antwoord is binnen" in page.text


def test_an_answer_can_be_changed_and_is_shown_as_it_stands(app, browser):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED", "companions-0": "Anna Bos"})

    page = browser.get(path(app, invitation))
    changed = page.submit(answer="DECLINED")

    assert page.fields()["answer"] == "ACCEPTED"
    assert page.fields()["companions-0"] == "Anna Bos"
    assert changed.location is not None
    assert changed.location.startswith(path(app, invitation).rstrip("/"))
    assert "U komt niet." in browser.follow(changed).text


@pytest.mark.parametrize(
    ("moment", "said", "unsaid"),
    [
        (NOW, ("Vraag de organisatie", "Bel Annelies: 06 1234 5678.", "net@wb.example"), "deur"),
        (datetime(2027, 4, 15, 8, 0, tzinfo=UTC), ("Vraag hulp bij de deur.",), "organisatie"),
    ],
)
def test_who_leaves_out_somebody_inside_hears_who_can_help(app, browser, moment, said, unsaid):
    network = make_network(
        contact_name="Annelies", contact_phone="06 1234 5678", reply_to="net@wb.example"
    )
    invitation = make_jan(network=network, answer_before=None)
    browser.post(path(app, invitation), {"answer": "ACCEPTED", "companions-0": "Anna Bos"})
    with transaction():
        invitation.attendees[1].checked_in_at = NOW

    with travel(moment, tick=False):
        page = browser.post(path(app, invitation), {"answer": "ACCEPTED"})

    (alert,) = page.texts(".//*[@role='alert']")
    assert page.status == 422
    assert [words for words in said if words not in alert] == []
    assert unsaid not in alert


def test_nothing_chosen_comes_back_with_what_was_filled_in(app, browser):
    invitation = make_jan()
    before = everything()

    page = browser.get(path(app, invitation)).submit(
        **{"companions-0": "Anna Bos", "access_other": "Een lift", "remark": "x" * 1001}
    )

    assert page.status == 422
    assert "Kies ja, misschien of nee." in page.text
    assert page.fields()["companions-0"] == "Anna Bos"
    assert page.fields()["access_other"] == "Een lift"
    assert len(page.fields()["remark"]) == 1001
    assert everything() == before


@pytest.mark.parametrize(
    "data",
    [
        {"answer": "PERHAPS"},
        {"answer": "NEEDS-ACTION"},
        {"answer": "ACCEPTED", "diet": "stones"},
        {"answer": "ACCEPTED", "companions-0": "x" * 121},
        {"answer": "ACCEPTED", "companions-0": "A", "companions-1": "B", "companions-2": "C"},
        {},
    ],
)
def test_what_no_form_of_ours_sends_is_refused(app, browser, data):
    invitation = make_jan()

    page = browser.post(path(app, invitation), data)

    assert page.status == 422
    assert invitation.answer is Partstat.NEEDS_ACTION


@pytest.mark.parametrize(
    "name",
    [
        'Jan "de Brug" O\'Neill',
        "😀 Zoë 🎉",
        "</script><script>alert(1)</script>",
        "Anna\r\nBcc: x@y.example",
        "{{ 7*7 }} %(x)s %s",
        "ﷺ" * 100,
    ],
)
def test_any_name_is_taken_and_shown_as_text(app, browser, name):
    invitation = make_jan()

    answered = browser.post(path(app, invitation), {"answer": "ACCEPTED", "companions-0": name})
    page = browser.follow(answered)

    assert page.status == 200
    stored = db.session.scalars(select(Attendee.name).where(Attendee.position == 2)).one()
    assert stored == " ".join(name.split())
    assert stored in " ".join(page.texts(".//h2"))
    assert "alert" not in "".join(page.texts(".//script"))


def test_a_blank_companion_is_nobody(app, browser):
    invitation = make_jan()

    browser.post(path(app, invitation), {"answer": "ACCEPTED", "companions-0": " \u200b "})

    assert [person.position for person in db.session.scalars(select(Attendee))] == [1]


def test_a_full_event_asks_whether_to_wait_and_keeps_everything(app, browser):
    invitation = make_jan(capacity=2)
    make_attendee(invitation.event)

    asked = browser.get(path(app, invitation)).submit(
        answer="ACCEPTED", **{"companions-0": "Anna Bos", "diet": ["halal"]}
    )
    waiting = asked.submit(wait="y")
    page = browser.follow(waiting)

    assert asked.status == 422
    assert "Er is nog één plaats" in asked.text
    assert waiting.status == 303
    assert "wachtlijst" in page.text
    places = select(Attendee.place).where(Attendee.invitation_id == invitation.id)
    assert db.session.scalars(places).all() == [Place.WAITLISTED] * 2
    assert invitation.diet == ["halal"]


def test_who_is_asked_to_wait_can_go_back_to_the_form(app, browser):
    invitation = make_jan(capacity=1)
    make_attendee(invitation.event)
    asked = browser.get(path(app, invitation)).submit(answer="ACCEPTED", remark="Hoi")

    page = asked.submit(back="y")

    assert page.status == 200
    assert (page.fields()["answer"], page.fields()["remark"]) == ("ACCEPTED", "Hoi")
    assert invitation.answer is Partstat.NEEDS_ACTION


def test_after_the_closing_moment_the_page_says_whom_to_call(app, browser):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED", "companions-0": "Anna Bos"})
    before = everything()

    with travel(datetime(2027, 4, 8, 15, 0, tzinfo=UTC), tick=False):
        page = browser.get(path(app, invitation))
        late = browser.post(path(app, invitation), {"answer": "DECLINED"})

    assert "U kon antwoorden tot 8 april" in page.text
    assert "Annelies: 06 1234 5678" in page.text
    assert "U komt met Anna Bos." in page.text
    assert late.status == 422
    assert "te laat" in late.text
    assert everything() == before


def test_a_cancelled_event_is_said_to_be_cancelled(app, browser):
    invitation = make_jan(state=EventState.CANCELLED)

    page = browser.get(path(app, invitation))
    answered = browser.post(path(app, invitation), {"answer": "ACCEPTED"})

    assert "gaat niet door" in page.text
    assert answered.status == 422
    assert invitation.answer is Partstat.NEEDS_ACTION


@pytest.mark.parametrize("rest", ["", "badge"])
def test_after_the_day_nothing_is_said_that_was_for_before(app, browser, rest):
    invitation = make_jan()
    browser.post(path(app, invitation), {"answer": "ACCEPTED"})

    with travel(invitation.event.ends_at + timedelta(minutes=1), tick=False):
        page = browser.get(path(app, invitation, rest))

    assert page.status == 200
    assert "Deze bijeenkomst is geweest" in page.text
    assert "donderdag 15 april 2027" in page.text
    for words in ("Tot 15 april", "Uw plaats ligt vast", "Zet in mijn agenda", "Naar uw badge"):
        assert words not in page.text


def test_a_form_left_open_for_a_day_still_works(app, browser):
    invitation = make_jan()
    page = browser.get(path(app, invitation))

    with travel(NOW + timedelta(days=1), tick=False):
        answered = page.submit(answer="ACCEPTED")

    assert answered.status == 303


def test_it_works_over_https_with_cookies_blocked(app, database):
    invitation = make_jan()
    client = app.test_client(use_cookies=False)
    headers = {"Origin": "null"}

    answered = client.post(
        path(app, invitation),
        data={"answer": "ACCEPTED"},
        base_url="https://localhost",
        headers=headers,
    )
    page = client.get(path(app, invitation), base_url="https://localhost")

    assert answered.status_code == 303
    assert page.status_code == 200
    assert "Set-Cookie" not in answered.headers
    assert "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"


def tampered(token: str) -> list[str]:
    head, dot, signature = token.rpartition(".")
    swapped = ("B" if signature[0] == "A" else "A") + signature[1:]
    return [
        token[:-3],
        head,
        head + dot,
        f"{head}{dot}{swapped}",
        f"{'0' * 32}{dot}{signature}",
        token + "x",
        "x",
        "💥",
        "1",
        "a" * 5000,
    ]


def test_a_forged_truncated_or_foreign_token_leads_nowhere(app, browser):
    invitation = make_jan()
    links: Links = app.extensions["links"]
    other = Links(base_url="http://localhost", keys=("another installation's key",))
    tokens = [
        *tampered(links.token("invitation", invitation.public_id)),
        links.token("unsubscribe", invitation.public_id),
        links.token("invitation", "0" * 32),
        other.token("invitation", invitation.public_id),
    ]
    before = everything()

    for token in tokens:
        for rest in ("", "badge", "badge.png", "event.ics"):
            page = browser.get(f"/i/{token}/{rest}")
            assert page.status == 404, token
            assert "Deze link werkt niet meer" in page.text
        assert browser.post(f"/i/{token}/", {"answer": "ACCEPTED"}).status == 404

    assert everything() == before


def test_a_token_with_the_end_of_a_sentence_is_forgiven(app, browser):
    token = path(app, make_jan()).strip("/").removeprefix("i/")

    for end in (".", ">", ")", ">."):
        assert browser.get(f"/i/{token}{end}/").status == 200


def test_a_withdrawn_invitation_is_gone(app, browser):
    invitation = make_jan()
    address = path(app, invitation)
    with transaction():
        invitation.revoked_at = NOW

    page = browser.get(address)

    assert page.status == 410
    assert "Kijk in de nieuwste mail van ons" in page.text
    assert browser.post(address, {"answer": "ACCEPTED"}).status == 410


def test_the_page_speaks_the_language_of_the_contact(app, browser):
    invitation = make_jan()
    with transaction():
        invitation.contact.language = "en"

    assert browser.get(path(app, invitation)).root.get("lang") == "en"
    assert browser.get(path(app, invitation, "?lang=nl")).root.get("lang") == "nl"


def test_the_thank_you_evening_turns_the_colours_round(app, browser):
    page = browser.get(path(app, make_jan(kind=EventKind.THANK_YOU)))

    assert "poster--thank_you" in (page.root.find(".//*[@class]/..//h1/../..").get("class") or "")


def test_the_number_of_statements_does_not_grow_with_the_party(app, browser):
    small, large = make_jan(), make_jan()
    large_party = {"companions-0": "Anna Bos", "companions-1": "Bram Smit"}
    browser.post(path(app, small), {"answer": "ACCEPTED"})
    browser.post(path(app, large), {"answer": "ACCEPTED", **large_party})

    few = count_statements(browser, path(app, small, "badge"))
    many = count_statements(browser, path(app, large, "badge"))

    assert few == many <= 7


def test_another_installation_address_is_never_taken_from_the_host(app, browser):
    invitation = make_jan()

    page = browser.get(path(app, invitation), headers={"Host": "evil.example"})

    assert "evil.example" not in page.response.get_data(as_text=True)


def test_the_questions_read_as_english_does(app, browser):
    invitation = make_jan()

    page = browser.get(path(app, invitation, "?lang=en"))

    assert page.texts(".//h2") == [
        "Are you coming?",
        "Are you bringing someone?",
        "Is there anything else you would like to say?",
    ]
    assert page.texts(".//*[@id='remark-hint']") == ["Optional."]
    assert "Tick what applies to you or the people you bring." in page.text
    assert "No dietary needs? Leave this blank." in page.text
