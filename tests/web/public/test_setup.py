"""An empty installation begins with a page that makes the network and its owner."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from eventapp.database import db
from eventapp.models import Membership, Network, User
from eventapp.rules.access import Role
from tests.conftest import make_app
from tests.factories import PASSWORD, make_network
from tests.pages import Browser

FORM = {
    "name": "Ambassadeurs West-Brabant",
    "slug": "west-brabant",
    "owner_name": "Annelies Hoekstra",
    "email": "Annelies@Olievlek.example",
    "password": PASSWORD,
}


def count(model) -> int:
    return db.session.scalar(select(func.count(model.id)))


def test_the_front_page_of_an_empty_installation_leads_to_its_set_up(browser):
    page = browser.get("/")

    assert (page.status, page.location) == (303, "/setup")
    assert browser.follow(page).texts(".//h1") == ["Aan de slag"]


def test_set_up_makes_the_network_and_logs_its_owner_in(browser):
    page = browser.get("/setup").submit(**FORM)

    assert (page.status, page.location) == (303, "/desk/west-brabant/")
    membership = db.session.scalars(select(Membership)).one()
    assert membership.role is Role.OWNER
    assert membership.user.email == "annelies@olievlek.example"
    assert membership.network.name == "Ambassadeurs West-Brabant"
    assert browser.get("/account/change").status == 200


def test_set_up_is_gone_afterwards(app, browser):
    form = browser.get("/setup")
    make_network()

    assert browser.get("/setup").status == 404
    assert form.submit(**FORM).status == 404
    assert (count(Network), count(User)) == (1, 0)
    assert browser.get("/").status == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "x" * 121),
        ("slug", "desk"),
        ("slug", "setup"),
        ("slug", "West Brabant"),
        ("slug", "x"),
        ("slug", "x" * 41),
        ("slug", "</script>"),
        ("owner_name", ""),
        ("email", "annelies"),
        ("email", "jürgen@olievlek.example"),
        ("password", "kort"),
        ("password", "x" * 201),
    ],
)
def test_set_up_says_what_is_wrong_and_keeps_the_rest(browser, field, value):
    page = browser.get("/setup").submit(**{**FORM, field: value})

    assert page.status == 422
    assert page.all(f".//*[@id='{field}-error']")
    assert (
        page.fields()["slug" if field != "slug" else "name"]
        == FORM["slug" if field != "slug" else "name"]
    )
    assert count(Network) == 0


def test_set_up_at_the_same_time_has_one_winner(app):
    def begin(number: int) -> int:
        client = app.test_client()
        page = client.get("/setup")
        if page.status_code != 200:
            return page.status_code
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))
        form = {**FORM, "slug": f"netwerk-{number}", "email": f"{number}@olievlek.example"}
        return client.post("/setup", data={**form, "csrf_token": token[1]}).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(begin, range(6)))

    assert answers == [303] + [404] * 5
    with app.app_context():
        assert (count(Network), count(User)) == (1, 1)


def test_outside_your_own_machine_set_up_is_done_on_the_server(tmp_path):
    app = make_app(
        tmp_path, f"sqlite:///{tmp_path / 'test.db'}", base_url="https://olievlek.example"
    )
    with app.app_context():
        browser = Browser(app)
        site = {"base_url": "https://olievlek.example"}
        page = browser.get("/setup", **site)
        token = browser.get("/account/login", **site).fields()["csrf_token"]
        answer = browser.post("/setup", {**FORM, "csrf_token": token}, **site)

        assert page.status == 200
        assert "network create" in page.text
        assert not page.all(".//main//form")
        assert answer.status == 403
        assert count(Network) == 0
