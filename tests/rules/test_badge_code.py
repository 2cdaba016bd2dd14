import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.rules.badge_code import CODE, derive, digest, read, spaced

KEY = b"k" * 32
CODE_OF_ANN = derive(KEY, "ann", 1)


def test_derive_gives_the_first_128_bits_of_the_hmac_in_base32():
    mac = hmac.new(KEY, b"ann:1", hashlib.sha256).digest()

    assert base64.b32decode(CODE_OF_ANN + "=" * 6) == mac[:16]
    assert CODE.fullmatch(CODE_OF_ANN)


def test_another_serial_person_or_key_gives_another_code():
    codes = {CODE_OF_ANN, derive(KEY, "ann", 2), derive(KEY, "bob", 1), derive(b"other", "ann", 1)}

    assert len(codes | {derive(KEY, "ann1", 1), derive(KEY, "ann", 11)}) == 6


def test_a_spaced_code_reads_as_the_code():
    assert spaced("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "ABCD EFGH IJKL MNOP QRST UVWX YZ"
    assert read(spaced(CODE_OF_ANN)) == CODE_OF_ANN


def test_digest_is_hexadecimal_sha256():
    assert digest(CODE_OF_ANN) == hashlib.sha256(CODE_OF_ANN.encode()).hexdigest()


@pytest.mark.parametrize(
    "scanned",
    [
        CODE_OF_ANN,
        CODE_OF_ANN.lower(),
        f"  {CODE_OF_ANN}\r\n",
        f"HTTPS://OLIEVLEK.NL/B/{CODE_OF_ANN}",
        f"http://192.168.1.4:8000/b/{CODE_OF_ANN.lower()}",
        f"https://elders.example/app/B/{CODE_OF_ANN}/",
        f"https://olievlek.nl/B/{CODE_OF_ANN}?utm=x#y",
        f"/B/{CODE_OF_ANN}",
        f"B/{CODE_OF_ANN}",
        " ".join(CODE_OF_ANN),
        "-".join([CODE_OF_ANN[:13], CODE_OF_ANN[13:]]),
        "–".join([CODE_OF_ANN[:13], CODE_OF_ANN[13:]]),
        CODE_OF_ANN.replace("O", "0").replace("I", "1").replace("B", "8"),
    ],
)
def test_read_forgives_host_case_space_and_lookalikes(scanned):
    assert read(scanned) == CODE_OF_ANN


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "B/",
        CODE_OF_ANN[:-1],
        CODE_OF_ANN + "A",
        f"https://olievlek.nl/i/{CODE_OF_ANN}",
        f"https://olievlek.nl/B/{CODE_OF_ANN}/meer",
        "9" * 26,
        "ı" * 26,
        "\x00" * 26,
        "WIFI:S:gast;T:WPA;P:geheim;;",
        "/B/" * 3000,
        "-" * 10_000,
        "/" * 10_000,
    ],
)
def test_read_answers_none_to_garbage(garbage):
    assert read(garbage) is None


@given(st.text() | st.text().map(lambda text: f"https://x/B/{text}"))
def test_read_never_raises_and_gives_a_code_or_none(text):
    code = read(text)

    assert code is None or CODE.fullmatch(code)


@given(st.binary(min_size=1), st.text(), st.integers(0, 10**6))
def test_every_derived_code_is_read_back(key, public_id, serial):
    code = derive(key, public_id, serial)

    assert read(f"https://olievlek.nl/B/{code}") == code
