"""A mail as bytes, the same for the same values (RFC 5322, 2045, 2047, 6047, 8058)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.encoders import encode_base64
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import Compat32
from email.utils import format_datetime, quote
from io import BytesIO

from eventapp.formats.quoted import printable
from eventapp.rules.names import clean_text


class AsTheyAre(Compat32):
    """Writes headers as they are: they are encoded here, so that their bytes do not hang on how
    one release of Python folds them.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """Give a header's lines."""
        lines = "\r\n".join(value.splitlines())
        return f"{name}: {lines}\r\n".encode("ascii")


class WholeParts(BytesGenerator):
    """Writes a text in one go; the library's writes each line apart, half of a letter's time."""

    def _write_lines(self, lines: str) -> None:
        self.write(lines.replace("\r\n", "\n").replace("\n", "\r\n"))


POLICY = AsTheyAre(linesep="\r\n", max_line_length=0, mangle_from_=False)
ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]+@[A-Za-z0-9.-]+")
METHOD = re.compile(rb"^METHOD:(\w+)\r?$", re.MULTILINE)
PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class InlineImage:
    """A PNG inside the HTML, which shows it as ``<img src="cid:…">``."""

    cid: str
    png: bytes
    filename: str


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One mail to one reader; ``calendar`` is a whole iCalendar file, its METHOD decides how it
    travels: PUBLISH as a file, anything else also as an alternative that readers act upon.
    """

    to_name: str
    to_address: str
    from_name: str
    from_address: str
    subject: str
    message_id: str
    date: datetime
    text: str
    html: str
    language: str = "nl"
    reply_to: str | None = None
    images: tuple[InlineImage, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    calendar: bytes | None = None
    list_unsubscribe: str | None = None
    list_id: str | None = None


class BadLetter(ValueError):
    """A letter that must not leave: an address or a reference in it is wrong."""


def to_bytes(letter: Letter) -> bytes:
    """Write a mail; raises BadLetter for a malformed address or an image nobody refers to."""
    mail = _body(letter)
    for name, value in _headers(letter):
        mail[name] = value
    _set_boundaries(mail, letter.message_id)
    out = BytesIO()
    WholeParts(out, policy=POLICY).flatten(mail)
    return out.getvalue()


def _headers(letter: Letter) -> list[tuple[str, str]]:
    if letter.date.tzinfo is None:
        raise BadLetter("a letter's date has a time zone")
    headers = [
        ("From", _mailbox("From", letter.from_name, letter.from_address)),
        ("To", _mailbox("To", letter.to_name, letter.to_address)),
        ("Subject", _words("Subject", letter.subject)),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", _message_id(letter)),
        ("Content-Language", _token(letter.language)),
    ]
    if letter.reply_to:
        headers.append(("Reply-To", _mailbox("Reply-To", "", letter.reply_to)))
    if letter.list_id:
        headers.append(("List-Id", f"<{_token(letter.list_id)}>"))
    if letter.list_unsubscribe:
        headers.append(("List-Unsubscribe", f"<{_token(letter.list_unsubscribe)}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _body(letter: Letter) -> Message:
    """Build mixed(alternative(text, related(html, images), calendar), files), as far as needed."""
    method = _method(letter.calendar)
    choices = [_text("plain", letter.text), _html(letter)]
    if letter.calendar is not None and method != PUBLISH:
        choices.append(_calendar(letter.calendar, method))
    alternative = _multipart("alternative", choices)
    files = [_file(attachment) for attachment in letter.attachments]
    if letter.calendar is not None:
        invite = _calendar(letter.calendar, method)
        invite["Content-Disposition"] = 'attachment; filename="invite.ics"'
        files.insert(0, invite)
    return _multipart("mixed", [alternative, *files]) if files else alternative


def _html(letter: Letter) -> Message:
    html = _text("html", letter.html)
    for image in letter.images:
        if f"cid:{image.cid}" not in letter.html:
            raise BadLetter(f"no cid:{image.cid} in the HTML")
    missing = _cids(letter.html) - {image.cid for image in letter.images}
    if missing:
        raise BadLetter(f"no image for {sorted(missing)}")
    if not letter.images:
        return html
    return _multipart("related", [html, *(_image(image) for image in letter.images)])


def _cids(html: str) -> set[str]:
    return set(re.findall(r"cid:([^\"'\s)>]+)", html)) if "cid:" in html else set()


def _text(subtype: str, text: str) -> Message:
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(printable(text))
    return part


def _calendar(content: bytes, method: str) -> Message:
    part = MIMENonMultipart("text", "calendar", charset="utf-8", method=method)
    return _base64(part, content)


def _image(image: InlineImage) -> Message:
    part = _base64(MIMEBase("image", "png"), image.png)
    part["Content-ID"] = f"<{_token(image.cid)}>"
    part.add_header("Content-Disposition", "inline", filename=_filename(image.filename))
    return part


def _file(attachment: Attachment) -> Message:
    kind, _, subtype = _token(attachment.content_type).partition("/")
    part = _base64(MIMEBase(kind, subtype), attachment.content)
    part.add_header("Content-Disposition", "attachment", filename=_filename(attachment.filename))
    return part


def _base64(part: Message, content: bytes) -> Message:
    part.set_payload(content)
    encode_base64(part)
    return part


def _multipart(subtype: str, parts: Sequence[Message]) -> Message:
    return MIMEMultipart(subtype, _subparts=list(parts))


def _set_boundaries(mail: Message, message_id: str) -> None:
    """Number the boundaries from the Message-ID; ``=_`` occurs in no encoded body."""
    mark = hashlib.sha256(message_id.encode(errors="replace")).hexdigest()[:24]
    multiparts = [part for part in mail.walk() if part.is_multipart()]
    for number, part in enumerate(multiparts):
        part.set_boundary(f"=_{mark}_{number}")


def _method(calendar: bytes | None) -> str:
    if calendar is None:
        return PUBLISH
    found = METHOD.findall(calendar)
    if len(found) != 1:
        raise BadLetter("a calendar has one METHOD")
    return bytes(found[0]).decode()


def _mailbox(header: str, name: str, address: str) -> str:
    local, _, domain = clean_text(address).rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise BadLetter("malformed address") from error
    if not ADDRESS.fullmatch(address):
        raise BadLetter("malformed address")
    name = clean_text(name)
    if not name:
        return address
    if name.isascii() and "=?" not in name:
        return f'"{quote(name)}"\r\n <{address}>'
    return f"{_words(header, name)}\r\n <{address}>"


def _words(header: str, text: str) -> str:
    """Encode words for a header; ASCII stays readable, anything else follows RFC 2047."""
    text = clean_text(text)
    plain = text.isascii() and "=?" not in text
    encoded = Header(text, "us-ascii" if plain else "utf-8", header_name=header)
    return encoded.encode(linesep="\r\n")


def _message_id(letter: Letter) -> str:
    domain = letter.from_address.rpartition("@")[2]
    given = _token(letter.message_id).strip("<>")
    return f"<{given}>" if "@" in given else f"<{given}@{_token(domain)}>"


def _token(text: str) -> str:
    """Keep the visible ASCII of a value that is one word, so that it cannot end its header."""
    return re.sub(r"[^!-~]", "", text)


def _filename(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", clean_text(name)).strip("-") or "file"
