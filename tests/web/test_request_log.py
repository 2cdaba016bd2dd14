"""Every request has a number, and a log line in which nobody is named."""

import logging

import pytest

from eventapp.logs import JsonLine
from tests.conftest import make_app
from tests.web.tenants import Visitor, make_tenant, walked

SECRET_WORDS = ("jan", "berg", "annelies", "fatima", "@", "pairing-of", "geen-goede-link")


def test_every_answer_carries_a_number_of_its_own(browser):
    first, second = (browser.get("/").response.headers["X-Request-Id"] for _ in range(2))

    assert first != second
    assert len(first) == 32


def test_a_number_from_outside_is_not_believed(browser):
    page = browser.get("/", headers={"X-Request-Id": "chosen-by-a-stranger"})

    assert page.response.headers["X-Request-Id"] != "chosen-by-a-stranger"


@pytest.mark.parametrize(
    ("given", "is_kept"), [("0a1b2c3d-from-the-proxy", True), ("short", False), ("x" * 65, False)]
)
def test_a_number_of_our_own_proxy_is_kept_if_it_is_one(tmp_path, given, is_kept):
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'proxied.db'}", trusted_proxies=1)

    answer = app.test_client().get("/healthz", headers={"X-Request-Id": given})

    assert (answer.headers["X-Request-Id"] == given) is is_kept


def test_a_walk_along_all_pages_names_nobody(app, database, caplog):
    tenant = make_tenant(app, "west-brabant")
    visitor = Visitor(app, tenant.owner)
    secrets = [*SECRET_WORDS, *tenant.tokens.values()]

    with caplog.at_level(logging.INFO):
        caplog.clear()
        for rule, method in walked(app):
            visitor.answer(tenant.path(app, rule, method), method)
    lines = [JsonLine().format(record) for record in caplog.records]

    assert len([line for line in lines if '"what": "request"' in line]) > 60
    assert [line for line in lines for word in secrets if word.lower() in line.lower()] == []
