"""A row as the bytes that go to the mail server.

Put together by hand: for thousands of mails the email package is the dearest step of delivery. It
still encodes what is hard, headers, and reads the result back in the tests.
"""

import base64
import binascii
from datetime import UTC
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.mail import BadHeaderError
from django.core.validators import validate_email
from django.utils.http import content_disposition_header

from outbox.models import Mail


def sender() -> tuple[str, str]:
    """(name, address) from which all mail comes."""
    return _parsed(settings.MAIL_FROM)


_parsed = lru_cache(maxsize=8)(parseaddr)


def build(mail: Mail) -> bytes:
    """The whole message with CRLF line ends; byte for byte the same each time it is built.

    Raises ValueError (and its kin) for a row that cannot be mailed.
    """
    validate_email(mail.to)
    headers = {
        "From": formataddr(sender()),
        "To": mail.to,
        "Subject": mail.subject,
        "Date": format_datetime(mail.created_at.astimezone(UTC)),
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
        **mail.headers,
        "MIME-Version": "1.0",
    }
    head = "".join(_header(name, value) for name, value in headers.items())
    return head.encode("ascii") + _body(mail)


def _body(mail: Mail) -> bytes:
    """The versions of the letter, simplest first, and behind them what is attached.

    A single calendar stands where mail programs look for an invitation, as a version of the letter
    with its method in the header. Some programs show only attachments, so it is there too, under
    a type that nobody answers to a second time.
    """
    calendars = [part for part in mail.attachments if part["type"].startswith("text/calendar")]
    versions = [_text("text/plain", mail.text)]
    if mail.html:
        versions.append(_text("text/html", mail.html))
    attached = []
    for part in mail.attachments:
        kind = part["type"]
        if calendars == [part]:
            versions.append(_text(kind, part["text"]))
            kind = "application/ics"
        attached.append(_attachment(part["name"], kind, part["text"]))
    letter = _multipart("alternative", mail, versions) if len(versions) > 1 else versions[0]
    return _multipart("mixed", mail, [letter, *attached]) if attached else letter


def _header(name: str, value: str) -> str:
    """Folded and encoded as far as needed; a line break in the value raises BadHeaderError."""
    if "\n" in value or "\r" in value:
        raise BadHeaderError(f"a line break in {name}")
    if value.isascii() and len(name) + len(value) < 900:
        return f"{name}: {value}\r\n"
    encoded = Header(value, "utf-8", header_name=name).encode(linesep="\r\n")
    return f"{name}: {encoded}\r\n"


def _text(kind: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    head = (
        f'Content-Type: {kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode("ascii") + binascii.b2a_qp(lines.encode()).replace(b"\n", b"\r\n")


def _attachment(name: str, kind: str, text: str) -> bytes:
    head = (
        f'Content-Type: {kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: {content_disposition_header(True, name)}\r\n\r\n"
    )
    return head.encode("ascii") + base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")


def _multipart(kind: str, mail: Mail, parts: list[bytes]) -> bytes:
    boundary = f"=_{kind}_{mail.pk}"  # "=_" cannot occur in quoted-printable or base64
    between = f"\r\n--{boundary}\r\n".encode()
    return b"".join(
        [
            f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n'.encode(),
            *[between + part for part in parts],
            f"\r\n--{boundary}--\r\n".encode(),
        ]
    )
