"""How a page is asked for: by whom, with which headers, and how many statements it takes."""

import urllib.request
from uuid import uuid4

from tests.bench.load import Asked
from tests.bench.servers import Server
from tests.bench.site import Site
from tests.statements import statements as noted


def path(site: Site, address: str) -> str:
    """Fill in the address of a page."""
    seeded = site.seeded
    token = site.app.extensions["links"].token("invitation", seeded.invitation)
    return address.format(network=seeded.network, event=seeded.event, token=token)


def headers(
    site: Site, server: Server, path: str, *, organiser: bool, status: int
) -> dict[str, str]:
    """Give what a browser sends along: a login, and the tag of what it has."""
    sent = {"Accept-Encoding": "gzip", "Accept-Language": "nl"}
    if organiser:
        sent["Cookie"] = login(site)
    if status == 304:
        request = urllib.request.Request(server.url(path), headers=sent)
        with urllib.request.urlopen(request) as answer:
            sent["If-None-Match"] = answer.headers["ETag"]
    return sent


def login(site: Site) -> str:
    """Make the cookie of somebody who is logged in."""
    client = site.app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = session["fs_cc"] = site.seeded.user
        session["_fresh"] = True
    cookie = client.get_cookie("olievlek")
    assert cookie is not None
    return f"olievlek={cookie.value}"


def statements(site: Site, asked: Asked) -> int:
    """Count what a request asks of the database once all is known, without BEGIN and COMMIT."""
    for _time in range(2):
        asked.before()
        call(site, asked)
    asked.before()
    with site.app.app_context(), noted() as seen:
        call(site, asked)
    return sum(not statement.startswith("BEGIN") for statement in seen)


def call(site: Site, asked: Asked) -> None:
    """Ask once, in this process."""
    client = site.app.test_client(use_cookies=False)
    if asked.arguments[0] == "get":
        answer = client.get(asked.path, headers=asked.headers)
        assert answer.status_code == int(asked.arguments[1]), answer.status
        return
    token, code = site.seeded.scans[0].split()
    answer = client.post(
        asked.path,
        json={"scans": [{"id": str(uuid4()), "code": code, "at": None}]},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 200, answer.text
