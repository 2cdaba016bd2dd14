"""Whose word is taken for a visitor's address: only that of proxies of ours."""

import pytest
from flask import Flask, request

from eventapp.database import db
from tests.conftest import make_app


def seen(app: Flask, forwarded: str) -> str:
    """Ask for a page with a header that any visitor can send, and give the address we see."""
    found = []
    app.before_request(lambda: found.append(request.remote_addr))
    app.test_client().get(
        "/healthz",
        headers={"X-Forwarded-For": forwarded, "X-Forwarded-Host": "evil.example"},
        environ_base={"REMOTE_ADDR": "127.0.0.1"},
    )
    return str(found[0])


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.2"), (2, "192.0.2.1")]
)
def test_only_the_last_hops_are_believed(tmp_path, proxies, address):
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'a.db'}", trusted_proxies=proxies)

    assert seen(app, "203.0.113.9, 192.0.2.1, 198.51.100.2") == address
    with app.app_context():
        db.engine.dispose()


def test_no_proxy_chooses_our_host(tmp_path):
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'a.db'}", trusted_proxies=1)

    page = app.test_client().get("/", headers={"X-Forwarded-Host": "evil.example"})

    assert page.headers["Location"] == "/setup"
    with app.app_context():
        db.engine.dispose()
