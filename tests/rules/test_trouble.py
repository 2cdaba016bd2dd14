"""What the codes of errors mean."""

import errno

import pytest

from eventapp.rules.trouble import Trouble, of_postgresql, of_sqlite, of_system


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (5, Trouble.BUSY),
        (517, Trouble.BUSY),  # busy, of a snapshot
        (13, Trouble.FULL),
        (778, Trouble.FULL),  # I/O error while writing
        (19, None),  # a constraint: a fault of ours
        (1, None),
    ],
)
def test_of_sqlite_knows_extended_codes_too(code: int, trouble: Trouble | None):
    assert of_sqlite(code) is trouble


@pytest.mark.parametrize(
    ("state", "connected", "trouble"),
    [
        ("53100", False, Trouble.FULL),
        ("55P03", False, Trouble.BUSY),
        ("57P03", False, Trouble.AWAY),
        ("08006", False, Trouble.AWAY),
        (None, False, Trouble.AWAY),
        (None, True, None),
        ("23505", True, None),
    ],
)
def test_of_postgresql_tells_trouble_from_faults(
    state: str | None, connected: bool, trouble: Trouble | None
):
    assert of_postgresql(state, connected=connected) is trouble


def test_of_system_knows_a_full_disk_in_each_of_its_forms():
    assert of_system(errno.ENOSPC) is of_system(errno.EDQUOT) is Trouble.FULL
    assert of_system(errno.EACCES) is None
