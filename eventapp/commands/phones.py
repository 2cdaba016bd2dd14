"""A trial with real phones: https on the local network, and a page that says how to trust it."""

import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from types import FrameType

import click
from flask import current_app, render_template
from markupsafe import Markup

from config import Config
from eventapp.commands.private_files import private_file
from eventapp.formats import certificates, qr
from eventapp.formats.certificates import Signed

ASK = ("192.0.2.1", 9)  # an address of nobody (RFC 5737): nothing is sent to it
CERTIFICATE = "/olievlek.crt"
STYLES = ("tokens.css", "base.css", "phones.css")


@click.command("phones")
@click.option(
    "--address",
    callback=lambda _context, _option, value: ipv4(value) if value else own_address(),
    help="The IPv4 address of this machine in the local network.",
)
@click.option("--port", default=8443, show_default=True, help="Where phones find Olievlek.")
@click.option("--help-port", default=8080, show_default=True, help="Where they read how to.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the certificates are kept; instance/tls unless you say so.",
)
def phones(address: IPv4Address, port: int, help_port: int, folder: Path | None) -> None:
    """Serve over https on the local network, until Ctrl-C."""
    config: Config = current_app.extensions["config"]
    folder = folder or config.instance_path / "tls"
    authority = keep(folder, address, datetime.now(UTC))
    url, help_url = f"https://{address}:{port}", f"http://{address}:{help_port}"
    fingerprint = certificates.fingerprint(authority)
    helper = helper_server(help_port, page(url, help_url, fingerprint), authority)
    threading.Thread(target=helper.serve_forever, daemon=True).start()
    click.echo(f"\nTake a phone on the same network and open {help_url}\n")
    click.echo(terminal_qr(help_url))
    click.echo(f"\nThe fingerprint (SHA-256) of the certificate:\n{in_two_lines(fingerprint)}\n")
    sys.exit(run(serve_command(folder), environment(config, url, port)))


def ipv4(text: str) -> IPv4Address:
    """Read an address; raise BadParameter when it is none."""
    try:
        return IPv4Address(text)
    except ValueError:
        raise click.BadParameter(
            f"{text} is no IPv4 address. Write four numbers, such as 192.168.1.20."
        ) from None


def own_address() -> IPv4Address:
    """Find the address that this machine has in its network; raise ClickException without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ASK)
            return IPv4Address(probe.getsockname()[0])
        except OSError:
            raise click.ClickException(
                "This machine is in no network. Join one, or name its address with --address."
            ) from None


def keep(folder: Path, address: IPv4Address, now: datetime) -> bytes:
    """See to an authority and a certificate in a folder; give the authority's certificate."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = read(folder, "authority")
    if authority is None or not certificates.authority_is_good(authority, address, now):
        authority = certificates.make_authority(address, now)
        write(folder, "authority", authority)
    server = read(folder, "server")
    if server is None or not certificates.certificate_is_good(server, authority, address, now):
        write(folder, "server", certificates.make_certificate(authority, address, now))
    return authority.certificate


def read(folder: Path, name: str) -> Signed | None:
    """Read a certificate and its key, if both are there."""
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    if not (certificate.is_file() and key.is_file()):
        return None
    return Signed(certificate.read_bytes(), key.read_bytes())


def write(folder: Path, name: str, signed: Signed) -> None:
    """Write a certificate and its key; only this user of the machine reads them."""
    for ending, content in (("key", signed.key), ("crt", signed.certificate)):
        with private_file(folder / f"{name}.{ending}", instead=True) as file:
            file.write(content)


def page(url: str, help_url: str, fingerprint: str) -> bytes:
    """Write the page that says how to trust the authority; it needs nothing else."""
    css = Path(current_app.static_folder or "") / "css"
    styles = "\n".join((css / name).read_text() for name in STYLES)
    with current_app.test_request_context():
        return render_template(
            "phones.html",
            url=url,
            certificate_url=CERTIFICATE,
            fingerprint=fingerprint,
            styles=Markup(styles),  # noqa: S704 (our own files)
            qr=Markup(qr.svg(help_url)),  # noqa: S704 (drawn by us)
        ).encode()


def helper_server(port: int, html: bytes, authority: bytes) -> ThreadingHTTPServer:
    """Listen over plain http: before a phone trusts the authority it can open nothing else."""
    answers = {
        "/": ("text/html; charset=utf-8", html),
        CERTIFICATE: ("application/x-x509-ca-cert", authority),
    }
    try:
        return ThreadingHTTPServer(("0.0.0.0", port), partial(Helper, answers))  # noqa: S104
    except OSError as error:
        raise click.ClickException(
            f"Port {port} is not free ({error.strerror}). Name another with --help-port."
        ) from None


class Helper(BaseHTTPRequestHandler):
    """Answers the page and the certificate, and nothing else."""

    def __init__(self, answers: dict[str, tuple[str, bytes]], *rest: object) -> None:
        self.answers = answers
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer one of the two."""
        kind, body = self.answers.get(self.path, ("text/plain", b"404"))
        self.send_response(200 if self.path in self.answers else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows a QR code."""


def in_two_lines(fingerprint: str) -> str:
    """Cut a fingerprint in halves, as phones show it."""
    pairs = fingerprint.split()
    return "\n".join(" ".join(half) for half in (pairs[:16], pairs[16:]))


def terminal_qr(text: str) -> str:
    """Draw a QR of half blocks, dark on light whatever the terminal's colours are."""
    rows = qr.matrix(text)
    pairs = zip(rows[::2], [*rows[1::2], [False] * len(rows)], strict=False)
    blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return "\n".join(
        "".join(blocks[up, down] for up, down in zip(above, below, strict=True))
        for above, below in pairs
    )


def environment(config: Config, url: str, port: int) -> dict[str, str]:
    """Give the settings of the same instance at another address."""
    return {
        **os.environ,
        "BASE_URL": url,
        "HOST": "0.0.0.0",  # noqa: S104 (phones come from outside)
        "PORT": str(port),
        "SECRET_KEY": config.secret_key,
        "MAIL_FROM": config.mail_from,
        "TRUSTED_PROXIES": "0",  # there is none in front
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "warning"),
    }


def serve_command(folder: Path) -> list[str]:
    """Build the command that serves with the certificate."""
    options = ["--certificate", str(folder / "server.crt"), "--key", str(folder / "server.key")]
    return [sys.executable, "-m", "flask", "--app", "wsgi", "serve", *options]


def run(command: list[str], environ: dict[str, str]) -> int:
    """Run the server to its end; a signal to us ends it in good order."""
    child = subprocess.Popen(command, env=environ, start_new_session=True)

    def stop(_number: int, _frame: FrameType | None) -> None:
        child.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return child.wait()
