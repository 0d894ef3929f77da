"""A real mail server inside the test, which answers as the test tells it.

    def test_...(smtp_server, sending):
        smtp_server.answer["rcpt"] = lambda envelope: "450 later"
        ...
        assert smtp_server.accepted == []

`answer` has a place for each step (connect, mail, rcpt, data): a function from the envelope to the
reply, to DROP (close the connection), to HANG (say nothing any more) or to None (250 OK). The text
of a mail has arrived by the time `data` is asked. `sending` makes this process send there;
processes of their own get EMAIL_URL=smtp_server.url.
"""

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.services import free_port

DROP, HANG = object(), object()


@dataclass
class SmtpServer:
    port: int
    answer: dict = field(default_factory=dict)
    accepted: list[EmailMessage] = field(default_factory=list)  # answered with 250
    arrived: list[EmailMessage] = field(default_factory=list)  # all whose text came, refused or not
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def accepted_by(self, address: str) -> list[EmailMessage]:
        return [message for message in self.accepted if message["To"] == address]

    async def _reply(self, step, server, envelope) -> str:
        answer = self.answer.get(step, lambda envelope: None)
        # On a thread: the answer of a test may take its time, kill somebody or wait for a lock.
        reply = await asyncio.get_running_loop().run_in_executor(None, answer, envelope)
        if reply is DROP:
            server.transport.abort()
        if reply is HANG:
            await asyncio.sleep(3600)
        return "250 OK" if reply is None or reply is DROP else reply

    # What aiosmtpd calls:

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        reply = await self._reply("connect", server, envelope)
        return responses if reply == "250 OK" else [reply]

    async def handle_HELO(self, server, session, envelope, hostname):
        return await self._reply("connect", server, envelope)

    async def handle_MAIL(self, server, session, envelope, address, options):
        reply = await self._reply("mail", server, envelope)
        if reply == "250 OK":
            envelope.mail_from = address
        return reply

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        reply = await self._reply("rcpt", server, envelope)
        if reply != "250 OK":
            envelope.rcpt_tos.remove(address)
        return reply

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert envelope.rcpt_tos == [message["To"]]
        self.arrived.append(message)
        reply = await self._reply("data", server, envelope)
        if reply == "250 OK" and not server.transport.is_closing():
            self.accepted.append(message)
        return reply


class _Controller(Controller):
    def factory(self):
        return SMTP(self.handler, ident="tests", hostname="localhost")


@pytest.fixture
def smtp_server():
    server = SmtpServer(free_port())
    controller = _Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def sending(settings, smtp_server) -> SmtpServer:
    """Mail of this process goes to `smtp_server`, which must answer within a second."""
    settings.MAIL_IS_SENT = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 1
    return smtp_server
