"""What a log line says, and what it never does."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from eventapp import logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Collect the lines that a process writes; what the tests listen with comes back after."""
    root = logging.getLogger()
    before, level, raises = list(root.handlers), root.level, logging.raiseExceptions
    stream = io.StringIO()
    logs.configure("info", stream)
    yield stream
    root.handlers[:], logging.raiseExceptions = before, raises
    root.setLevel(level)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("mail to jan.vd.berg@bedrijf.nl bounced", "mail to [address] bounced"),
        ("<info@bedrijf.example>: no such user", "<[address]>: no such user"),
        ("GET /i/abc.DEF-123/badge", "GET /i/[secret]/badge"),
        ("https://app.example/u/abc?x=1", "https://app.example/u/[secret]?x=1"),
        ("HTTPS://APP.EXAMPLE/B/ABCDEF", "HTTPS://APP.EXAMPLE/B/[secret]"),
        (
            "/account/reset/WyJh and /door/pair/x-y",
            "/account/reset/[secret] and /door/pair/[secret]",
        ),
        ("duplicate key\nDETAIL: Key (name)=(jan) exists", "duplicate key\nDETAIL: [left out]"),
        ("/desk/west-brabant/b2b-dag-2026/", "/desk/west-brabant/b2b-dag-2026/"),
    ],
)
def test_people_and_secrets_are_taken_out(text, without):
    assert logs.scrubbed(text) == without


def test_a_line_is_one_object_with_its_facts(written):
    logs.request_id.set("0123456789")
    logging.getLogger("eventapp").info("request", extra={"facts": {"status": 200, "ms": 1.5}})
    logs.request_id.set("")

    said = json.loads(written.getvalue())

    assert said.pop("at").endswith("+00:00")
    assert said == {
        "level": "info",
        "what": "request",
        "request_id": "0123456789",
        "status": 200,
        "ms": 1.5,
    }


def test_an_error_is_told_on_the_same_line_without_the_address_in_it(written):
    try:
        raise ValueError("jan@bedrijf.nl is no number")
    except ValueError:
        logging.getLogger("eventapp").exception("failed")

    [line] = written.getvalue().splitlines()

    assert "ValueError: [address] is no number" in json.loads(line)["error"]
    assert "jan@bedrijf.nl" not in line


def test_a_terminal_gets_a_line_for_people():
    record = logging.LogRecord("eventapp", logging.INFO, "", 1, "mails", None, None)
    record.facts = {"sent": 3}

    assert logs.PlainLine().format(record)[8:] == " info: mails sent=3"
