"""Which words of the portal have translations: locale/scope.txt names where they stand.

Read here without gettext's own tools, so that a test can ask for every word of the scope.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

FOLDER = Path(settings.LOCALE_PATHS[0])
SCOPE = FOLDER / "scope.txt"
CODES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLURALS = {
    "es": "nplurals=2; plural=(n != 1);",
    "hr": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4"
    " && (n%100<10 || n%100>=20) ? 1 : 2);",
    "sv": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
}
# By name, with which of their arguments are words: (context, singular, plural).
PLAIN, PLURAL, IN_CONTEXT = (None, 0, None), (None, 0, 1), (0, 1, None)
CALLS = {
    **dict.fromkeys(("_", "_now", "gettext", "gettext_lazy", "gettext_noop"), PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), IN_CONTEXT),
}
STRING = r"""(u?"(?:[^"\\]|\\.)*"|u?'(?:[^'\\]|\\.)*')"""
IN_TEMPLATE = re.compile(rf"\b(_|gettext|ngettext|pgettext)\(\s*{STRING}(?:\s*,\s*{STRING})?")


class NotInScope(Exception):
    """A line of locale/scope.txt that names nothing."""


@dataclass(slots=True)
class Message:
    """Words to translate, with all files of the scope that say them."""

    text: str
    plural: str = ""
    context: str | None = None
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def messages() -> dict[tuple, Message]:
    """All messages of the scope in its order; raises NotInScope for a line that names nothing."""
    found = {}
    for line in SCOPE.read_text().splitlines():
        line = line.strip()
        if line.startswith("="):
            _add(found, Message(line.removeprefix("=")), SCOPE.name)
        elif line and not line.startswith("#"):
            for path, message in _of_line(line):
                _add(found, message, path)
    return found


def _add(found: dict, message: Message, path: str) -> None:
    known = found.setdefault(message.key, message)
    known.plural = known.plural or message.plural
    if path not in known.files:
        known.files.append(path)


def _of_line(line: str) -> Iterator[tuple[str, Message]]:
    """(file, message) for `templates/trainings/mail/*` or `outbox/models.py: Category`."""
    pattern, _colon, name = (part.strip() for part in line.partition(":"))
    paths = sorted(path for path in settings.BASE_DIR.glob(pattern) if path.is_file())
    if not paths:
        raise NotInScope(f"{SCOPE.name}: no file is named {pattern}")
    for path in paths:
        source = path.read_text()
        read = _of_code if path.suffix == ".py" else _of_template
        for message in read(source, name):
            yield str(path.relative_to(settings.BASE_DIR)), message


def _of_code(source: str, name: str = "") -> Iterator[Message]:
    tree = ast.parse(source)
    nodes = ast.walk(_named(tree, name) if name else tree)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
        places = CALLS.get(getattr(called, "id", called))
        if places:
            context, text, plural = (_words(node, place) for place in places)
            if text:
                yield Message(text, plural or "", context)


def _named(tree: ast.AST, name: str) -> ast.AST:
    """The class, function or constant of this name: `Registration.State`."""
    for part in name.split("."):
        for node in tree.body:
            targets = [getattr(target, "id", "") for target in getattr(node, "targets", [])]
            if part in [getattr(node, "name", ""), *targets]:
                tree = node
                break
        else:
            raise NotInScope(f"{SCOPE.name}: {name} is not there any more")
    return tree


def _words(call: ast.Call, place: int | None) -> str | None:
    if place is None or place >= len(call.args):
        return None
    words = call.args[place]
    return words.value if isinstance(words, ast.Constant) and isinstance(words.value, str) else None


def _of_template(source: str, _name: str = "") -> Iterator[Message]:
    for function, first, second in IN_TEMPLATE.findall(templatize(source)):
        words = [ast.literal_eval(word) for word in (first, second) if word]
        if function == "ngettext":
            yield Message(words[0], words[1])
        elif function == "pgettext":
            yield Message(words[1], context=words[0])
        else:
            yield Message(words[0])


def path_of(code: str) -> Path:
    return FOLDER / code / "LC_MESSAGES" / "django.po"


@cache
def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(path_of(code)))


def brought_up_to_date(code: str, wanted: dict[tuple, Message]) -> polib.POFile:
    """The catalogue with the wanted messages alone, in their order; not saved."""
    path = path_of(code)
    before = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in before if not entry.obsolete}
    after = polib.POFile(wrapwidth=100)
    after.header = before.header
    after.metadata = {
        "Project-Id-Version": "PPI Portal",
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[code],
    }
    for key, message in wanted.items():
        entry = known.get(key) or polib.POEntry(msgid=message.text, msgctxt=message.context)
        entry.occurrences = [(path, "") for path in message.files]
        entry.flags = ["python-format"] if re.search(r"%\(\w+\)", message.text) else []
        if message.plural != entry.msgid_plural:
            entry.msgid_plural, entry.msgstr = message.plural, ""
        if message.plural and len(entry.msgstr_plural) != forms_of(code):
            entry.msgstr_plural = dict.fromkeys(range(forms_of(code)), "")
        after.append(entry)
    return after


def forms_of(code: str) -> int:
    """How many forms its plural has."""
    return int(re.match(r"nplurals=(\d)", PLURALS[code])[1])


def said_in(entry: polib.POEntry) -> list[str]:
    """All that the entry says, one text for each form."""
    if entry.msgid_plural:
        return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)]
    return [entry.msgstr]


def is_translated(entry: polib.POEntry) -> bool:
    return all(said_in(entry)) and "fuzzy" not in entry.flags


def places(text: str) -> list[str]:
    """The placeholders of a text."""
    return sorted(set(re.findall(r"%\(\w+\)[sd]|%[sd]", text)))
