"""A phone that trusts the authority trusts the machine, and nothing else does."""

import socket
import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from eventapp.formats.certificates import (
    LASTS,
    Signed,
    authority_is_good,
    certificate_is_good,
    fingerprint,
    make_authority,
    make_certificate,
)

NOW = datetime.now(UTC)
ADDRESS, OTHER = IPv4Address("192.168.1.20"), IPv4Address("192.168.1.21")
LATE = LASTS - timedelta(days=1)


def read(signed: Signed) -> x509.Certificate:
    return x509.load_pem_x509_certificate(signed.certificate)


def test_the_certificate_is_what_an_iphone_wants():
    authority = make_authority(ADDRESS, NOW)

    made = read(make_certificate(authority, ADDRESS, NOW))

    extensions = made.extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert ADDRESS in names.get_values_for_type(x509.IPAddress)
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=825)
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert read(authority).extensions.get_extension_for_class(x509.BasicConstraints).value.ca


@pytest.mark.parametrize(
    ("address", "later", "good"),
    [
        (ADDRESS, timedelta(0), True),
        (OTHER, timedelta(0), False),
        (ADDRESS, LATE, False),
    ],
)
def test_both_are_made_anew_for_another_address_and_before_their_end(address, later, good):
    authority = make_authority(ADDRESS, NOW)
    made = make_certificate(authority, ADDRESS, NOW)

    assert authority_is_good(authority, address, NOW + later) is good
    assert certificate_is_good(made, authority, address, NOW + later) is good


def test_a_certificate_of_another_authority_is_not_good():
    made = make_certificate(make_authority(ADDRESS, NOW), ADDRESS, NOW)

    other = make_authority(ADDRESS, NOW)
    assert not certificate_is_good(made, other, ADDRESS, NOW)
    assert not certificate_is_good(replace(made, certificate=b"nothing"), other, ADDRESS, NOW)


ENCRYPTED = ec.generate_private_key(ec.SECP256R1()).private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.BestAvailableEncryption(b"of somebody else"),
)


@pytest.mark.parametrize("key", [b"", make_authority(ADDRESS, NOW).key, ENCRYPTED])
def test_without_its_own_key_neither_is_good(key):
    authority = make_authority(ADDRESS, NOW)
    made = make_certificate(authority, ADDRESS, NOW)

    assert not authority_is_good(replace(authority, key=key), ADDRESS, NOW)
    assert not certificate_is_good(replace(made, key=key), authority, ADDRESS, NOW)


def test_what_may_sign_for_anything_is_no_authority():
    leaf = make_certificate(make_authority(ADDRESS, NOW), ADDRESS, NOW)

    assert not authority_is_good(leaf, ADDRESS, NOW)
    assert not authority_is_good(replace(leaf, certificate=b"no certificate"), ADDRESS, NOW)


def shake_hands(folder: Path, trusted: Signed, served: Signed) -> str | None:
    """Connect to a server with a certificate, trusting one authority; give the TLS version."""
    for name, content in (("a.crt", served.certificate), ("a.key", served.key)):
        (folder / name).write_bytes(content)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "a.crt", folder / "a.key")
    client = ssl.create_default_context(cadata=trusted.certificate.decode())
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=answer, args=(server, theirs))
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname="127.0.0.1") as secure:
            return secure.version()
    finally:
        ours.close()
        thread.join()


def answer(context: ssl.SSLContext, connection: socket.socket) -> None:
    try:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1)
    except (ssl.SSLError, OSError):
        connection.close()


def test_who_trusts_the_authority_gets_a_connection(tmp_path):
    authority = make_authority(ADDRESS, NOW)
    served = make_certificate(authority, ADDRESS, NOW)

    assert shake_hands(tmp_path, authority, served) == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path, make_authority(ADDRESS, NOW), served)


def test_the_authority_cannot_vouch_for_another_machine(tmp_path):
    authority = make_authority(OTHER, NOW)
    stolen = make_certificate(authority, ADDRESS, NOW)

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(tmp_path, authority, stolen)


def test_the_fingerprint_is_what_openssl_prints():
    made = make_authority(ADDRESS, NOW).certificate

    der = ssl.PEM_cert_to_DER_cert(made.decode())

    assert fingerprint(made).split() == [f"{one:02X}" for one in sha256(der).digest()]
