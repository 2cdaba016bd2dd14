"""Handing over to a real SMTP server."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress

import pytest

from eventapp.transports import open_transport
from eventapp.transports.outcome import Later, Refused, Unreachable, Unsure
from eventapp.transports.smtp import Server, SmtpTransport, parse_server
from tests.smtp_server import Inbox, smtp_server

Served = tuple[Inbox, str]
MAIL = b"From: a@b.example\r\nSubject: x\r\n\r\nRegel\r\n.\r\n..twee\r\n"


JAN, FATIMA = "jan@werkgever.example", "fatima@werkgever.example"


def send(transport: SmtpTransport, recipient: str = JAN) -> None:
    transport.send(MAIL, sender="post@olievlek.example", recipient=recipient, name="x")


def offer(transport: SmtpTransport, recipient: str = JAN) -> None:
    transport.offer(sender="post@olievlek.example", recipient=recipient)


@pytest.fixture(params=[["PIPELINING"], []], ids=["pipelining", "line by line"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A server that takes several lines at once, and one that does not."""
    with smtp_server() as (inbox, url):
        inbox.extensions = request.param
        yield inbox, url


@contextmanager
def scripted(*answers: bytes) -> Iterator[tuple[SmtpTransport, list[bytes]]]:
    """A server that gives one answer to each line and hangs up after the last; and what it read."""
    read: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            # Who hangs up with answers unread resets the connection.
            with connection, connection.makefile("rb") as lines, suppress(ConnectionError):
                connection.sendall(b"220 hi\r\n")
                for answer in answers:
                    read.append(lines.readline())
                    if not read[-1]:
                        return
                    connection.sendall(answer + b"\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        transport = SmtpTransport(Server("127.0.0.1", server.getsockname()[1]), timeout=5)
        with transport:
            yield transport, read
        thread.join()


def test_send_hands_over_the_same_bytes_over_one_connection(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
        send(transport)
        send(transport, "fatima@werkgever.example")

    assert inbox.mails == [("jan@werkgever.example", MAIL), ("fatima@werkgever.example", MAIL)]
    assert inbox.connections == 1


def test_send_refused_address_says_what_the_server_said_and_the_next_one_arrives(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
        inbox.rcpt_answers["weg@werkgever.example"] = "550 5.1.1 No such user here"

        with pytest.raises(Refused, match=r"^550 5\.1\.1 No such user here$"):
            send(transport, "weg@werkgever.example")
        send(transport)

    assert inbox.addresses == ["jan@werkgever.example"]


def test_send_refused_content_is_refused(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
        inbox.data_answers["jan@werkgever.example"] = "554 5.7.1 Looks like spam"

        with pytest.raises(Refused, match="spam"):
            send(transport)


def test_send_busy_mailbox_is_for_later(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
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


def test_send_connection_closed_between_two_mails_is_made_anew(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
        send(transport)
        assert transport.smtp is not None
        transport.smtp.sock.shutdown(socket.SHUT_RDWR)

        send(transport, "fatima@werkgever.example")

    assert len(inbox.mails) == 2


def test_send_after_an_offer_goes_in_its_envelope(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
        for recipient in (JAN, FATIMA):
            offer(transport, recipient)
            send(transport, recipient)

    assert inbox.mails == [(JAN, MAIL), (FATIMA, MAIL)]
    assert inbox.connections == 1


def test_withdraw_sends_nothing_and_the_next_mail_goes_to_its_own_reader(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
        send(transport)
        offer(transport, FATIMA)

        transport.withdraw()
        send(transport, "anja@werkgever.example")

    assert inbox.addresses == [JAN, "anja@werkgever.example"]


def test_offer_that_was_not_taken_up_ends_with_the_transport():
    answers = (b"250-hi\r\n250 PIPELINING", b"250 ok", b"250 ok", b"354 go on", b"221 bye")
    with scripted(*answers) as (transport, read):
        transport.connect()
        offer(transport)

    assert b"quit\r\n" not in read  # it would be read as the mail


def test_offer_opens_the_envelope_before_anything_is_sent():
    answers = (b"250-hi\r\n250 PIPELINING", b"250 ok", b"250 ok", b"354 go on", b"221 bye")
    with scripted(*answers) as (transport, read):
        transport.connect()
        offer(transport, FATIMA)
        deadline = time.monotonic() + 5
        while len(read) < 4 and time.monotonic() < deadline:
            time.sleep(0.01)

        assert read[2:4] == [b"RCPT TO:<fatima@werkgever.example>\r\n", b"DATA\r\n"]


@pytest.mark.parametrize("offered", [[JAN, FATIMA], [JAN]], ids=["twice", "to another"])
def test_send_goes_to_its_own_reader_whatever_was_offered(served: Served, offered: list[str]):
    inbox, url = served
    with open_transport(url) as transport:
        send(transport, "anja@werkgever.example")
        for recipient in offered:
            offer(transport, recipient)

        send(transport, FATIMA)

    assert inbox.mails[1:] == [(FATIMA, MAIL)]


def test_send_long_after_the_offer_goes_over_a_new_connection(
    served: Served, monkeypatch: pytest.MonkeyPatch
):
    inbox, url = served
    with open_transport(url) as transport:
        send(transport)
        offer(transport, FATIMA)
        monkeypatch.setattr("eventapp.transports.smtp.OFFER_LASTS", 0.0)
        send(transport, FATIMA)

    assert inbox.mails[1:] == [(FATIMA, MAIL)]
    assert inbox.connections == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [("251 Forwarded", None), ("451 Later", Later), ("552 Full", Refused), ("999 ?", Unsure)],
)
def test_send_the_answer_after_the_mail_decides(
    served: Served, answer: str, error: type[Exception] | None
):
    inbox, url = served
    inbox.data_answers[JAN] = answer
    with open_transport(url) as transport, pytest.raises(error) if error else nullcontext():
        send(transport)


def test_send_first_dot_of_a_mail_is_kept(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
        transport.send(b".\r\nx\r\n", sender="a@b.example", recipient=JAN, name="x")

    assert inbox.mails == [(JAN, b".\r\nx\r\n")]


def test_send_domains_are_written_in_ascii(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
        transport.send(MAIL, sender="post@bäckerei.example", recipient=JAN, name="x")
        with pytest.raises(Refused):
            send(transport, "jan@exämple..nl")

    assert inbox.addresses == [JAN]


def test_offer_on_a_connection_that_the_server_closed_is_made_anew(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
        send(transport)
        assert transport.smtp is not None
        transport.smtp.sock.shutdown(socket.SHUT_RDWR)

        offer(transport, FATIMA)
        send(transport, FATIMA)

    assert inbox.addresses == [JAN, FATIMA]


@pytest.mark.parametrize("started", [offer, lambda _transport: None], ids=["offered", "at once"])
def test_send_refused_recipient_whose_mail_is_awaited_all_the_same(
    started: Callable[[SmtpTransport], None],
):
    answers = (b"250-hi\r\n250 PIPELINING", b"250 ok", b"550 No such user", b"354 go on")
    with scripted(*answers, b"250 ok") as (transport, read):
        transport.connect()
        started(transport)

        with pytest.raises(Refused, match="No such user"):
            send(transport)

        assert transport.smtp is None  # a reset would be read as the mail
    assert [line[:4] for line in read] == [b"ehlo", b"MAIL", b"RCPT", b"DATA", b""]


def test_send_refused_sender_takes_the_envelope_back():
    answers = (b"250-hi\r\n250 PIPELINING", b"550 not you", b"503 no", b"503 no", b"250 ok")
    with scripted(*answers, b"221 bye") as (transport, read), pytest.raises(Unreachable):
        send(transport)

    assert read[4:] == [b"rset\r\n", b"quit\r\n"]


@pytest.mark.parametrize(
    "address", ["jan@werkgever.example>\r\nRSET", "jan\n@werkgever.example", "jan@w> SIZE=1"]
)
def test_send_address_that_would_end_its_command_is_refused(served: Served, address: str):
    inbox, url = served
    with open_transport(url) as transport, pytest.raises(Refused):
        send(transport, address)

    assert inbox.mails == []


def test_send_meanwhile_runs_before_the_answer(served: Served):
    inbox, url = served
    seen: list[int] = []
    inbox.pause = 0.2
    with open_transport(url) as transport:
        transport.send(
            MAIL,
            sender="post@olievlek.example",
            recipient=JAN,
            name="x",
            meanwhile=lambda: seen.append(len(inbox.mails)),
        )

    assert (seen, len(inbox.mails)) == ([0], 1)


def test_send_accented_address_needs_a_server_that_can(served: Served):
    inbox, url = served
    with open_transport(url) as transport:
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
