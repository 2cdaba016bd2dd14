"""Walks every address of the site as those who have no business there."""

import pytest
from flask import Flask

from tests.web.tenants import Tenant, Visitor, everything, make_tenant, walked

LOGIN = "login"

# What an organiser of another network, nobody in particular and a viewer of the network get.
LOOK = (404, LOGIN, 200)
CHANGE = (404, LOGIN, 403)
EVERYONE = (200, 200, 200)
BY_TOKEN = (401, 401, 401)

EXPECTED = {
    ("desk_answers.edit", "GET"): CHANGE,
    ("desk_answers.edit", "POST"): CHANGE,
    ("desk_answers.export", "GET"): LOOK,
    ("desk_answers.list_", "GET"): LOOK,
    ("desk_answers.promote", "POST"): CHANGE,
    ("desk_answers.renew_badges", "POST"): CHANGE,
    ("desk_answers.renew_link", "POST"): CHANGE,
    ("desk_chosen.act", "POST"): CHANGE,
    ("desk_contacts.edit", "GET"): CHANGE,
    ("desk_contacts.edit", "POST"): CHANGE,
    ("desk_contacts.export", "GET"): LOOK,
    ("desk_contacts.list_", "GET"): LOOK,
    ("desk_contacts.new", "GET"): CHANGE,
    ("desk_contacts.new", "POST"): CHANGE,
    ("desk_contacts.show", "GET"): LOOK,
    ("desk_door.arrivals", "GET"): LOOK,
    ("desk_door.check_out", "POST"): CHANGE,
    ("desk_door.add", "POST"): CHANGE,
    ("desk_door.pairing", "GET"): CHANGE,
    ("desk_door.revoke", "POST"): CHANGE,
    ("desk_door.show", "GET"): LOOK,
    ("desk_employers.edit", "GET"): CHANGE,
    ("desk_employers.edit", "POST"): CHANGE,
    ("desk_employers.names", "GET"): LOOK,
    ("desk_event.cancel", "GET"): CHANGE,
    ("desk_event.cancel_now", "POST"): CHANGE,
    ("desk_event.edit", "GET"): CHANGE,
    ("desk_event.edit", "POST"): CHANGE,
    ("desk_event.new", "GET"): CHANGE,
    ("desk_event.new", "POST"): CHANGE,
    ("desk_event.publish", "POST"): CHANGE,
    ("desk_event.show", "GET"): LOOK,
    ("desk_home.index", "GET"): (303, LOGIN, 303),
    ("desk_imports.apply", "POST"): CHANGE,
    ("desk_imports.discard", "POST"): CHANGE,
    ("desk_imports.preview", "GET"): CHANGE,
    ("desk_imports.refused", "GET"): CHANGE,
    ("desk_imports.sample", "GET"): CHANGE,
    ("desk_imports.upload", "GET"): CHANGE,
    ("desk_imports.upload", "POST"): CHANGE,
    ("desk_mailings.begin", "POST"): CHANGE,
    ("desk_mailings.confirm", "GET"): CHANGE,
    ("desk_mailings.delivery", "GET"): LOOK,
    ("desk_mailings.discard", "POST"): CHANGE,
    ("desk_mailings.list_", "GET"): LOOK,
    ("desk_mailings.pick", "GET"): CHANGE,
    ("desk_mailings.pick", "POST"): CHANGE,
    ("desk_mailings.preview", "GET"): CHANGE,
    ("desk_mailings.recipients", "GET"): CHANGE,
    ("desk_mailings.recipients", "POST"): CHANGE,
    ("desk_mailings.send", "POST"): CHANGE,
    ("desk_mailings.show", "GET"): (404, LOGIN, 303),  # on to its first step
    ("desk_mailings.text", "GET"): CHANGE,
    ("desk_mailings.text", "POST"): CHANGE,
    ("desk_look.remove_logo", "POST"): CHANGE,
    ("desk_look.reset", "POST"): CHANGE,
    ("desk_look.sample", "GET"): CHANGE,
    ("desk_look.save", "POST"): CHANGE,
    ("desk_look.save_logo", "POST"): CHANGE,
    ("desk_look.show", "GET"): CHANGE,
    ("desk_network.ask_remove", "GET"): CHANGE,
    ("desk_network.change_role", "POST"): CHANGE,
    ("desk_network.edit", "GET"): CHANGE,
    ("desk_network.edit", "POST"): CHANGE,
    ("desk_network.invite", "POST"): CHANGE,
    ("desk_network.mail_again", "POST"): CHANGE,
    ("desk_network.people", "GET"): LOOK,
    ("desk_network.profile", "GET"): LOOK,
    ("desk_network.profile", "POST"): (404, LOGIN, 303),  # about oneself; nothing was filled in
    ("desk_network.remove", "POST"): CHANGE,
    ("desk_post.again", "POST"): CHANGE,
    ("desk_post.attachment", "GET"): (404, LOGIN, 404),  # this mail has no attachment
    ("desk_post.body", "GET"): (404, LOGIN, 404),  # a viewer must not see personal links
    ("desk_post.list_", "GET"): LOOK,
    ("desk_post.show", "GET"): LOOK,
    ("desk_programme.edit", "GET"): LOOK,
    ("desk_programme.save", "POST"): CHANGE,
    ("desk_year.show", "GET"): LOOK,
    ("door_api.attendees", "GET"): BY_TOKEN,
    ("door_api.scan", "POST"): BY_TOKEN,
    ("door_api.snapshot", "GET"): BY_TOKEN,
    ("door_api.undo", "POST"): BY_TOKEN,
    ("door_badge.show", "GET"): EVERYONE,
    ("door_pairing.pair", "POST"): (404, 404, 404),  # a forged code
    ("door_pairing.show", "GET"): EVERYONE,
    ("door_scanner.show", "GET"): EVERYONE,
    ("invitee_answer.answer", "POST"): (422, 422, 422),  # without an answer
    ("invitee_answer.show", "GET"): EVERYONE,
    ("invitee_badge.calendar", "GET"): EVERYONE,
    ("invitee_badge.png", "GET"): EVERYONE,
    ("invitee_badge.show", "GET"): EVERYONE,
    ("invitee_unsubscribe.save", "POST"): (404, 404, 404),  # a forged link
    ("invitee_unsubscribe.show", "GET"): EVERYONE,
    ("public_brand.logo", "GET"): (404, 404, 404),  # this network has none
    ("public_brand.stylesheet", "GET"): EVERYONE,
    ("public_event.calendar", "GET"): EVERYONE,
    ("public_event.show", "GET"): EVERYONE,
    ("public_health.alive", "GET"): EVERYONE,
    ("public_health.ready", "GET"): EVERYONE,
    ("public_network.agenda", "GET"): EVERYONE,
    ("public_network.index", "GET"): EVERYONE,
    ("public_network.show", "GET"): EVERYONE,
    ("public_setup.begin", "GET"): (404, 404, 404),
    ("public_setup.begin", "POST"): (404, 404, 404),
    ("security.change_password", "GET"): (200, LOGIN, 200),
    ("security.change_password", "POST"): (422, LOGIN, 422),
    ("security.forgot_password", "GET"): EVERYONE,
    ("security.forgot_password", "POST"): (422, 422, 422),
    ("security.login", "GET"): (302, 200, 302),
    ("security.login", "POST"): (302, 422, 302),
    ("security.logout", "POST"): (302, 302, 302),
    ("security.reset_password", "GET"): (302, 302, 302),
    ("security.reset_password", "POST"): (302, 302, 302),
    ("security.verify", "GET"): (200, LOGIN, 200),
    ("security.verify", "POST"): (422, LOGIN, 422),
}
LOGOUT = "security.logout"  # walked last: who is out sees nothing more


@pytest.fixture
def answering(app: Flask):
    """Answer failures with a page of their own, so that the walk goes on and names them all."""
    app.testing = False
    yield app
    app.testing = True


def walk(app: Flask, tenant: Tenant, visitor: Visitor) -> dict[tuple[str, str], set[int | str]]:
    """Open every address and collect the answers per view and method."""
    answers: dict[tuple[str, str], set[int | str]] = {}
    for rule, method in sorted(walked(app), key=lambda step: step[0].endpoint == LOGOUT):
        answer = visitor.answer(tenant.path(app, rule, method), method)
        answers.setdefault((rule.endpoint, method), set()).add(answer)
    return answers


def test_every_route_is_in_the_table(app):
    assert {(rule.endpoint, method) for rule, method in walked(app)} == set(EXPECTED)


@pytest.mark.parametrize("position", [0, 1, 2], ids=["another network", "nobody", "viewer"])
def test_every_route_answers_as_expected_and_changes_nothing(answering, database, position):
    tenant, other = make_tenant(answering, "netwerk-a"), make_tenant(answering, "netwerk-b")
    visitor = Visitor(answering, (other.organiser, None, tenant.viewer)[position])
    before = everything()

    answers = walk(answering, tenant, visitor)

    assert answers == {step: {EXPECTED[step][position]} for step in answers}
    assert everything() == before


def test_no_row_of_another_network_is_found_under_ones_own_address(answering, database):
    """An organiser puts the ids of another network behind the slugs of their own."""
    tenant, other = make_tenant(answering, "netwerk-a"), make_tenant(answering, "netwerk-b")
    mixed = tenant.with_slugs_of(other)
    visitor = Visitor(answering, other.owner)
    before = everything()

    found = {
        (rule.endpoint, method): visitor.answer(mixed.path(answering, rule, method), method)
        for rule, method in walked(answering)
        if rule.endpoint.startswith("desk_") and rule.arguments - {"network_slug", "event_slug"}
    }

    assert found
    assert found == dict.fromkeys(found, 404)
    assert everything() == before


def test_an_event_of_another_network_is_not_found_under_ones_own(answering, database):
    tenant, other = make_tenant(answering, "netwerk-a"), make_tenant(answering, "netwerk-b")
    mixed = tenant.with_slugs_of(other, event_slug=tenant.event.slug)
    visitor = Visitor(answering, other.owner)
    before = everything()

    found = {
        (rule.endpoint, method): visitor.answer(mixed.path(answering, rule, method), method)
        for rule, method in walked(answering)
        if "event_slug" in rule.arguments
    }

    assert found == dict.fromkeys(found, 404)
    assert everything() == before
