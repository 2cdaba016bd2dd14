"""Behind the Caddy of deploy/, with PostgreSQL: what README's "Put it on a server" promises."""

import http.cookiejar
import os
import re
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests import postgres
from tests.serving import ROOT, Serving, free_port, wait_until

EMAIL, PASSWORD = "annelies@ambassadeurs.example", "een lang en goed wachtwoord"
# Not for a test machine: no entry in its trust store, no port for http, no door for commands.
OPTIONS = "\n{\n"  # where those of the whole Caddy begin
FOR_A_TEST = "\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n"

pytestmark = [pytest.mark.drill, pytest.mark.timeout(180)]


@dataclass
class Server:
    """A whole server: Caddy in front, Olievlek behind it, and the authority Caddy made."""

    url: str
    environ: dict[str, str]
    behind: Serving
    authority: Path

    def visitor(self) -> "Visitor":
        return Visitor(self)

    def flask(
        self, *words: str, stdin: str = "", **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one of our commands."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env={**self.environ, **environ},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )


class Visitor:
    """Somebody with a browser's cookies who trusts the authority."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies = http.cookiejar.CookieJar()
        context = ssl.create_default_context(cafile=str(server.authority))
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(self.cookies),
        )

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Any:
        """Ask for a page, or send a form; answers of any status come back."""
        return self.send(path, urlencode(form).encode() if form is not None else None, **headers)

    def send(self, path: str, data: bytes | None, **headers: str) -> Any:
        """Send bytes as they are."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.server.url + path, data, named)
        try:
            return self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            return error

    def log_in(self, password: str = PASSWORD, **headers: str) -> Any:
        page = self.ask("/account/login").read().decode()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token, page
        form = {"email": EMAIL, "password": password, "csrf_token": token[1]}
        return self.ask("/account/login", form, Origin=self.server.url, **headers)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Follow README: database, settings, tables, first network and owner, web, proxy."""
    folder = tmp_path_factory.mktemp("server")
    (ROOT / "instance").mkdir(exist_ok=True)  # a fresh clone has none
    port, tls_port = free_port(), free_port()
    url = f"https://localhost:{tls_port}"
    environ = {
        **os.environ,
        "BASE_URL": url,
        "SECRET_KEY": "correct horse battery staple 0123456789",
        "DATABASE_URL": postgres.database_url(
            f"deploy_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        ),
        "JOBS_URL": f"sqlite:///{folder / 'jobs.db'}",
        "MAIL_URL": f"folder:{folder / 'mail'}",
        "MAIL_FROM": "bijeenkomsten@olievlek.nl",
        "TRUSTED_PROXIES": "1",
        "LOG_LEVEL": "info",
        "SSL_CERT_FILE": str(folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"),
    }
    with Serving(environ, folder / "web.log", port, options=("--migrate",)) as behind:
        made = Server(url, environ, behind, Path(environ["SSL_CERT_FILE"]))
        assert (
            made.flask("network", "create", "west-brabant", "--name", "West-Brabant").returncode
            == 0
        )
        words = ("user", "create", EMAIL, "--network", "west-brabant", "--password-stdin")
        assert made.flask(*words, stdin=PASSWORD).returncode == 0
        caddy = start_caddy(folder, url, port)
        try:
            wait_until(lambda: made.authority.exists() and is_up(made))
            yield made
        finally:
            caddy.terminate()
            caddy.wait(20)


def start_caddy(folder: Path, site: str, port: int) -> subprocess.Popen[bytes]:
    """Run the Caddy of the machine on the Caddyfile of deploy/."""
    program = shutil.which("caddy")
    if program is None:
        pytest.fail("Caddy is missing: install the Debian package caddy.")
    file = folder / "Caddyfile"
    ours = (ROOT / "deploy" / "Caddyfile").read_text()
    assert OPTIONS in ours
    file.write_text(ours.replace(OPTIONS, OPTIONS + FOR_A_TEST, 1))
    with (folder / "caddy.log").open("w") as log:
        return subprocess.Popen(
            [program, "run", "--config", str(file), "--adapter", "caddyfile"],
            env={
                **os.environ,
                "SITE": site,
                "UPSTREAM": f"127.0.0.1:{port}",
                "XDG_DATA_HOME": str(folder),
                "XDG_CONFIG_HOME": str(folder),
            },
            stdout=log,
            stderr=log,
        )


def is_up(server: Server) -> bool:
    try:
        return bool(server.visitor().ask("/healthz").status == 200)
    except OSError:
        return False


def test_an_owner_logs_in_over_https(server: Server):
    visitor = server.visitor()

    page = visitor.log_in()

    assert page.url == f"{server.url}/desk/west-brabant/"
    assert all(cookie.secure for cookie in visitor.cookies)
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Server" not in page.headers


def test_a_hostile_host_gets_nothing_of_ours(server: Server):
    answer = server.visitor().ask("/west-brabant/agenda.ics", Host="evil.example")

    assert "evil.example" not in answer.read().decode()
    assert answer.headers.get("Content-Type") is None  # no site of that name


def test_a_visitor_cannot_choose_its_address(server: Server):
    statuses = [
        server.visitor()
        .log_in("een verkeerd wachtwoord", X_Forwarded_For=f"192.0.2.{number}")
        .status
        for number in range(40)
    ]

    assert statuses[0] != 429
    assert statuses[-1] == 429


def test_the_doctor_finds_nothing_wrong(server: Server):
    said = server.flask("doctor")

    assert said.returncode == 0, said.stdout + said.stderr
    assert f"good  {server.url} answers." in said.stdout
    assert "good  The certificate of localhost lasts until" in said.stdout


def test_the_log_has_lines_without_people(server: Server):
    server.visitor().ask("/i/some-personal-link/")

    lines = server.behind.output
    assert '"route": "/i/<token>/"' in lines
    assert "some-personal-link" not in lines
    assert EMAIL not in lines


def test_what_is_too_large_is_said_to_be_so(server: Server):
    large = b"file=" + b"x" * 14_000_000

    answer = server.visitor().send("/account/login", large)

    assert answer.status == 413
    assert "Dit is te veel in één keer" in answer.read().decode()
    assert answer.headers["X-Request-Id"]  # it is Olievlek that says so, in the reader's language


def test_the_number_of_a_request_is_ours(server: Server):
    answer = server.visitor().ask("/healthz", X_Request_Id="chosen-by-a-visitor")

    assert answer.headers["X-Request-Id"] not in (None, "chosen-by-a-visitor")
    assert "chosen-by-a-visitor" not in server.behind.output


def test_while_web_is_away_guests_read_that_nothing_is_lost(server: Server):
    server.behind.end()

    answer = server.visitor().ask("/west-brabant/")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert "Er is niets verloren." in answer.read().decode()
