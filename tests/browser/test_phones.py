"""`phones` on this machine: from the page over plain http to a camera's secure context."""

import base64
import hashlib
import os
import signal
import ssl
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Playwright

from tests.browser.chromium import check_accessibility, launch
from tests.serving import ROOT, free_port, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.drill, pytest.mark.timeout(120)]


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Run the command on free ports, with everything it writes in a folder of the test."""
    port, help_port = free_port(), free_port()
    environ = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'phones.db'}",
        "JOBS_URL": f"sqlite:///{tmp_path / 'jobs.db'}",
        "MAIL_URL": f"folder:{tmp_path / 'mail'}",
        "SECRET_KEY": "correct horse battery staple 0123456789",
    }
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environ, check=True)
    words = ["phones", "--address", "127.0.0.1", "--port", port, "--help-port", help_port,
             "--folder", tmp_path / "tls"]  # fmt: skip
    with (tmp_path / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [*flask, *map(str, words)], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
    try:
        yield port, help_port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0, (tmp_path / "log.txt").read_text()


def fetch(url: str, context: ssl.SSLContext | None = None) -> tuple[str, bytes]:
    with urllib.request.urlopen(url, timeout=10, context=context) as answer:
        return answer.headers["Content-Type"], answer.read()


def is_up(url: str, context: ssl.SSLContext | None = None) -> bool:
    try:
        return bool(fetch(url, context))
    except OSError:
        return False


def test_a_phone_learns_to_trust_the_machine_and_may_use_its_camera(ports, playwright, tmp_path):
    port, help_port = ports
    plain, secure = f"http://127.0.0.1:{help_port}", f"https://127.0.0.1:{port}"
    wait_until(lambda: is_up(plain))

    kind, page = fetch(plain)
    crt_kind, authority = fetch(f"{plain}/olievlek.crt")
    context = ssl.create_default_context(cadata=authority.decode())
    wait_until(lambda: is_up(f"{secure}/healthz", context))

    assert (kind, crt_kind) == ("text/html; charset=utf-8", "application/x-x509-ca-cert")
    assert f'href="{secure}/"' in page.decode()
    with pytest.raises(urllib.error.URLError):
        fetch(f"{secure}/healthz", ssl.create_default_context())
    keys = [*(tmp_path / "tls").glob("*.key")]
    assert [stat.S_IMODE(key.stat().st_mode) for key in keys] == [0o600, 0o600]
    look(playwright, plain, secure, (tmp_path / "tls" / "server.crt").read_bytes())


def look(playwright: Playwright, plain: str, secure: str, certificate: bytes) -> None:
    """Open both in a browser that trusts this one key."""
    public = x509.load_pem_x509_certificate(certificate).public_key()
    der = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    pin = base64.b64encode(hashlib.sha256(der).digest()).decode()
    browser = launch(playwright.chromium, f"--ignore-certificate-errors-spki-list={pin}")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(plain)
    check_accessibility(page)
    page.goto(f"{secure}/door/")
    assert page.evaluate("window.isSecureContext")
    assert page.evaluate("'mediaDevices' in navigator")
    browser.close()
