"""No form is taken from another site, and no link follows a Host header."""

import pytest
from sqlalchemy import func, select

from eventapp.database import db
from eventapp.models import AuditEntry
from eventapp.rules.access import Role
from eventapp.web.csrf import EXEMPT_BLUEPRINTS
from tests.conftest import make_app
from tests.factories import make_network, make_user
from tests.pages import Browser
from tests.web.tenants import Visitor, make_tenant, walked

EVIL = "https://evil.example"


def posts(app):
    return [rule for rule, method in walked(app) if method == "POST"]


def test_only_what_carries_its_own_token_is_exempt(app):
    assert {"invitee_answer", "invitee_unsubscribe", "door_api"} == EXEMPT_BLUEPRINTS
    assert not app.extensions["csrf"]._exempt_views
    assert not app.extensions["csrf"]._exempt_blueprints


def test_every_other_post_is_refused_without_a_token(app, database):
    tenant = make_tenant(app, "netwerk-a")
    owner = Browser(app).login(tenant.owner)

    answers = {
        rule.endpoint: owner.post(tenant.path(app, rule, "POST")).status
        for rule in posts(app)
        if rule.endpoint.partition(".")[0] not in EXEMPT_BLUEPRINTS
    }

    assert answers == dict.fromkeys(answers, 400)
    assert "desk_network.invite" in answers


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "http://localhost.evil.example", "file://", "http://["]
)
def test_every_other_post_is_refused_from_another_site(app, database, origin):
    tenant = make_tenant(app, "netwerk-a")
    visitor = Visitor(app, tenant.owner)
    headers = {"X-CSRFToken": visitor.token, "Origin": origin}

    answers = {
        rule.endpoint: visitor.browser.post(tenant.path(app, rule, "POST"), headers=headers).status
        for rule in posts(app)
        if rule.endpoint.partition(".")[0] not in EXEMPT_BLUEPRINTS
    }

    assert answers == dict.fromkeys(answers, 403)
    assert db.session.scalar(select(func.count(AuditEntry.id))) == 0


def test_a_post_from_our_own_site_is_taken(browser):
    network = make_network()
    browser.login(make_user(network, Role.OWNER))
    url = f"/desk/{network.slug}/network/profile"
    form = {**browser.get(url).fields(), "name": "Annelies"}

    for origin in ("http://localhost", None):
        headers = {"Origin": origin} if origin else {}
        assert browser.post(url, form, headers=headers).status == 303


def test_a_token_of_another_session_is_refused(app, browser):
    user = make_user(make_network())
    token = Visitor(app, None).token

    page = browser.post("/account/login", {"csrf_token": token, "email": user.email})

    assert page.status == 400
    assert "niets opgeslagen" in page.text


def test_in_production_only_the_configured_address_is_our_own(tmp_path):
    app = make_app(
        tmp_path, f"sqlite:///{tmp_path / 'test.db'}", base_url="https://olievlek.example"
    )
    with app.app_context():
        browser = Browser(app)
        site = {"base_url": "https://olievlek.example"}
        form = {**browser.get("/account/login", **site).fields(), "email": "a@b.nl", "password": ""}

        def status(origin: str) -> int:
            headers = {"Origin": origin}
            return browser.post("/account/login", form, headers=headers, **site).status

        assert status("https://olievlek.example") == 422
        assert status("http://olievlek.example") == 403
        assert status(EVIL) == 403


def test_a_hostile_host_changes_no_link(app, database):
    tenant = make_tenant(app, "netwerk-a")
    visitor = Visitor(app, None)

    for rule, method in walked(app):
        if method != "GET" or rule.endpoint.startswith("desk_"):
            continue
        path = tenant.path(app, rule, method)
        headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"}
        response = visitor.browser.client.get(path, base_url="http://evil.example", headers=headers)
        visitor.browser.forget_context()
        assert "evil" not in response.headers.get("Location", ""), path
        if rule.endpoint != "security.login":
            assert b"evil" not in response.data, path
