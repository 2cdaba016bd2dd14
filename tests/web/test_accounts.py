import email
import inspect
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.policy import default
from time import monotonic

import pytest
import time_machine
from flask_babel import force_locale
from flask_security import decorators, forms, mail_util, password_util, utils, views
from flask_security.core import _default_messages
from flask_security.utils import get_message
from sqlalchemy import func, select, update

from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Message, User
from eventapp.web.account_texts import LABELS, MESSAGES
from tests.factories import PASSWORD, make_network, make_user
from tests.pages import Browser

OTHER = "een heel ander wachtwoord"


def mails(address: str | None = None):
    rows = db.session.scalars(select(Message).order_by(Message.id)).all()
    return [
        email.message_from_bytes(row.mime, policy=default)
        for row in rows
        if address in {None, row.to_address}
    ]


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def link_in(mail) -> str:
    found = re.search(r"http://localhost(/account/reset/\S+)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


def is_in(browser: Browser) -> bool:
    return browser.get("/account/change").status == 200


def forgot(browser: Browser, address: str):
    return browser.get("/account/reset").submit(email=address)


def test_login_leads_to_the_desk_and_logout_out_of_it(browser):
    user = make_user(make_network())

    page = browser.get("/account/login").submit(email=user.email.upper(), password=PASSWORD)

    assert (page.status, page.location) == (302, "/desk/")
    assert is_in(browser)

    token = browser.get("/account/change").fields()["csrf_token"]
    page = browser.post("/account/logout", {"csrf_token": token})
    assert page.location == "/account/login"
    assert not is_in(browser)


def test_a_link_names_who_logs_in_and_a_typed_address_goes_before_it(browser):
    page = browser.get("/account/login?email=jan%40werkgever.example")
    again = page.submit(email="piet@werkgever.example", password="verkeerd")

    plain = browser.get("/account/login")

    focused = [
        [one.get("id") for one in one_of.all(".//input[@autofocus]")] for one_of in (page, plain)
    ]
    assert focused == [["password"], ["email"]]
    assert page.fields()["email"] == "jan@werkgever.example"
    assert again.fields()["email"] == "piet@werkgever.example"


def test_login_goes_on_to_the_page_that_was_asked_for_but_not_to_another_site(browser):
    user = make_user(make_network())
    login = browser.follow(browser.get("/account/change"))
    assert "Log in" in login.text or "Inloggen" in login.text

    page = login.submit(email=user.email, password=PASSWORD)
    assert page.location == "/account/change"

    other = Browser(browser.client.application)
    page = other.get("/account/login?next=https://evil.example/").submit(
        email=user.email, password=PASSWORD
    )
    assert "evil" not in (page.location or "")


def test_login_says_the_same_about_a_wrong_password_and_an_unknown_address(browser):
    user = make_user(make_network())
    closed = make_user(make_network(), active=False)
    page = browser.get("/account/login")

    answers = {
        (answer.status, tuple(answer.texts(".//*[@role='alert']")))
        for answer in (
            page.submit(email=user.email, password="fout"),
            page.submit(email="niemand@olievlek.example", password=PASSWORD),
            page.submit(email=closed.email, password=PASSWORD),
        )
    }

    assert len(answers) == 1
    assert answers.pop()[0] == 422


def test_login_survives_odd_input(browser):
    page = browser.get("/account/login")

    for address in ["", "geen adres", "x" * 3000, "</script>@olievlek.example", "a\tb@c.nl"]:
        assert page.submit(email=address, password="\U0001f389").status == 422


def test_login_refuses_json_so_that_no_try_goes_uncounted(browser):
    token = browser.get("/account/login").fields()["csrf_token"]

    page = browser.post(
        "/account/login",
        json={"email": "a@b.nl", "password": "x"},
        headers={"X-CSRFToken": token},
    )

    assert page.status == 415


def test_too_many_wrong_passwords_wait_and_then_the_right_one_works(app, database):
    user = make_user(make_network())
    with time_machine.travel("2027-03-16T13:00:20Z", tick=False) as clock:
        browser = Browser(app)
        page = browser.get("/account/login")
        answers = [page.submit(email=user.email, password="fout").status for _ in range(10)]
        refused = page.submit(email=user.email, password=PASSWORD)
        other = Browser(app).login(make_user())

        clock.shift(timedelta(minutes=15))
        welcome = page.submit(email=user.email, password=PASSWORD)
        assert is_in(other)

    assert answers == [422] * 10
    assert refused.status == 429
    assert int(refused.response.headers["Retry-After"]) == 880
    assert "15" in refused.text
    assert welcome.status == 302


def test_the_right_password_forgets_the_wrong_ones(browser):
    user = make_user(make_network())
    for _ in range(3):
        visitor = Browser(browser.client.application)
        page = visitor.get("/account/login")
        for _ in range(6):
            page.submit(email=user.email, password="fout")
        assert page.submit(email=user.email, password=PASSWORD).status == 302


def test_one_client_cannot_try_many_accounts_for_ever(browser):
    page = browser.get("/account/login")

    answers = [
        page.submit(email=f"{number}@olievlek.example", password="").status for number in range(101)
    ]

    assert answers == [422] * 100 + [429]


def test_fifty_logins_at_once_all_come_in(app):
    with app.app_context():
        users = [make_user(make_network()).email for _ in range(5)]

    def come_in(number: int) -> int:
        client = app.test_client()
        page = client.get("/account/login").get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        data = {
            "csrf_token": token[1],
            "email": users[number % len(users)],
            "password": PASSWORD,
        }
        return client.post("/account/login", data=data).status_code

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(come_in, range(50))) == [302] * 50


def test_forgot_mails_a_link_that_sets_a_password_once(app, browser):
    user = make_user(make_network())
    elsewhere = Browser(app).login(user)

    page = forgot(browser, user.email)
    assert (page.status, page.location) == (303, "/account/login")
    link = link_in(mails()[0])

    saved = browser.get(link).submit(password=OTHER, password_confirm=OTHER)
    assert saved.location == "/account/login"
    assert not is_in(elsewhere)
    login = browser.get("/account/login")
    assert login.submit(email=user.email, password=PASSWORD).status == 422
    assert login.submit(email=user.email, password=OTHER).status == 302
    assert browser.get(link).location == "/account/reset"
    assert [mail["Subject"] for mail in mails()][1:] == ["Je wachtwoord is veranderd"]


def test_forgot_answers_the_same_to_everybody_and_takes_as_long(browser):
    user = make_user(make_network())
    closed = make_user(active=False)

    seen = []
    for address in (user.email, "niemand@olievlek.example", closed.email):
        began = monotonic()
        page = forgot(browser, address)
        seconds = monotonic() - began
        seen.append((page.status, page.location, browser.follow(page).text, seconds >= 0.4))

    assert seen[0] == seen[1] == seen[2]
    assert [message["To"].addresses[0].addr_spec for message in mails()] == [user.email]


def test_forgot_refuses_what_is_not_an_address(browser):
    page = forgot(browser, "annelies@")

    assert page.status == 422
    assert "naam@bedrijf.nl" in page.text
    assert page.texts(".//*[@class='summary__title']") == ["Er is nog geen mail verstuurd"]


def test_forgot_is_counted_per_address_and_client(browser):
    answers = [forgot(browser, "annelies@olievlek.example").status for _ in range(5)]

    assert answers == [303] * 4 + [429]


def test_a_reset_link_expires_after_a_day(browser):
    user = make_user(make_network())
    forgot(browser, user.email)
    link = link_in(mails()[0])

    with time_machine.travel(timedelta(hours=25), tick=True):
        page = browser.get(link)
        assert page.location == "/account/reset"
        assert "24 uur" in browser.follow(page).text


def test_forged_reset_links_lead_to_a_new_one(browser):
    user = make_user(make_network())
    forgot(browser, user.email)
    link = link_in(mails()[0])

    for bad in (link[:-1], link + "x", "/account/reset/x", link.replace(".", "", 1)):
        assert browser.get(bad).location == "/account/reset"
        token = browser.get("/account/login").fields()["csrf_token"]
        form = {"csrf_token": token, "password": OTHER, "password_confirm": OTHER}
        assert browser.post(bad, form).location == "/account/reset"


def test_a_password_needs_length_and_nothing_else(browser):
    user = make_user(make_network())
    forgot(browser, user.email)
    page = browser.get(link_in(mails()[0]))

    short = page.submit(password="kort", password_confirm="kort")
    unlike = page.submit(password=OTHER, password_confirm=PASSWORD)
    words = page.submit(password="aap noot mies", password_confirm="aap noot mies")

    assert (short.status, unlike.status, words.status) == (422, 422, 302)
    assert "minstens 12 tekens" in short.text
    assert "niet gelijk" in unlike.text


def test_change_password_ends_other_sessions_and_keeps_this_one(app, browser):
    user = make_user(make_network())
    elsewhere = Browser(app).login(user)
    browser.login(user)
    page = browser.get("/account/change")

    wrong = page.submit(password="fout", new_password=OTHER, new_password_confirm=OTHER)
    same = page.submit(password=PASSWORD, new_password=PASSWORD, new_password_confirm=PASSWORD)
    saved = page.submit(password=PASSWORD, new_password=OTHER, new_password_confirm=OTHER)

    assert (wrong.status, same.status, saved.status) == (422, 422, 302)
    assert is_in(browser)
    assert not is_in(elsewhere)
    assert [mail["Subject"] for mail in mails()] == ["Je wachtwoord is veranderd"]
    entries = db.session.execute(select(AuditEntry.actor, AuditEntry.action, AuditEntry.new))
    assert [tuple(entry) for entry in entries] == [(user.name, "account.password", "")]


@pytest.mark.parametrize(
    ("language", "now", "new", "again"),
    [
        (
            "nl",
            "Wachtwoord dat je nu hebt",
            "Nieuw wachtwoord",
            "Het nieuwe wachtwoord nog een keer",
        ),
        ("en", "Current password", "New password", "Repeat the new password"),
    ],
)
def test_the_list_of_errors_names_the_boxes_as_the_form_does(browser, language, now, new, again):
    browser.login(make_user(make_network()))
    page = browser.get(f"/account/change?lang={language}")

    wrong = page.submit(password="fout", new_password=OTHER, new_password_confirm=OTHER)
    unlike = page.submit(password=PASSWORD, new_password=OTHER, new_password_confirm="anders")
    short = page.submit(password=PASSWORD, new_password="kort", new_password_confirm="kort")

    summed_up = [
        refused.texts(".//div[@class='summary']//li")[0].partition(":")[0]
        for refused in (wrong, unlike, short)
    ]
    assert summed_up == [now, again, new]
    assert short.texts(".//main//label") == [now, new, again]


def test_the_mail_follows_the_language_of_its_reader_and_not_the_host(app, database):
    user = make_user(make_network(), language="en")
    browser = Browser(app)
    evil = {"base_url": "http://evil.example", "headers": {"X-Forwarded-Host": "evil.example"}}
    token = browser.get("/account/reset", **evil).fields()["csrf_token"]

    browser.post("/account/reset", {"csrf_token": token, "email": user.email}, **evil)

    (mail,) = mails()
    assert mail["Subject"] == "A new password for Olievlek"
    assert "evil" not in mail.as_string()
    assert "http://localhost/account/reset/" in text_of(mail)


def test_a_name_cannot_inject_into_a_mail(browser):
    user = make_user(make_network(), name='Jan "x" </script>\r\nBcc: a@b.nl 🎉')

    forgot(browser, user.email)

    (mail,) = mails()
    assert mail["Bcc"] is None
    assert "</script>" not in mail.get_body(("html",)).get_content()


def test_a_session_ends_when_the_account_is_closed(browser):
    user = make_user(make_network())
    browser.login(user)

    with transaction() as session:
        session.execute(update(User).values(active=False))

    assert not is_in(browser)


def test_what_is_not_used_does_not_exist(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert {name for name in endpoints if name.startswith("security.")} == {
        "security.login",
        "security.logout",
        "security.verify",
        "security.forgot_password",
        "security.reset_password",
        "security.change_password",
    }


def test_passwords_are_kept_as_argon2(browser):
    user = make_user(make_network())

    assert user.password.startswith("$argon2id$")
    assert db.session.scalar(select(func.count()).where(User.password.contains(PASSWORD))) == 0


def used_messages() -> set[str]:
    """Name the messages that the parts of Flask-Security that we use can show."""
    parts = [
        *(getattr(views, n) for n in ["login", "logout", "forgot_password", "reset_password"]),
        *(getattr(views, n) for n in ["change_password", "verify"]),
        *(getattr(forms, n) for n in ["LoginForm", "LogoutForm", "VerifyForm", "NextFormMixin"]),
        *(getattr(forms, n) for n in ["ResetPasswordForm", "ChangePasswordForm"]),
        *(getattr(forms, n) for n in ["ForgotPasswordForm", "PasswordFormMixin"]),
        *(getattr(forms, n) for n in ["NewPasswordFormMixin", "PasswordConfirmFormMixin"]),
        forms.EmailValidation,
        mail_util,
        password_util,
        decorators,
        utils.login_user,
        utils.password_length_validator,
        utils.password_complexity_validator,
        utils.password_breached_validator,
    ]
    source = "\n".join(inspect.getsource(part) for part in parts)
    return set(re.findall(r'"([A-Z]{3,}(?:_[A-Z]+)+)"', source)) & set(_default_messages)


def test_every_message_in_use_is_ours_and_dutch(app):
    missing = used_messages() - set(MESSAGES)
    assert not missing, missing

    values = {"length": 12, "within": "1 dag", "email": "a@b.nl"}
    with app.test_request_context("/account/login"):
        for key, (source, _category) in MESSAGES.items():
            with force_locale("nl"):
                dutch = get_message(key, **values)[0]
            with force_locale("en"):
                english = get_message(key, **values)[0]
            assert english == source % values, key
            assert dutch != english, f"{key} stays English"


def test_every_label_in_use_is_dutch(app):
    with app.test_request_context("/account/login"):
        for name in ("LoginForm", "ResetPasswordForm", "ChangePasswordForm", "VerifyForm"):
            for field in getattr(forms, name)(**({"user": None} if name == "VerifyForm" else {})):
                if field.name in {"csrf_token", "next"}:
                    continue
                with force_locale("en"):
                    english = str(field.label.text)
                with force_locale("nl"):
                    dutch = str(field.label.text)
                assert english in LABELS, english
                assert dutch != english, f"{english} stays English"


def test_passwords_change_while_others_log_in(app):
    with app.app_context():
        users = [make_user(make_network()).email for _ in range(4)]

    def token(client, path: str) -> str:
        page = client.get(path).get_data(as_text=True)
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]

    def come_in_and_change(number: int) -> list[int]:
        client = app.test_client()
        login = {
            "csrf_token": token(client, "/account/login"),
            "email": users[number],
            "password": PASSWORD,
        }
        first = client.post("/account/login", data=login).status_code
        change = {
            "csrf_token": token(client, "/account/change"),
            "password": PASSWORD,
            "new_password": OTHER,
            "new_password_confirm": OTHER,
        }
        return [first, client.post("/account/change", data=change).status_code]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(come_in_and_change, range(4))) == [[302, 302]] * 4


def test_somebody_without_a_password_cannot_log_in_but_can_ask_for_one(browser):
    user = make_user(make_network(), password=None)

    assert browser.get("/account/login").submit(email=user.email, password=OTHER).status == 422
    forgot(browser, user.email)
    saved = browser.get(link_in(mails()[0])).submit(password=OTHER, password_confirm=OTHER)

    assert saved.status == 302
    login = browser.get("/account/login").submit(email=user.email, password=OTHER)
    assert login.status == 302


def test_the_password_can_be_asked_once_more(browser):
    browser.login(make_user(make_network()))
    page = browser.get("/account/verify")

    refused = page.submit(password="fout")

    assert refused.status == 422
    assert refused.texts(".//*[@class='summary__title']") == ["Je kunt nog niet verder"]
    assert page.submit(password=PASSWORD).status == 302
