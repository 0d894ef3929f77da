"""Letters from templates."""

import cProfile
import pstats
import re
from pathlib import Path

import pytest
from django.template.loaders.locmem import Loader
from django.test import override_settings

from outbox.letters import compose
from outbox.unsubscribing import read_token

TEMPLATES = {
    "tests/mail/hello.txt": """{% extends "mail/base.txt" %}
{% block subject %}{{ name }} & co{% endblock %}
{% block text %}Dear {{ name }},

{% if more %}More.

{% endif %}

Bye.{% endblock %}""",
    "tests/mail/hello.html": """{% extends "mail/base.html" %}
{% block content %}<h1>{{ subject }}</h1><p class="quiet">{{ name }}</p>{% endblock %}""",
}


@pytest.fixture(autouse=True)
def templates(settings):
    """The two templates above, beside those of the portal."""
    [engine] = settings.TEMPLATES
    options = engine["OPTIONS"] | {
        "loaders": [
            (
                "django.template.loaders.cached.Loader",
                [
                    (f"{Loader.__module__}.Loader", TEMPLATES),
                    "django.template.loaders.filesystem.Loader",
                ],
            )
        ]
    }
    with override_settings(TEMPLATES=[engine | {"APP_DIRS": False, "OPTIONS": options}]):
        yield


def hello(**context):
    to, category = context.pop("to", ""), context.pop("category", "")
    context = {"name": "Ana <b>"} | context
    return compose("tests/hello", context, language="en-gb", to=to, category=category)


def test_the_subject_is_the_first_line_and_plain_text_is_not_escaped():
    letter = hello()
    assert letter.subject == "Ana <b> & co"
    assert letter.text.startswith("Dear Ana <b>,\n\nBye.\n\n")
    assert "\n\n\n" not in letter.text


def test_html_is_escaped_and_its_rules_stand_at_the_elements(settings):
    html = hello().html
    assert "<title>Ana &lt;b&gt; &amp; co</title>" in html
    [quiet] = re.findall(r'<p[^>]*class="quiet"[^>]*>Ana &lt;b&gt;</p>', html)
    assert "color: #566165" in quiet
    assert "prefers-color-scheme: dark" in html
    assert f'href="{settings.BASE_URL}/"' in html


def test_why_and_its_link_stand_at_the_end():
    letter = hello(why="You lead T4.2.", why_url="https://portal.example/why/7/")
    for version in (letter.text, letter.html):
        assert "You lead T4.2." in version
        assert "https://portal.example/why/7/" in version


@pytest.mark.parametrize(("category", "optional"), [("service", False), ("digest", True)])
def test_only_optional_mail_can_be_left(category, optional):
    letter = hello(to="ana@example.org", category=category)
    for version in (letter.text, letter.html):
        tokens = re.findall(r"/unsubscribe/([^/]+)/", version)
        assert [read_token(token) for token in tokens] == [("ana@example.org", category)] * optional


def test_thousands_of_letters_are_composed_in_seconds():
    """2,000 calls of Python are half a millisecond; seconds would tell how busy the machine is."""
    hello()
    profile = cProfile.Profile()
    profile.runcall(hello, why="You lead T4.2.", to="ana@example.org", category="digest")
    assert pstats.Stats(profile).total_calls < 2200


def test_every_letter_of_the_portal_has_a_text_version():
    folder = Path(__file__).resolve().parent.parent.parent / "templates"
    letters = list(folder.glob("*/mail/*.html"))
    assert letters != []
    assert [str(path) for path in letters if not path.with_suffix(".txt").exists()] == []
