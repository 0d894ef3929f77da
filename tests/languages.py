"""Reading pages and mails in five languages: what of them is still English."""

import re
from functools import cache
from html import unescape

from django.conf import settings

from core import translating

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def shown(html: str) -> str:
    """What a reader sees of it, without addresses."""
    html = re.sub(r"<(head|style|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    named = re.findall(r'(?:aria-label|data-label|placeholder)="([^"]*)"', html)
    html = re.sub(r"<nav class=\"languages.*?</nav>", " ", html, flags=re.DOTALL)
    text = re.sub(r"https?://\S+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))
    return " ".join(text.split()) + " | " + " | ".join(named)


def title_of(html: str) -> str:
    return re.search(r"<title>(.*?)</title>", html, flags=re.DOTALL)[1]


def tongue_of(html: str) -> str:
    """The language that the document says it is in."""
    return re.search(r'<html lang="([\w-]+)"', html)[1]


def english_in(text: str, language: str) -> list[str]:
    """The words of the scope that stand there in English, though this language says others."""
    if language == settings.LANGUAGE_CODE:
        return []
    return [words for words, pattern in _english(language) if pattern.search(text)]


@cache
def _english(language: str) -> list[tuple[str, re.Pattern]]:
    found = {}
    for entry in translating.catalogue(language):
        if entry.msgid not in translating.said_in(entry):
            for words in filter(None, (entry.msgid, entry.msgid_plural)):
                # The longest piece between two places that are filled.
                pieces = re.split(r"%\(\w+\)[sd]|%[sd]|<[^>]+>", words)
                piece = max(pieces, key=len).strip(" :.,?“”()")
                if len(piece) > 3 and piece not in " ".join(translating.said_in(entry)):
                    found[words] = re.compile(rf"(?<![\w-]){re.escape(piece)}(?![\w-])")
    return list(found.items())
