"""A small certificate authority, and a certificate for one address, as phones accept them.

iPhones want the address as a subject alternative name, the purpose of a server, and at most 825
days (https://support.apple.com/en-us/103769).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

AUTHORITY_LASTS = timedelta(days=3650)
CERTIFICATE_LASTS = timedelta(days=800)
RENEW_BEFORE = timedelta(days=30)
NAME = "Olievlek, proef op telefoons"


@dataclass(frozen=True)
class Signed:
    """A certificate and its private key, as PEM."""

    certificate: bytes
    key: bytes


def make_authority(now: datetime) -> Signed:
    """Make an authority that signs for trials only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(NAME)
    made = (
        _begun(name, name, key.public_key(), now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pem(made, key)


def make_certificate(authority: Signed, address: str, now: datetime) -> Signed:
    """Make a certificate for an IP address, and for this machine itself."""
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    issuer_key = serialization.load_pem_private_key(authority.key, password=None)
    if not isinstance(issuer_key, ec.EllipticCurvePrivateKey):
        raise ValueError("this authority is not one of ours")
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.IPAddress(ip_address(one)) for one in dict.fromkeys((address, "127.0.0.1"))]
    made = (
        _begun(_name(address), issuer.subject, key.public_key(), now, CERTIFICATE_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([*names, x509.DNSName("localhost")]), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )
    return _pem(made, key)


def is_good(certificate: bytes, authority: bytes, address: str, now: datetime) -> bool:
    """Tell whether a certificate is of this authority, for this address, and lasts a while."""
    try:
        made = x509.load_pem_x509_certificate(certificate)
        made.verify_directly_issued_by(x509.load_pem_x509_certificate(authority))
        names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except Exception:  # whatever is wrong with it, a new one is made
        return False
    addresses = {str(one) for one in names.get_values_for_type(x509.IPAddress)}
    return address in addresses and now + RENEW_BEFORE < made.not_valid_after_utc


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + lasts)
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
