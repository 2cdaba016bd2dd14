"""What `phones` refuses before it begins; `tests/browser/test_phones.py` runs it."""

import pytest


@pytest.mark.parametrize("address", ["laptop.local", "fe80::1", "192.168.1", "192.168.1.20:8443"])
def test_an_address_that_is_none_is_refused_in_words(app, database, tmp_path, address):
    result = app.test_cli_runner().invoke(
        args=["phones", "--address", address, "--folder", str(tmp_path / "tls")]
    )

    assert result.exit_code == 2
    assert f"{address} is no IPv4 address" in result.output
    assert not (tmp_path / "tls").exists()
