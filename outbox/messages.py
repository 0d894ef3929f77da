"""A row as the bytes that go to the mail server."""

from datetime import UTC
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from outbox.models import Mail


def build(mail: Mail) -> bytes:
    """The whole message with CRLF line ends, the same letter each time it is built.

    Raises whatever a row that cannot be mailed makes go wrong.
    """
    validate_email(mail.to)
    mail.to.encode("ascii")
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.MAIL_FROM,
        to=[mail.to],
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.created_at.astimezone(UTC)),
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
            **mail.headers,
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    calendars = [part for part in mail.attachments if part["type"].startswith("text/calendar")]
    if len(calendars) == 1:
        # Where mail programs look for an invitation, with its method in the header; some show
        # only attachments, so it is there too, under a type that nobody answers to a second time.
        [calendar] = calendars
        message.attach_alternative(calendar["text"], calendar["type"])
        message.attach(calendar["name"], calendar["text"].encode(), "application/ics")
    for part in mail.attachments:
        if len(calendars) != 1 or part is not calendars[0]:
            message.attach(part["name"], part["text"], part["type"])
    return message.message().as_bytes(linesep="\r\n")
