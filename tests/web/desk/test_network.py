"""The people of a network, its settings and one's own profile."""

import email
import re
from email.policy import default

import pytest
from sqlalchemy import select

from eventapp.database import db
from eventapp.models import AuditEntry, Membership, Message, Network, Partner, User
from eventapp.queries.members import members_of
from eventapp.rules.access import Role
from tests.factories import PASSWORD, make_network, make_user, save
from tests.pages import Browser
from tests.statements import count_statements


@pytest.fixture
def network(database):
    return make_network(name="Ambassadeurs West-Brabant")


@pytest.fixture
def owner(network, browser):
    """Log the owner of the network in."""
    user = make_user(network, Role.OWNER, name="Annelies Hoekstra")
    browser.login(user)
    return user


def people(network: Network) -> str:
    return f"/desk/{network.slug}/network/people"


def settings(network: Network) -> str:
    return f"/desk/{network.slug}/network/settings"


def profile(network: Network) -> str:
    return f"/desk/{network.slug}/network/profile"


def roles(network: Network) -> dict[str, Role]:
    return {member.user.email: member.role for member in members_of(network.id)}


def member_of(user: User) -> Membership:
    return db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()


def mail_to(address: str):
    row = db.session.scalars(
        select(Message).where(Message.to_address == address).order_by(Message.id.desc())
    ).first()
    return email.message_from_bytes(row.mime, policy=default)


def invite(browser: Browser, network: Network, **values):
    form = {"name": "Jan van der Berg", "email": "jan@olievlek.example", "role": "viewer"}
    page = browser.get(people(network))
    token = page.fields(action="/account/logout")["csrf_token"]
    return browser.post(people(network), {"csrf_token": token, **form, **values})


def test_a_name_with_a_hyphen_stays_whole_in_its_heading(browser, owner, network):
    page = browser.get(people(network))

    assert page.texts(".//h1") == ["Ambassadeurs West-Brabant"]
    assert page.texts(".//h1/span[@class='nowrap']") == ["West-Brabant"]


def test_people_lists_the_members_with_their_role(browser, network, owner):
    make_user(network, Role.VIEWER, name="Bram de Boer", password=None)
    make_user(make_network(), name="Iemand Anders")

    page = browser.get(people(network))

    assert page.texts(".//tbody//th") == ["Annelies Hoekstra jij", "Bram de Boer"]
    assert "Heeft nog geen wachtwoord gekozen" in page.text


def test_inviting_somebody_new_mails_a_link_to_choose_a_password(app, browser, network, owner):
    page = invite(browser, network)

    assert (page.status, page.location) == (303, people(network))
    assert roles(network)["jan@olievlek.example"] is Role.VIEWER
    mail = mail_to("jan@olievlek.example")
    assert mail["Subject"] == "Je kunt inloggen voor Ambassadeurs West-Brabant"
    text = mail.get_body(("plain",)).get_content()
    assert "Annelies Hoekstra heeft je toegang gegeven" in text

    jan = Browser(app)
    link = re.search(r"http://localhost(/account/reset/\S+)", text)[1]
    saved = jan.get(link).submit(password=PASSWORD, password_confirm=PASSWORD)
    assert saved.status == 302
    login = jan.get("/account/login")
    assert login.submit(email="jan@olievlek.example", password=PASSWORD).status == 302
    assert jan.get(people(network)).status == 200
    assert not jan.get(people(network)).all(".//main//form")


def test_inviting_somebody_with_a_login_mails_the_way_to_the_desk(browser, network, owner):
    make_user(make_network(), email="jan@olievlek.example", language="en")

    invite(browser, network)

    text = mail_to("jan@olievlek.example").get_body(("plain",)).get_content()
    assert "http://localhost/desk/" in text
    assert "/account/reset/" not in text
    assert "gave you access" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " \n "),
        ("name", "x" * 121),
        ("email", "jan"),
        ("email", ""),
        ("email", "jan@olievlek.example\nBcc: a@b.nl"),
        ("role", "king"),
        ("role", ""),
    ],
)
def test_a_wrong_invitation_changes_nothing_and_keeps_what_was_typed(
    browser, network, owner, field, value
):
    page = invite(browser, network, **{field: value})

    assert page.status == 422
    assert list(roles(network)) == [owner.email]
    assert page.all(f".//*[@id='{field}-error']")


def test_inviting_a_member_again_says_so(browser, network, owner):
    page = invite(browser, network, email=owner.email)

    assert page.status == 422
    assert "heeft al toegang" in page.text


def test_odd_names_are_shown_as_they_are(browser, network, owner):
    name = 'Jan "de Beer" </script> 🎉'

    invite(browser, network, name=name)

    assert name in browser.get(people(network)).text


def test_an_owner_changes_a_role_and_removes_somebody(browser, network, owner):
    jan = make_user(network, Role.VIEWER, name="Jan")
    member = member_of(jan)
    page = browser.get(people(network))

    changed = page.submit(action=f"/people/{member.id}/role", role="organiser")
    assert changed.status == 303
    assert roles(network)[jan.email] is Role.ORGANISER

    asked = browser.get(f"{people(network)}/{member.id}/remove")
    assert "Jan kan niet meer inloggen" in asked.text
    assert roles(network)[jan.email] is Role.ORGANISER
    assert asked.submit().status == 303
    assert jan.email not in roles(network)
    assert db.session.get(User, jan.id) is not None


def test_the_last_owner_stays(browser, network, owner):
    member = member_of(owner)

    browser.get(people(network)).submit(action=f"/people/{member.id}/role", role="viewer")
    page = browser.get(f"{people(network)}/{member.id}/remove").submit()

    assert roles(network) == {owner.email: Role.OWNER}
    assert "heeft een eigenaar nodig" in browser.follow(page).text


def test_an_owner_who_leaves_goes_to_the_desk_of_what_is_left(browser, network, owner):
    make_user(network, Role.OWNER)

    page = browser.get(f"{people(network)}/{member_of(owner).id}/remove").submit()

    assert page.location == "/desk/"
    assert browser.get(people(network)).status == 404


def test_a_role_that_does_not_exist_changes_nothing(browser, network, owner):
    member = member_of(make_user(network, Role.VIEWER))

    page = browser.get(people(network)).submit(action=f"/people/{member.id}/role", role="king")

    assert page.status == 303
    assert member_of(member.user).role is Role.VIEWER


def test_a_mail_can_be_sent_again(browser, network, owner):
    jan = make_user(network, Role.VIEWER, password=None)

    page = browser.get(people(network)).submit(action=f"/people/{member_of(jan).id}/mail")

    assert page.status == 303
    assert "/account/reset/" in mail_to(jan.email).get_body(("plain",)).get_content()


def test_settings_are_saved_and_written_down(browser, network, owner):
    save(Partner(network_id=network.id, name="WSP"))
    page = browser.get(settings(network))

    saved = page.submit(
        name="Ambassadeurs Zeeland",
        language="en",
        reply_to="Post@Olievlek.example",
        contact_name="Annelies",
        contact_phone="06 1234 5678",
        **{"partners-0-name": "Werkgeversservicepunt", "partners-1-name": "Vereniging"},
    )

    assert (saved.status, saved.location) == (303, settings(network))
    db.session.refresh(network)
    assert (network.name, network.language) == ("Ambassadeurs Zeeland", "en")
    assert (network.reply_to, network.contact_phone) == ("post@olievlek.example", "06 1234 5678")
    assert [partner.name for partner in network.partners] == ["Werkgeversservicepunt", "Vereniging"]
    entries = db.session.execute(select(AuditEntry.actor, AuditEntry.field, AuditEntry.new))
    assert ("Annelies Hoekstra", "name", "Ambassadeurs Zeeland") in map(tuple, entries)


def test_settings_opened_and_saved_change_nothing(browser, network, owner):
    save(Partner(network_id=network.id, name="WSP"))

    assert browser.get(settings(network)).submit().status == 303

    assert db.session.scalars(select(AuditEntry)).all() == []


def test_an_empty_partner_goes_and_a_double_one_is_refused(browser, network, owner):
    save(Partner(network_id=network.id, name="WSP"))
    page = browser.get(settings(network))

    double = page.submit(**{"partners-1-name": "wsp"})
    gone = page.submit(**{"partners-0-name": ""})

    assert (double.status, gone.status) == (422, 303)
    assert "twee keer" in double.text
    assert db.session.scalars(select(Partner)).all() == []


def test_a_partner_that_somebody_else_added_meanwhile_is_not_added_twice(browser, network, owner):
    old = save(Partner(network_id=network.id, name="WSP"))
    page = browser.get(settings(network))
    save(Partner(network_id=network.id, name="Gemeente"))

    added = page.submit(**{"partners-1-name": "Gemeente"})
    renamed = page.submit(**{"partners-0-name": "Gemeente"})
    odd = page.submit(**{"partners-0-id": "9" * 5000})

    assert (added.status, renamed.status, odd.status) == (303, 303, 303)
    names = db.session.scalars(select(Partner.name).order_by(Partner.id)).all()
    assert names == [old.name, "Gemeente"]


def test_a_partner_of_another_network_cannot_be_renamed(browser, network, owner):
    other = save(Partner(network_id=make_network().id, name="Van een ander"))
    page = browser.get(settings(network))

    page.submit(**{"partners-0-id": str(other.id), "partners-0-name": "Van mij"})

    db.session.refresh(other)
    assert other.name == "Van een ander"


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("reply_to", "post"), ("language", "fr"), ("contact_phone", "0" * 41)],
)
def test_wrong_settings_are_refused(browser, network, owner, field, value):
    page = browser.get(settings(network)).submit(**{field: value})

    assert page.status == 422
    assert page.all(f".//*[@id='{field}-error']")
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_everybody_settles_their_own_name_and_language(browser, network):
    user = make_user(network, Role.VIEWER)
    browser.login(user)

    page = browser.get(profile(network)).submit(name="Jan Jansen", language="en")

    assert page.status == 303
    after = browser.follow(page)
    assert after.root.get("lang") == "en"
    assert "Your profile is saved." in after.text
    db.session.refresh(user)
    assert (user.name, user.language) == ("Jan Jansen", "en")


def test_the_menu_switches_between_the_networks_of_a_person(browser, network):
    user = make_user(network)
    other = make_network(name="Ambassadeurs Zeeland")
    save(Membership(user_id=user.id, network_id=other.id, role=Role.VIEWER))
    make_network(name="Van een ander")
    browser.login(user)

    page = browser.get(people(network))

    links = page.texts(".//header//a[@class='menu__item']")
    assert [text for text in links if text.startswith("Ambassadeurs")] == [
        "Ambassadeurs West-Brabant",
        "Ambassadeurs Zeeland",
    ]
    assert "Van een ander" not in page.text


def test_the_people_page_costs_the_same_for_one_and_for_ten(browser, network, owner):
    few = count_statements(browser, people(network))
    for _ in range(9):
        make_user(network)

    assert count_statements(browser, people(network)) == few
    assert few <= 7
