"""A private file is whole or not there, and follows nothing that was put in its way."""

import errno
import os
import stat
from pathlib import Path

import pytest

from eventapp.commands.private_files import private_file


@pytest.mark.parametrize("instead", [True, False])
def test_only_the_owner_reads_it_and_nothing_else_is_left(tmp_path, instead):
    with private_file(tmp_path / "key", instead=instead) as file:
        file.write(b"secret")

    [made] = tmp_path.iterdir()
    assert (made.read_bytes(), stat.S_IMODE(made.stat().st_mode)) == (b"secret", 0o600)


def test_what_has_the_name_stays_unless_it_may_go(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(b"old")

    with pytest.raises(FileExistsError), private_file(path, instead=False) as file:
        file.write(b"new")
    kept = path.read_bytes()
    with private_file(path, instead=True) as file:
        file.write(b"new")

    assert (kept, path.read_bytes()) == (b"old", b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_in_its_place_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "other").write_bytes(b"somebody's")
    (tmp_path / "key").symlink_to(tmp_path / "other")

    with private_file(tmp_path / "key", instead=True) as file:
        file.write(b"new")

    assert (tmp_path / "other").read_bytes() == b"somebody's"
    assert not (tmp_path / "key").is_symlink()


def break_off(path: Path) -> None:
    with private_file(path, instead=True) as file:
        file.write(b"half")
        raise OSError(errno.ENOSPC, "full")


def test_what_is_broken_off_leaves_nothing(tmp_path):
    with pytest.raises(OSError, match="full"):
        break_off(tmp_path / "key")

    assert not list(tmp_path.iterdir())


def test_a_file_system_without_links_keeps_to_the_same(tmp_path, monkeypatch):
    def no_links(*_paths: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)  # as on a USB stick

    with private_file(tmp_path / "key", instead=False) as file:
        file.write(b"first")
    with pytest.raises(FileExistsError), private_file(tmp_path / "key", instead=False) as file:
        file.write(b"second")

    assert (tmp_path / "key").read_bytes() == b"first"
