"""Every error is a page that says what happened, what was kept and what to do."""

import errno
from io import BytesIO

import pytest
from flask import abort
from sqlalchemy.exc import IntegrityError
from werkzeug.routing import IntegerConverter

from eventapp import create_app
from eventapp.database import db
from eventapp.models import Network
from eventapp.rules.access import Role
from eventapp.web import errors
from tests.conftest import make_app, make_config
from tests.factories import make_contact, make_network, make_user
from tests.pages import Browser, Page

CODES = (400, 401, 403, 404, 405, 410, 413, 429, 500)


@pytest.fixture
def failing(tmp_path):
    """Give an application with views that fail, as it runs outside tests."""
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'test.db'}")

    @app.get("/mis/<int:code>")
    def go_wrong(code: int):
        if code == 500:
            raise RuntimeError("a secret that stays in the log")
        abort(code)

    app.testing = False
    with app.app_context():
        yield app
        db.session.remove()


@pytest.mark.parametrize("code", CODES)
def test_an_error_is_a_page_in_both_languages(failing, code):
    browser = Browser(failing)

    dutch = browser.get(f"/mis/{code}", headers={"Accept-Language": "nl"})
    english = browser.get(f"/mis/{code}?lang=en")

    assert (dutch.status, english.status) == (code, code)
    assert dutch.root.get("lang") == "nl"
    assert english.root.get("lang") == "en"
    assert dutch.texts(".//h1") != english.texts(".//h1")
    assert dutch.all(".//main//a[@href='/']")


def test_a_failure_tells_nothing_of_its_cause_but_to_the_log(failing, caplog):
    page = Browser(failing).get("/mis/500")

    assert "secret" not in page.response.get_data(as_text=True)
    assert "niets half opgeslagen" in page.text
    assert "a secret that stays in the log" in caplog.text


def test_a_failure_without_a_database_is_still_a_page(failing, monkeypatch):
    browser = Browser(failing).login(make_user(make_network()))
    monkeypatch.setattr(db.session, "scalar", lambda *_a, **_k: 1 / 0)
    monkeypatch.setattr(db.session, "scalars", lambda *_a, **_k: 1 / 0)

    page: Page = browser.get("/desk/")

    assert page.status == 500
    assert "iets mis" in page.text


def test_a_database_that_does_not_answer_is_no_fault_of_ours(tmp_path, caplog):
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/nothing"
    app = create_app(make_config(tmp_path, nowhere))

    with app.app_context():
        page = Browser(app).get("/")

    assert page.status == 503
    assert page.response.headers["Retry-After"] == "30"
    assert "Onze database antwoordt niet" in page.text
    assert "Traceback" not in caplog.text


def test_a_password_is_never_repeated_in_a_page(failing):
    page = Browser(failing).get("/account/login")
    failing.before_request_funcs[None].append(full_disk)

    refused = page.submit(email="a@b.example", password="a secret of somebody")

    assert refused.status == 507
    assert "secret" not in refused.response.get_data(as_text=True)
    assert "Ga terug" in refused.text


def full_disk() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_is_too_large_says_so(failing):
    failing.config["MAX_CONTENT_LENGTH"] = 1000
    data = {"file": (BytesIO(b"x" * 5000), "register.csv")}

    page = Browser(failing).post("/account/login", data)

    assert page.status == 413
    assert "10 MB" in page.text


class Sending:
    """What somebody sends without end, and how much of it was asked for at once."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def read(self, size: int) -> bytes:
        self.asked.append(size)
        return b"x" * size


@pytest.mark.parametrize(("seconds", "read"), [(errors.READ_ON_FOR, 5000), (0, 0)])
def test_what_is_too_large_is_read_to_its_end_but_not_for_ever(failing, monkeypatch, seconds, read):
    monkeypatch.setattr(errors, "READ_ON_FOR", seconds)
    sending = Sending()
    environ = {"wsgi.input": sending, "CONTENT_LENGTH": "5000", "REQUEST_METHOD": "POST"}

    with failing.test_request_context("/", environ_overrides=environ):
        errors.read_on()

    assert sum(sending.asked) == read
    assert max(sending.asked, default=0) <= 1024


def test_a_wrong_method_says_which_ones_are_right(failing):
    page = Browser(failing)._page(Browser(failing).client.delete("/account/login"))

    assert page.status == 405
    assert set(page.response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("path", ["/a%00b/", "/desk/a%00b/", "/account/login?lang=%00", "/i/%00/"])
def test_a_nul_in_an_address_is_refused(app, database, path):
    assert Browser(app).get(path).status == 400


def test_a_nul_in_a_form_is_refused(browser):
    page = browser.get("/account/login").submit(email="a\x00b@c.nl", password="x")

    assert page.status == 400
    assert "niets opgeslagen" in page.text


def test_a_number_too_long_to_read_in_a_field_name_is_refused(browser):
    user = make_user(make_network(), Role.OWNER)
    url = f"/desk/{user.memberships[0].network.slug}/network/settings"

    page = browser.login(user).get(url).submit(**{f"partners-{'9' * 5000}-name": "WSP"})

    assert page.status == 400


def test_every_number_in_an_address_fits_its_column(app):
    numbers = [
        (rule.rule, converter.max)
        for rule in app.url_map.iter_rules()
        for converter in rule._converters.values()
        if isinstance(converter, IntegerConverter)
    ]

    assert len(numbers) > 10
    assert [rule for rule, most in numbers if most is None or most >= 2**31] == []


def test_what_is_stored_stays_out_of_the_log_of_a_failure(database):
    contact = make_contact(email="geheim@werkgever.example")
    twin = {"name": contact.name, "email": contact.email}

    with pytest.raises(IntegrityError) as failure:
        make_contact(db.session.get_one(Network, contact.network_id), contact.employer, **twin)

    assert "geheim" not in str(failure.value).partition("[SQL")[2]


def test_an_error_for_a_script_is_json(browser):
    page = browser.get("/door/api/snapshot")

    assert page.status == 401
    assert page.response.mimetype == "application/json"
