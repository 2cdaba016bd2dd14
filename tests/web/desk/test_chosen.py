"""The bar above the list of answers, as it works without script."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from time_machine import travel

from eventapp.database import db, transaction
from eventapp.models import Attendee, AuditEntry, Invitation, Message
from eventapp.rules.access import Role
from eventapp.rules.event import EventState
from eventapp.rules.mailing import MessageState
from eventapp.rules.rsvp import Partstat, Place
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_message,
    make_network,
    make_user,
)
from tests.pages import Browser
from tests.statements import count_statements

BAR = "answers/chosen"


@pytest.fixture(autouse=True)
def _in_march():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def event(database):
    return make_event(make_network(), capacity=2)


@pytest.fixture
def organiser(browser, event):
    return browser.login(make_user(event.network))


def url(event, rest=""):
    return f"/desk/{event.network.slug}/{event.slug}/answers{rest}"


def silent(event, name="Eva Zijl", **contact):
    invitation = make_invitation(event, make_contact(event.network, name=name, **contact))
    make_message(event, invitation, sent_at=NOW - timedelta(days=7))
    return invitation


def waiting(event, name="Yusuf Demir", persons=1):
    contact = make_contact(event.network, name=name)
    invitation = make_invitation(event, contact, answer=Partstat.ACCEPTED, answered_at=NOW)
    for position in range(1, persons + 1):
        make_attendee(event, invitation, position=position, place=Place.WAITLISTED)
    return invitation


def boxes(page):
    """Give the boxes to tick: whom each is for, and what can be done."""
    return [
        (" ".join("".join(label.itertext()).split()), box.get("data-does"))
        for label in page.all(".//tbody//label")
        for box in label.iter("input")
    ]


def states():
    db.session.expire_all()
    return db.session.scalars(select(Message.state).order_by(Message.id)).all()


def test_each_row_has_a_box_that_names_its_person(organiser, event):
    silent(event)
    waiting(event)
    make_invitation(event, make_contact(event.network, name="Wim Aarts"))

    page = organiser.get(url(event))

    assert boxes(page) == [
        ("Kies Wim Aarts", ""),
        ("Kies Yusuf Demir", "place"),
        ("Kies Eva Zijl", "again"),
    ]
    assert page.texts(".//form[@id='chosen']//button[@type='submit']") == [
        "Stuur de uitnodiging opnieuw",
        "Geef plaats",
    ]


def test_invitations_are_sent_again_and_the_rest_is_explained(organiser, event):
    people = [silent(event), silent(event, "Bram Smit"), waiting(event)]
    page = organiser.get(url(event, "?q=e"))

    done = page.submit(BAR, invitation=[one.id for one in people], step="again")

    assert (done.status, done.location) == (303, url(event, "?q=e"))
    shown = organiser.follow(done)
    assert "2 mensen krijgen de uitnodiging opnieuw." in shown.text
    assert "Niet iedereen krijgt hem. 1 persoon heeft al geantwoord." in shown.text
    assert states() == [MessageState.QUEUED, MessageState.QUEUED]
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert actions == ["invitation.sent_again"] * 2


def test_what_may_have_arrived_is_not_sent_to_many_at_once(organiser, event):
    eva = silent(event)
    unsure = make_invitation(event, make_contact(event.network, name="Bram Smit"))
    make_message(event, unsure, state=MessageState.UNKNOWN)
    page = organiser.get(url(event))

    shown = organiser.follow(page.submit(BAR, invitation=[eva.id, unsure.id], step="again"))

    assert sorted(boxes(page)) == [("Kies Bram Smit", ""), ("Kies Eva Zijl", "again")]
    assert "1 mail is misschien al aangekomen: vraag het na" in shown.text
    assert states() == [MessageState.QUEUED, MessageState.UNKNOWN]


def test_who_does_not_wait_and_was_ticked_along_is_no_reason_for_a_warning(organiser, event):
    people = [waiting(event), silent(event)]
    page = organiser.get(url(event))

    shown = organiser.follow(page.submit(BAR, invitation=[one.id for one in people], step="place"))

    assert "1 genodigde heeft nu een plaats" in shown.text
    assert "Niet iedereen" not in shown.text


def test_who_was_withdrawn_meanwhile_is_told_beside_who_got_a_place(organiser, event):
    people = [waiting(event), waiting(event, "Jan Smit")]
    page = organiser.get(url(event))
    with transaction():
        db.session.get_one(Invitation, people[1].id).revoked_at = NOW

    shown = organiser.follow(page.submit(BAR, invitation=[one.id for one in people], step="place"))

    assert "1 genodigde heeft nu een plaats" in shown.text
    assert "Niet iedereen" in shown.text
    assert "1 persoon staat niet meer in deze lijst." in shown.text


def test_places_are_given_and_who_does_not_fit_is_counted(organiser, event):
    people = [waiting(event), waiting(event, "Jan Smit", persons=2), silent(event)]
    page = organiser.get(url(event, "?filter=waiting"))

    done = page.submit(BAR, invitation=[one.id for one in people], step="place")

    assert done.location == url(event, "?filter=waiting")
    shown = organiser.follow(done)
    assert "1 genodigde heeft nu een plaats en krijgt daar een mail over." in shown.text
    assert "1 genodigde blijft wachten: er zijn niet genoeg plaatsen." in shown.text
    assert "wacht niet" not in shown.text
    places = db.session.scalars(select(Attendee.place).order_by(Attendee.id)).all()
    assert places == [Place.CONFIRMED, Place.WAITLISTED, Place.WAITLISTED]


@pytest.mark.parametrize("values", [{}, {"step": "again"}, {"step": "x", "invitation": "1"}])
def test_nobody_chosen_changes_nothing_and_says_so(organiser, event, values):
    silent(event)

    done = organiser.get(url(event)).submit(BAR, **values)

    assert done.status == 303
    assert "kruis eerst aan voor wie het is" in organiser.follow(done).text
    assert states() == [MessageState.SENT]


@pytest.mark.parametrize("odd", ["x", "-1", str(2**31), "9" * 30])
def test_an_odd_choice_is_not_an_error(organiser, event, odd):
    silent(event)

    done = organiser.get(url(event)).submit(BAR, step="again", invitation=odd)

    assert organiser.follow(done).status == 200
    assert states() == [MessageState.SENT]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("again", "3 mensen staan niet meer in deze lijst."),
        ("place", "1 persoon wacht niet. 3 mensen staan niet meer in deze lijst."),
    ],
)
def test_what_cannot_be_in_a_list_is_counted(organiser, event, step, said):
    eva = silent(event)
    odd = [eva.id, "-1", str(2**31), str(eva.id + 1)]

    done = organiser.get(url(event)).submit(BAR, step=step, invitation=odd)

    assert said in organiser.follow(done).text


def test_what_is_no_number_spoils_nothing_for_the_others(organiser, event):
    eva = silent(event)

    done = organiser.get(url(event)).submit(BAR, step="again", invitation=[eva.id, "x", "²"])

    shown = organiser.follow(done).text
    assert "1 persoon krijgt de uitnodiging opnieuw." in shown
    assert "niet meer in deze lijst" not in shown


def test_more_than_a_list_holds_is_counted(organiser, event):
    people = [silent(event).id, *range(10_000, 11_002)]

    done = organiser.get(url(event)).submit(BAR, step="again", invitation=people)

    shown = organiser.follow(done)
    assert "1 persoon krijgt de uitnodiging opnieuw." in shown.text
    assert "1.002 mensen staan niet meer in deze lijst." in shown.text


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"q": "x" * 5000}, "?q=" + "x" * 100),
        ({"filter": "x" * 5000, "after": "9" * 5000}, ""),
        ({"filter": "waiting", "after": "7"}, "?filter=waiting&after=7"),
        ({"filter": "all", "after": "; drop"}, ""),
    ],
)
def test_the_way_back_is_as_bounded_as_the_list(organiser, event, values, part):
    eva = silent(event)

    done = organiser.get(url(event)).submit(BAR, step="again", invitation=eva.id, **values)

    assert done.location == url(event, part)


def test_people_of_another_event_are_not_reached(organiser, event):
    silent(event)
    other, foreign = silent(make_event(event.network)), silent(make_event())

    done = organiser.get(url(event)).submit(BAR, step="again", invitation=[other.id, foreign.id])

    assert "2 mensen staan niet meer in deze lijst." in organiser.follow(done).text
    assert states() == [MessageState.SENT] * 3


def test_all_that_are_shown_can_be_chosen_without_script(organiser, event):
    silent(event)
    silent(event, "Bram Smit")
    waiting(event)

    page = organiser.get(url(event, "?filter=unanswered"))
    [link] = page.all(".//a[@data-choose-all]")
    chosen = organiser.get(link.get("href"))

    assert "".join(link.itertext()) == "Kies alle 2 mensen hieronder"
    ticked = chosen.all(".//tbody//input[@checked]")
    assert len(ticked) == 2
    done = chosen.submit(BAR, step="again", invitation=[box.get("value") for box in ticked])
    assert done.location == url(event, "?filter=unanswered")
    assert states() == [MessageState.QUEUED, MessageState.QUEUED]


def test_the_bar_is_not_there_when_it_can_do_nothing(organiser, event):
    make_invitation(event)
    held = make_event(event.network, state=EventState.CANCELLED)
    silent(held)

    for one in (event, held):
        page = organiser.get(url(one))
        assert boxes(page) == []
        assert page.all(".//form[@id='chosen']") == []


def test_a_viewer_gets_no_bar_and_changes_nothing(browser: Browser, event):
    eva = silent(event)
    browser.login(make_user(event.network, Role.VIEWER))

    page = browser.get(url(event))
    token = page.fields("logout")["csrf_token"]
    refused = browser.post(
        url(event, "/chosen"), {"csrf_token": token, "step": "again", "invitation": eva.id}
    )

    assert boxes(page) == []
    assert page.all(".//form[@id='chosen']") == []
    assert refused.status == 403
    assert states() == [MessageState.SENT]


def test_without_a_token_nothing_is_done(organiser, event):
    eva = silent(event)

    refused = organiser.post(url(event, "/chosen"), {"step": "again", "invitation": eva.id})

    assert refused.status == 400
    assert states() == [MessageState.SENT]


def test_the_bar_costs_as_much_for_one_as_for_three(organiser, event):
    silent(event)
    one = count_statements(organiser, url(event))
    for name in ("Anna Bos", "Bram Smit"):
        silent(event, name)

    assert count_statements(organiser, url(event)) == one <= 15
