"""The mail server, over one connection that is kept from mail to mail."""

import smtplib
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
        self._ask("data", message)

    def reset(self) -> None:
        """Drop what `begin` began; the connection stays."""
        self._ask("rset")

    def close(self) -> None:
        backend, self._backend = self._backend, None
        if backend and backend.connection:
            backend.connection.close()

    def _envelope(self, sender: str, recipient: str) -> None:
        if self._backend is None:
            self._open()
        # Plain, for smtplib takes each address apart anew; `build` has looked at the recipient's.
        self._ask("docmd", "MAIL", f"FROM:<{sender}>")
        self._ask("docmd", "RCPT", f"TO:<{recipient}>")

    def _open(self) -> None:
        self._backend = EmailBackend()
        try:
            self._backend.open()
            self._backend.connection.ehlo_or_helo_if_needed()
        except OSError as error:  # includes every SMTPException
            self.close()
            raise Unreachable(_words(error)) from error

    def _ask(self, command: str, *arguments) -> None:
        self._used = time.monotonic()
        try:
            code, answer = getattr(self._backend.connection, command)(*arguments)
        except smtplib.SMTPResponseException as error:  # DATA itself was refused
            code, answer = error.smtp_code, error.smtp_error
        except OSError as error:
            self.close()
            raise Unreachable(_words(error)) from error
        if code < 400:
            return
        words = f"{code} {answer.decode(errors='replace')}"
        if code == 421 or arguments[:1] == ("MAIL",):  # it refuses us, not this mail
            self.close()
            raise Unreachable(words)
        if command != "rset":
            self.reset()
        raise Permanent(words) if code >= 500 else Temporary(words)


def _words(error: OSError) -> str:
    return f"{type(error).__name__}: {error}"
