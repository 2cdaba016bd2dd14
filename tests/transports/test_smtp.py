"""Handing over to a real SMTP server."""

import socket
import threading

import pytest

from eventapp.transports import open_transport
from eventapp.transports.outcome import Later, Refused, Unreachable, Unsure
from eventapp.transports.smtp import Server, SmtpTransport, parse_server
from tests.smtp_server import smtp_server

MAIL = b"From: a@b.example\r\nSubject: x\r\n\r\nRegel\r\n.\r\n..twee\r\n"


def send(transport: SmtpTransport, recipient: str = "jan@werkgever.example") -> None:
    transport.send(MAIL, sender="post@olievlek.example", recipient=recipient, name="x")


def test_send_hands_over_the_same_bytes_over_one_connection():
    with smtp_server() as (inbox, url), open_transport(url) as transport:
        send(transport)
        send(transport, "fatima@werkgever.example")

    assert inbox.mails == [("jan@werkgever.example", MAIL), ("fatima@werkgever.example", MAIL)]
    assert inbox.connections == 1


def test_send_refused_address_says_what_the_server_said_and_the_next_one_arrives():
    with smtp_server() as (inbox, url), open_transport(url) as transport:
        inbox.rcpt_answers["weg@werkgever.example"] = "550 5.1.1 No such user here"

        with pytest.raises(Refused, match=r"^550 5\.1\.1 No such user here$"):
            send(transport, "weg@werkgever.example")
        send(transport)

    assert inbox.addresses == ["jan@werkgever.example"]


def test_send_refused_content_is_refused():
    with smtp_server() as (inbox, url), open_transport(url) as transport:
        inbox.data_answers["jan@werkgever.example"] = "554 5.7.1 Looks like spam"

        with pytest.raises(Refused, match="spam"):
            send(transport)


def test_send_busy_mailbox_is_for_later():
    with smtp_server() as (inbox, url), open_transport(url) as transport:
        inbox.rcpt_answers["jan@werkgever.example"] = "450 4.2.1 Greylisted"

        with pytest.raises(Later) as caught:
            send(transport)

    assert not isinstance(caught.value, Unreachable)


def test_connect_nobody_listening_is_unreachable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        with pytest.raises(Unreachable), open_transport(f"smtp://127.0.0.1:{port}") as transport:
            send(transport)


@pytest.mark.parametrize(
    ("last_words", "error"),
    [(b"354 go\r\n", Unsure), (b"", Later)],
    ids=["after the mail", "before the mail"],
)
def test_send_connection_lost(last_words: bytes, error: type[Exception]):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 hi\r\n")
                for _command in range(3):  # EHLO, MAIL, RCPT
                    lines.readline()
                    connection.sendall(b"250 ok\r\n")
                lines.readline()
                connection.sendall(last_words)
                if last_words:
                    lines.readline()

        thread = threading.Thread(target=answer)
        thread.start()
        transport = SmtpTransport(Server("127.0.0.1", server.getsockname()[1]), timeout=5)

        with pytest.raises(error), transport:
            send(transport)
        thread.join()


def test_send_connection_closed_between_two_mails_is_made_anew():
    with smtp_server() as (inbox, url), open_transport(url) as transport:
        send(transport)
        assert transport.smtp is not None
        transport.smtp.sock.shutdown(socket.SHUT_RDWR)

        send(transport, "fatima@werkgever.example")

    assert len(inbox.mails) == 2


def test_send_accented_address_needs_a_server_that_can():
    with smtp_server() as (inbox, url), open_transport(url) as transport:
        send(transport, "jan@bäckerei.example")
        with pytest.raises(Refused):
            send(transport, "jörg@werkgever.example")

    assert inbox.addresses == ["jan@xn--bckerei-5wa.example"]


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", Server("localhost", 25)),
        (
            "smtp://user%40x:p%3Aw@mail.example?starttls=1",
            Server("mail.example", 587, starttls=True, user="user@x", password="p:w"),
        ),
        ("smtps://u:p@mail.example", Server("mail.example", 465, tls=True, user="u", password="p")),
        ("smtp://mail.example:2525?starttls=0", Server("mail.example", 2525)),
    ],
)
def test_parse_server(url: str, server: Server):
    assert parse_server(url) == server
