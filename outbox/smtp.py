"""The mail server, over one connection that is kept from mail to mail."""

import threading
import time

from django.core.mail.backends.smtp import EmailBackend

IDLE_SECONDS = 60  # a connection that rested longer may be dead without saying so


class Temporary(Exception):
    """The server does not take this mail now (4xx)."""


class Permanent(Exception):
    """The server will never take this mail (5xx)."""


class Unreachable(Temporary):
    """The server cannot be reached, went away or did not answer in time; any other mail would wait
    for it just as long."""


class Server(threading.local):
    """Host, encryption and password as EMAIL_URL says. Each thread has a connection of its own."""

    def __init__(self):
        self._backend = None
        self._used = 0.0

    def begin(self, sender: str, recipient: str) -> None:
        """MAIL and RCPT: everything before the text. Raises the three above."""
        if self._backend and time.monotonic() - self._used > IDLE_SECONDS:
            self.close()
        kept = self._backend is not None
        try:
            self._envelope(sender, recipient)
        except Unreachable:
            if not kept:
                raise
            # Servers close connections that rest, or after so many mails: nothing was lost yet.
            self._envelope(sender, recipient)

    def data(self, message: bytes) -> None:
        """The text, with CRLF line ends; returns once the server has answered that it has it."""
        self._ask("DATA", expected=3)
        # Not smtplib's own `data`, whose search for lines that begin with a point is the dearest
        # step of a delivery.
        self._ask(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")

    def reset(self) -> None:
        """Drop what `begin` began; the connection stays."""
        self._ask("RSET")

    def close(self) -> None:
        backend, self._backend = self._backend, None
        if backend and backend.connection:
            backend.connection.close()

    def _envelope(self, sender: str, recipient: str) -> None:
        if self._backend is None:
            self._open()
        # Plain, for smtplib takes each address apart anew; `build` has looked at the recipient's.
        self._ask(f"MAIL FROM:<{sender}>")
        self._ask(f"RCPT TO:<{recipient}>")

    def _open(self) -> None:
        self._backend = EmailBackend()
        try:
            self._backend.open()
            self._backend.connection.ehlo_or_helo_if_needed()
        except OSError as error:  # includes every SMTPException
            self.close()
            raise Unreachable(_words(error)) from error

    def _ask(self, words: str | bytes, expected: int = 2) -> None:
        """A command or the text of a mail, and the answer; `expected` is how its code begins."""
        self._used = time.monotonic()
        connection = self._backend.connection
        try:
            if isinstance(words, bytes):
                connection.send(words)
            else:
                connection.putcmd(words)
            code, answer = connection.getreply()
        except OSError as error:  # includes every SMTPException
            self.close()
            raise Unreachable(_words(error)) from error
        if code // 100 == expected:
            return
        reply = f"{code} {answer.decode(errors='replace')}"
        refused = 400 <= code < 600 and code != 421
        if not refused or str(words).startswith("MAIL "):  # it refuses us, not this mail
            self.close()
            raise Unreachable(reply)
        if words != "RSET":
            self.reset()
        raise Permanent(reply) if code >= 500 else Temporary(reply)


def _words(error: OSError) -> str:
    return f"{type(error).__name__}: {error}"
