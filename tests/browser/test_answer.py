"""An employer answers on a phone, with and without script."""

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import Attendee, Invitation, Network
from eventapp.rules.rsvp import Partstat, Place
from eventapp.web.clock import now
from tests.browser.chromium import PHONE, check_accessibility, launch
from tests.factories import (
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_network,
    make_user,
)

pytestmark = pytest.mark.browser
ON_TOP = """one => {
    const box = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint(box.left + 20, box.bottom - 4));
}"""


def make_jan(**values) -> Invitation:
    moment = now()
    event = make_event(
        make_network(name="Ambassadeursnetwerk West-Brabant"),
        starts_at=moment.replace(year=moment.year + 1, day=15),
        ends_at=moment.replace(year=moment.year + 1, day=16),
        answer_before=None,
        **values,
    )
    return make_invitation(event, make_contact(event.network, name="Jan van der Berg"))


def address(live, invitation: Invitation, rest: str = "") -> str:
    return str(live.app.extensions["links"].invitation(invitation.public_id, rest))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_three_choices_stand_on_the_first_screen_of_a_demo_too(live, phone: Page, language):
    invitation = make_jan()
    with transaction():
        db.session.get_one(Network, invitation.event.network_id).is_demo = True
    phone.goto(address(live, invitation) + f"?lang={language}")
    expect(phone.locator(".demo")).to_be_visible()

    bottom = phone.locator(".choice").last.bounding_box()

    assert bottom is not None
    assert bottom["y"] + bottom["height"] <= 844


def test_the_three_choices_stand_on_the_first_screen(live, phone: Page):
    phone.goto(address(live, make_jan()))

    bottom = phone.get_by_text("Nee, ik kan niet").bounding_box()

    assert bottom is not None
    assert bottom["y"] + bottom["height"] < 844
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    expect(phone.get_by_text("Neemt u iemand mee?")).to_be_hidden()
    check_accessibility(phone)


def test_the_introduction_reads_as_text_with_its_bullets_inside(live, phone: Page):
    phone.goto(address(live, make_jan(introduction="U loopt mee.\n\n- een bakkerij\n- een tuin")))

    phone.get_by_text("Wat gaat u doen?").click()

    line, point = phone.get_by_text("U loopt mee."), phone.get_by_text("een bakkerij")
    weight = line.evaluate("one => getComputedStyle(one).fontWeight")
    beside, inside = line.bounding_box(), point.bounding_box()
    assert beside is not None
    assert inside is not None
    assert (weight, inside["x"] - beside["x"] > 16) == ("400", True)


@pytest.mark.parametrize(
    ("choice", "question"),
    [("Ja, ik kom", "Neemt u iemand mee?"), ("Nee, ik kan niet", "Wilt u nog iets zeggen?")],
)
def test_the_next_question_is_seen_beside_the_choice(live, phone: Page, choice, question):
    phone.goto(address(live, make_jan()))

    phone.get_by_text(choice).click()

    heading = phone.get_by_role("heading", name=question)
    expect(heading).to_be_in_viewport(ratio=1)
    expect(phone.get_by_text(choice)).to_be_in_viewport(ratio=1)
    phone.wait_for_function(ON_TOP, arg=heading.element_handle())


@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED"])
def test_who_chose_in_the_mail_sees_the_next_question(live, phone: Page, answer):
    phone.goto(address(live, make_jan(), f"?answer={answer}"))

    heading = phone.locator(".section h2").filter(visible=True).first

    expect(heading).to_be_in_viewport(ratio=1)
    assert phone.evaluate(ON_TOP, heading.element_handle())


def test_a_yes_with_a_companion_ends_at_two_badges(live, phone: Page):
    invitation = make_jan()
    phone.goto(address(live, invitation))

    phone.get_by_text("Ja, ik kom").click()
    phone.get_by_label("Naam van gast 1").fill("Fatima el Amrani")
    phone.get_by_label("Halal").check()
    check_accessibility(phone)
    phone.get_by_role("button", name="Antwoord versturen").click()

    expect(phone.get_by_text("U komt met Fatima el Amrani.")).to_be_visible()
    expect(phone.get_by_role("img", name="QR-code van de badge van Fatima")).to_be_visible()
    phone.wait_for_load_state()
    assert phone.evaluate("[...document.images].every(image => image.naturalWidth > 200)")
    check_accessibility(phone)
    db.session.rollback()
    assert invitation.diet == ["halal"]


def test_without_script_everything_works(live, chromium: Browser):
    invitation = make_jan(capacity=1)
    make_attendee(invitation.event)
    context = chromium.new_context(**{**PHONE, "java_script_enabled": False})
    page = context.new_page()

    page.goto(address(live, invitation, "?answer=ACCEPTED"))
    page.get_by_label("Uw opmerking").fill("Tot dan")
    page.get_by_role("button", name="Antwoord versturen").click()
    page.get_by_role("button", name="Zet mij op de wachtlijst").click()

    expect(page.get_by_text("U staat op de wachtlijst.")).to_be_visible()
    context.close()
    db.session.rollback()
    assert (invitation.answer, invitation.remark) == (Partstat.ACCEPTED, "Tot dan")
    assert db.session.scalars(
        select(Attendee.place).where(Attendee.invitation_id == invitation.id)
    ).all() == [Place.WAITLISTED]


def test_who_goes_back_after_answering_sees_that_the_answer_is_in(live, playwright: Playwright):
    keeping_pages = launch(playwright.chromium, without=["--disable-back-forward-cache"])
    page = keeping_pages.new_context(**PHONE).new_page()
    page.goto(address(live, make_jan(), "?answer=ACCEPTED"))
    page.get_by_label("Uw opmerking").fill("Tot dan")
    page.get_by_role("button", name="Antwoord versturen").click()
    page.wait_for_url("**/badge")

    page.go_back(wait_until="commit")

    expect(page.get_by_text("Uw antwoord is binnen.")).to_be_visible()
    expect(page.get_by_label("Uw opmerking")).to_have_value("Tot dan")
    keeping_pages.close()


def test_a_mistake_takes_the_focus_and_keeps_what_was_typed(live, phone: Page):
    phone.goto(address(live, make_jan(), "?answer=ACCEPTED"))

    field = phone.get_by_label("Naam van gast 1")
    field.evaluate("field => field.removeAttribute('maxlength')")
    field.fill("x" * 130)
    phone.get_by_role("button", name="Antwoord versturen").click()

    expect(phone.get_by_role("alert")).to_be_focused()
    expect(phone.get_by_label("Naam van gast 1")).to_have_value("x" * 130)
    check_accessibility(phone)


def test_an_organiser_records_an_answer_by_phone(live, desk: Page):
    invitation = make_jan()
    live.login(desk, make_user(invitation.event.network))
    event = invitation.event
    desk.goto(live.url(f"/desk/{event.network.slug}/{event.slug}/answers"))
    check_accessibility(desk)

    desk.get_by_role("link", name="Leg het antwoord van Jan van der Berg vast").click()
    desk.get_by_text("Ja, ik kom").click()
    check_accessibility(desk)
    desk.get_by_role("button", name="Antwoord vastleggen").click()

    expect(desk.get_by_text("Het antwoord van Jan van der Berg is vastgelegd.")).to_be_visible()
    row = desk.get_by_role("row", name="Jan van der Berg")
    expect(row).to_contain_text("telefoon")
    check_accessibility(desk)
