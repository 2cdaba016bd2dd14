"""A mail's bytes taken apart, to show it as its reader sees it."""

import base64
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

CID = re.compile(r"cid:([^\"'\s)>]+)")
SHOWN_HEADERS = (
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)


@dataclass(frozen=True)
class Attachment:
    """A file that hangs on a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class MailParts:
    """What a mail program shows of a mail; the pictures inside stand in the HTML itself."""

    headers: list[tuple[str, str]]
    subject: str
    html: str
    text: str
    attachments: list[Attachment]


def read(mime: bytes) -> MailParts:
    """Take a mail apart."""
    mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(mime)
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    return MailParts(
        headers=[(name, str(mail[name])) for name in SHOWN_HEADERS if mail[name]],
        subject=str(mail["Subject"] or ""),
        html=_with_pictures(str(html.get_content()), mail) if html else "",
        text=str(text.get_content()) if text else "",
        attachments=_attachments(mail),
    )


def _attachments(mail: EmailMessage) -> list[Attachment]:
    parts = [part for part in mail.walk() if part.get_content_disposition() == "attachment"]
    return [
        Attachment(
            part.get_filename() or f"attachment-{number}",
            part.get_content_type(),
            _bytes(part),
        )
        for number, part in enumerate(parts, start=1)
    ]


def _with_pictures(html: str, mail: EmailMessage) -> str:
    """Put each inline picture where its ``cid:`` stands, as no browser can fetch that."""
    pictures = {
        str(part["Content-ID"]).strip().strip("<>"): part
        for part in mail.walk()
        if part["Content-ID"] and part.get_content_maintype() == "image"
    }

    def data_uri(match: re.Match[str]) -> str:
        part = pictures.get(match[1])
        if part is None:
            return match[0]
        encoded = base64.b64encode(_bytes(part)).decode()
        return f"data:{part.get_content_type()};base64,{encoded}"

    return CID.sub(data_uri, html)


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
