"""A browser with one kept connection: what a page takes from first byte sent to last byte read."""

import http.client
import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

RESTS = 2  # seconds after which the server may close a connection
TOKEN = "b" * 32  # a CSRF cookie is as good as any as long as the form sends the same


class Browser:
    """One person at one connection."""

    def __init__(self, port: int, session: str = ""):
        self.port = port
        self.cookies = {"csrftoken": TOKEN} | ({"sessionid": session} if session else {})
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.used = 0.0

    def get(self, path: str) -> tuple[float, int, bytes]:
        """(milliseconds, status, body)"""
        return self._ask("GET", path)

    def post(self, path: str, **fields) -> tuple[float, int, bytes]:
        body = urlencode(fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})
        return self._ask("POST", path, body.encode())

    def log_in(self, email: str, password: str) -> None:
        """Through the form, as a person does it."""
        _ms, _status, page = self.get("/accounts/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if token is None:
            raise RuntimeError("the login page has no form")
        _ms, status, page = self.post("/accounts/login/", login=email, password=password)
        if status != 302 or "sessionid" not in self.cookies:
            raise RuntimeError(f"{email} could not log in: {status}\n{page.decode()[:2000]}")

    def new_connection(self) -> None:
        """Perhaps to another worker; that much chance is part of what is measured."""
        self.connection.close()

    def _ask(self, method: str, path: str, body: bytes | None = None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.used > RESTS:
            self.new_connection()
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        took = (time.perf_counter() - began) * 1000
        self.used = time.monotonic()
        for header in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return took, response.status, text
