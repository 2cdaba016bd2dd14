"""Headers that keep pages and their addresses to ourselves, on every kind of answer."""

import pytest

from tests.conftest import make_app
from tests.factories import make_network, make_user
from tests.pages import Browser
from tests.web.tenants import Visitor, make_tenant, walked

SECRET = ("/i/", "/u/", "/B/")
SECRET_FORMS = ("/door/pair/", "/account/reset/")
MAILS_IN_A_FRAME = {"desk_post.body", "desk_mailings.preview"}


def check(response) -> None:
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]


def test_every_answer_carries_them(app, database):
    tenant = make_tenant(app, "netwerk-a")
    app.testing = False
    try:
        for visitor in (Visitor(app, None), Visitor(app, tenant.owner)):
            for rule, method in walked(app):
                path = tenant.path(app, rule, "GET" if method == "GET" else "POST")
                if rule.endpoint == "security.logout":
                    continue
                response = visitor.browser.client.open(path, method=method)
                visitor.browser.forget_context()
                check(response)
                policy = response.headers["Content-Security-Policy"]
                if rule.endpoint in MAILS_IN_A_FRAME and response.status_code == 200:
                    assert "sandbox" in policy, path
                else:
                    assert "unsafe-inline" not in policy, path
                if path.startswith(SECRET):
                    assert response.headers["Referrer-Policy"] == "no-referrer"
                if path.startswith(SECRET_FORMS):
                    assert response.headers["Referrer-Policy"] == "strict-origin"
                if path.startswith(SECRET + SECRET_FORMS):
                    assert response.headers["X-Robots-Tag"] == "noindex"
                    assert b'name="referrer"' not in response.data, "it would overrule the header"
                if path.startswith(("/desk/", "/account/")) and response.status_code < 400:
                    assert "no-store" in response.headers["Cache-Control"], path
    finally:
        app.testing = True


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/bestaat/niet/echt", 404),
        ("PUT", "/account/login", 405),
        ("POST", "/account/login", 400),
        ("OPTIONS", "/account/login", 200),
        ("HEAD", "/account/login", 200),
        ("GET", "/desk/", 302),
    ],
)
def test_errors_redirects_and_other_methods_carry_them(app, database, method, path, status):
    response = Browser(app).client.open(path, method=method)

    assert response.status_code == status
    check(response)


def test_pages_of_the_site_may_not_be_framed_by_others(browser):
    headers = browser.get("/account/login").response.headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_the_session_cookie_is_out_of_reach(app, database):
    browser = Browser(app)
    page = browser.get("/account/login").submit(email=make_user(make_network()).email, password="")
    cookie = page.response.headers.get("Set-Cookie") or browser.get(
        "/account/login"
    ).response.headers.get("Set-Cookie", "")

    assert "Secure" not in cookie
    found = browser.client.get_cookie("olievlek")
    assert found is not None
    assert (found.http_only, found.same_site, found.path) == (True, "Lax", "/")


def test_over_https_the_cookie_is_secure_and_the_browser_stays(tmp_path):
    app = make_app(
        tmp_path, f"sqlite:///{tmp_path / 'test.db'}", base_url="https://olievlek.example"
    )
    with app.app_context():
        response = app.test_client().get("/account/login", base_url="https://olievlek.example")

    cookie = response.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/desk", "/netwerk-1", "/i/abc", "/desk/netwerk-1?year=2027"])
def test_a_missing_slash_never_leads_to_the_host_that_was_asked_for(app, database, path):
    response = Browser(app).client.get(path, base_url="http://evil.example")

    path, _, query = path.partition("?")
    assert response.status_code == 308
    assert response.headers["Location"] == f"{path}/" + (f"?{query}" if query else "")
