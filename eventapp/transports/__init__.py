"""Hand over bytes, fetch bytes."""

from pathlib import Path

from eventapp.transports.folder import FolderTransport
from eventapp.transports.smtp import SmtpTransport, parse_server

Transport = FolderTransport | SmtpTransport


def open_transport(mail_url: str) -> Transport:
    """Give what hands mails over to where MAIL_URL points; it connects at the first mail."""
    scheme, _, path = mail_url.partition(":")
    if scheme == "folder":
        return FolderTransport(Path(path))
    return SmtpTransport(parse_server(mail_url))
