"""Mails as files."""

from pathlib import Path

import pytest

from eventapp.transports import open_transport
from eventapp.transports.outcome import Unreachable


def test_send_writes_a_whole_file(tmp_path: Path):
    with open_transport(f"folder:{tmp_path / 'a' / 'mail'}") as transport:
        transport.send(b"hallo", sender="a@b.c", recipient="d@e.f", name="20270316-x")

    assert [(f.name, f.read_bytes()) for f in (tmp_path / "a" / "mail").iterdir()] == [
        ("20270316-x.eml", b"hallo")
    ]


def test_send_has_time_for_something_else(tmp_path: Path):
    done: list[str] = []
    with open_transport(f"folder:{tmp_path / 'mail'}") as transport:
        transport.send(
            b"hallo",
            sender="a@b.c",
            recipient="d@e.f",
            name="x",
            meanwhile=lambda: done.append("written"),
        )

    assert done == ["written"]


def test_send_folder_that_cannot_be_is_unreachable(tmp_path: Path):
    (tmp_path / "mail").write_text("a file in the way")

    with pytest.raises(Unreachable):
        open_transport(f"folder:{tmp_path / 'mail'}").connect()
