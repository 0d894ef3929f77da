"""Chromium on the live server. This whole folder runs last (tests/conftest.py) and commits."""

import os

import pytest
from django.utils import timezone

from core import months
from tests import browsers
from tests.people import World, make_world


@pytest.fixture(scope="session")
def browser_type_launch_args():
    # Playwright keeps an event loop in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {
        "executable_path": browsers.chromium(),
        "args": [
            *("--disable-gpu", "--disable-quic", "--disable-background-networking"),
            # Chromium's own sandbox needs more than root may have in a container.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "en-GB", "timezone_id": "Europe/Brussels"}


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """`page.goto("/...")` goes to the live server."""
    return live_server.url


@pytest.fixture(autouse=True)
def links_in_mail_lead_to_the_live_server(base_url, settings):
    settings.BASE_URL = base_url


@pytest.fixture
def new_context(new_context, base_url):
    """Makes one person's browser; `context` and `page` are the first.

    The test fails when a page asks for anything elsewhere or breaks the content security policy.
    """
    own = (f"{base_url}/", "data:", "blob:")
    strays, violations = [], []

    def make(**arguments):
        context = new_context(**arguments)
        context.on("request", lambda it: it.url.startswith(own) or strays.append(it.url))
        context.on(
            "console",
            lambda it: "Content Security Policy" not in it.text or violations.append(it.text),
        )
        context.set_default_timeout(10_000)
        return context

    yield make
    assert strays == []
    assert violations == []


@pytest.fixture
def world(transactional_db) -> World:
    """The small project, begun so that the real day lies in its M21: a browser knows no other."""
    return make_world(start=months.first_day(timezone.localdate().replace(day=1), -19))
