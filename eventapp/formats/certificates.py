"""A small certificate authority, and a certificate for one address, as phones accept them.

iPhones want the address as a subject alternative name, the purpose of a server, and at most 825
days (https://support.apple.com/en-us/103769). Who trusts the authority must not come to trust
anything else by it: for a month it may sign for this one address (RFC 5280, section 4.2.1.10).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

LASTS = timedelta(days=30)
RENEW_BEFORE = timedelta(days=2)
THIS_MACHINE = IPv4Address("127.0.0.1")
NAME = "Olievlek, proef op telefoons"


@dataclass(frozen=True)
class Signed:
    """A certificate and its private key, as PEM."""

    certificate: bytes
    key: bytes


def make_authority(address: IPv4Address, now: datetime) -> Signed:
    """Make an authority that can sign for one address, and for this machine itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"{NAME} ({address})")
    made = (
        _begun(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(_only(address), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pem(made, key)


def make_certificate(authority: Signed, address: IPv4Address, now: datetime) -> Signed:
    """Make a certificate for an address, and for this machine itself."""
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    issuer_key = serialization.load_pem_private_key(authority.key, password=None)
    if not isinstance(issuer_key, ec.EllipticCurvePrivateKey):
        raise ValueError("this authority is not one of ours")
    key = ec.generate_private_key(ec.SECP256R1())
    names = [*map(x509.IPAddress, _addresses(address)), x509.DNSName("localhost")]
    made = (
        _begun(_name(str(address)), issuer.subject, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return _pem(made, key)


def authority_is_good(authority: Signed, address: IPv4Address, now: datetime) -> bool:
    """Tell whether an authority is for this address and nothing else, and lasts a while."""
    try:
        made = _whole(authority)
        found = made.extensions.get_extension_for_class(x509.NameConstraints)
    except Exception:  # whatever is wrong with it, a new one is made
        return False
    return found.critical and found.value == _only(address) and _lasts(made, now)


def certificate_is_good(
    server: Signed, authority: Signed, address: IPv4Address, now: datetime
) -> bool:
    """Tell whether a certificate is of this authority, for this address, and lasts a while."""
    try:
        made = _whole(server)
        made.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.certificate))
        names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except Exception:  # whatever is wrong with it, a new one is made
        return False
    return address in names.get_values_for_type(x509.IPAddress) and _lasts(made, now)


def fingerprint(certificate: bytes) -> str:
    """Give the SHA-256 of a certificate as phones show it: pairs of digits."""
    digest = x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256())
    return digest.hex(" ").upper()


def _whole(signed: Signed) -> x509.Certificate:
    """Read a certificate; raise ValueError when its key is not there or is another's."""
    made = x509.load_pem_x509_certificate(signed.certificate)
    key = serialization.load_pem_private_key(signed.key, password=None)
    if key.public_key() != made.public_key():
        raise ValueError("this key is not of this certificate")
    return made


def _addresses(address: IPv4Address) -> list[IPv4Address]:
    return list(dict.fromkeys((address, THIS_MACHINE)))


def _only(address: IPv4Address) -> x509.NameConstraints:
    networks = [x509.IPAddress(IPv4Network(one)) for one in _addresses(address)]
    return x509.NameConstraints(
        permitted_subtrees=[*networks, x509.DNSName("localhost")], excluded_subtrees=None
    )


def _lasts(made: x509.Certificate, now: datetime) -> bool:
    return now + RENEW_BEFORE < made.not_valid_after_utc


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    now: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Signed:
    return Signed(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
