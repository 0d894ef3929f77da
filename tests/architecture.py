"""What the plan of the house (docs/house.md) asks of a source file, read off its text.

Every check is a generator of complaints about one file. tests/test_architecture.py runs them.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

FLOORS = {
    "core": 0,
    "outbox": 1,
    "partners": 2,
    "records": 3,
    "workpackages": 4,
    "buyers": 5,
    "trainings": 6,
    "reminders": 7,
    "ppi_portal": 8,
}
APPS = set(FLOORS) - {"core"}  # core has bricks and no rooms

# The same names in every app; each may be a folder of files by noun.
ROOMS = (
    "__init__ apps models querysets dates forms views urls admin exports imports emails tasks"
    " search handover personal portable migrations management templatetags"
)
# What else an app may hold: its activities, core's bricks and the roof's machinery.
MODULES = {
    "core": "calendars catalogues clock constraints fields formats history inserting languages"
    " markdown months pdf rights search stale text translating typesetting",
    "outbox": "bell delivery letters messages posting purging smtp unsubscribing",
    "partners": "accounts adapters consortium inviting places sessions",
    "records": "dossiers uploads",
    "workpackages": "actions baselines board bulk cell_changes chart comparing comparison countdown"
    " dependencies effort effort_page filters gantt listing meetings minutes moving plan planning"
    " printing progress proposals register risks step_changes steps talk timetable waiting",
    "buyers": "answering answers asked bars chances clauses codes commitment compared"
    " comparison conflicts consulting costs deciding decision differences disclosure"
    " drawings estimates faults figures financed financing funding gates ledger"
    " legal linking membership need_sheet needs notice options outlook overview"
    " parts places plan_document planned plans publishing quorum release requests"
    " scenarios schedule score_sheets scoring seen sharing sheets simulation"
    " soundness sources statements strategy terms totals volumes weighing",
    "trainings": "accepting agenda answering asked attendance cloning days drawings eligibility"
    " forecast gap inviting links log materials merging messages modules nominating"
    " planning publishing questions registration retention scheduling seats sentences standing",
    "reminders": "ahead answering crowds deciding defaults facts holding lines notices planning"
    " readers recheck ruling sending sources steps tellings",
    "ppi_portal": "admin_site asked celery checks context dated demo demo_accounts desk"
    " embedded_queue feeds gunicorn health middleware month news rights settings storage"
    " upload_limit worklist wsgi",
}
FORBIDDEN_NAMES = "utils util helpers helper common services service api misc signals"

# Rooms that a room never imports, own or others': questions and rules know no mail and no pages.
EDGES = {"views", "urls", "forms", "admin", "tasks"}
CLOSED_TO = {
    "models": EDGES | {"emails", "exports", "dates"},
    "querysets": EDGES | {"emails", "exports", "dates"},
    "dates": EDGES | {"emails", "exports"},
    "emails": EDGES,
    "exports": EDGES,
    "forms": {"views", "urls", "admin", "tasks"},
    "tasks": {"views", "urls", "forms", "admin"},
}
# In which room a class or function of a sort lives, by what it derives from or is marked with.
HOMES = {
    r"models\.Model": "models",
    r"(\w+\.)?\w*QuerySet": "querysets",
    r"forms\.(Model)?Form": "forms",
    r"(\w+\.)*ModelAdmin": "admin",
    r"shared_task": "tasks",
}
CLOCKLESS = {"models", "querysets"}
READS_THE_CLOCK = {
    # A right without a day means today: views would otherwise pass the same day everywhere.
    "partners/querysets.py",
}
PRINTS = {
    "ppi_portal/gunicorn.py",  # the line by which a person sees that the portal is up
}
# What takes half a second to import, and who alone may import it with itself.
HEAVY = {"numpy": "buyers/simulation.py", "buyers.simulation": ""}
LONGEST_FILE = 400


@dataclass(frozen=True)
class Source:
    path: Path  # from the root of the tree
    text: str

    @property
    def app(self) -> str:
        return self.path.parts[0]

    @property
    def room(self) -> str:
        """The room it is in: models, of trainings/models.py and of trainings/models/day.py."""
        return self.path.parts[1].removesuffix(".py")

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @cached_property
    def imports(self) -> list[str]:
        """Dotted names of all that is imported, lazily too: "trainings.models.Training"."""
        return self._imported(self.nodes)

    @cached_property
    def imports_at_once(self) -> list[str]:
        """Of those, what is imported with the module itself."""
        return self._imported(ast.parse(self.text).body)

    def _imported(self, nodes: list[ast.AST]) -> list[str]:
        names = []
        for node in nodes:
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                package = list(self.path.parts[: -node.level]) if node.level else []
                module = ".".join([*package, *filter(None, [node.module])])
                names += [f"{module}.{alias.name}" for alias in node.names]
        return names

    @cached_property
    def strings(self) -> list[str]:
        return [
            node.value
            for node in self.nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]

    @cached_property
    def calls(self) -> list[tuple[str, ast.Call]]:
        """("timezone.now", node) for each call of something that has a name."""
        return [(ast.unparse(node.func), node) for node in self.nodes if isinstance(node, ast.Call)]


# --- Checks of Python files ----------------------------------------------------------------------


def imports_point_down(source: Source) -> Iterator[str]:
    above = [app for app, floor in FLOORS.items() if floor > FLOORS[source.app]]
    apps = "|".join(above) or "-"
    # "trainings.Training", "trainings.tasks.tell", "trainings/training.html"
    reference = re.compile(rf"({apps})(\.\w+)+|({apps})/.+\.\w+")
    looked_up = [
        node.args[0].value
        for name, node in source.calls
        if name.endswith("get_model") and node.args and isinstance(node.args[0], ast.Constant)
    ]
    for name in source.imports + looked_up:
        if name.split(".")[0] in above:
            yield f"imports {name} from a floor above"
    for text in source.strings:
        if reference.fullmatch(text):
            yield f"names “{text}” on a floor above"


def rooms_have_their_names(source: Source) -> Iterator[str]:
    for name in (part.removesuffix(".py") for part in source.path.parts[1:]):
        if name in FORBIDDEN_NAMES.split():
            yield f"“{name}” says nothing about what is in it"
    if source.room not in [*ROOMS.split(), *MODULES[source.app].split()]:
        yield "is no room of the house: rename it, or add it to MODULES as an activity"


def rooms_keep_to_themselves(source: Source) -> Iterator[str]:
    closed = CLOSED_TO.get(source.room, set())
    if source.app in APPS - {"ppi_portal"} and source.room in MODULES[source.app].split():
        closed = EDGES - {"tasks"}  # an activity may set its own task going
    for name in source.imports:
        parts = name.split(".")
        if parts[0] in APPS and len(parts) > 1 and parts[1] in closed:
            yield f"{source.room} import {name}"


def things_are_at_home(source: Source) -> Iterator[str]:
    if source.app not in APPS or source.room in ("migrations", "management"):
        return
    for node in source.nodes:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            for mark in [*getattr(node, "bases", []), *node.decorator_list]:
                name = ast.unparse(mark.func if isinstance(mark, ast.Call) else mark)
                for sort, home in HOMES.items():
                    if re.fullmatch(sort, name) and source.room != home:
                        yield f"{node.name} ({name}) lives in {home}"


def questions_do_not_write(source: Source) -> Iterator[str]:
    writes = r"save|delete|create|(get|update)_or_create|bulk_create|bulk_update"
    if source.room == "querysets":
        for name, _node in source.calls:
            if re.fullmatch(rf".*\.a?({writes})", name):
                yield f"{name}() writes"


def no_signals_and_no_generic_keys(source: Source) -> Iterator[str]:
    for name in source.imports:
        if name.startswith("django.dispatch") or re.search(r"\.signals(\.|$)", name):
            yield f"uses signals: {name}"
        if name.startswith("django.contrib.contenttypes.fields"):
            yield f"uses a generic key: {name}"
    for name, _node in source.calls:
        if re.fullmatch(r"(.*\.)?(pre|post)_\w+\.connect|receiver|.*\.receiver", name):
            yield f"uses signals: {name}"
        if name.split(".")[-1] in ("GenericForeignKey", "GenericRelation"):
            yield f"uses a generic key: {name}"


def histories_are_ours(source: Source) -> Iterator[str]:
    for name, _node in source.calls:
        if name.split(".")[-1] == "HistoricalRecords":
            yield "takes the package's history: core.history.History costs less to read"


def the_clock_is_read_at_the_edge(source: Source) -> Iterator[str]:
    for name, node in source.calls:
        if re.fullmatch(r"(.*\.)?(datetime\.(now|utcnow|today)|date\.today)|time\.time", name):
            yield f"{name}() reads the server's clock"
        reads = re.fullmatch(r"(timezone\.)?(now|localdate|localtime)", name) and not node.args
        if reads and source.room in CLOCKLESS and str(source.path) not in READS_THE_CLOCK:
            yield f"{name}() in {source.room}: time comes in as an argument"


def nothing_is_printed(source: Source) -> Iterator[str]:
    if source.room == "management" or str(source.path) in PRINTS:
        return
    if any(name == "print" for name, _node in source.calls):
        yield "prints"


def heavy_things_wait(source: Source) -> Iterator[str]:
    for name in source.imports_at_once:
        for heavy, home in HEAVY.items():
            if f"{name}.".startswith(f"{heavy}.") and str(source.path) != home:
                yield f"imports {name} with every start of the portal: import it where it is used"


def files_are_short(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if source.room != "migrations" and lines > LONGEST_FILE:
        yield f"has {lines} lines, more than {LONGEST_FILE}: split it by noun"


def markup_in_code_is_clean(source: Source) -> Iterator[str]:
    for text in source.strings:
        if re.search(r"<\w+[^>]*>", text):
            yield from _markup_complaints(text)


# --- Checks of templates -------------------------------------------------------------------------


class _Markup(HTMLParser):
    """Collects what the content security policy would block."""

    def __init__(self, in_mail: bool):
        super().__init__()
        self.in_mail = in_mail
        self.complaints = []

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag == "script" and "src" not in names and names.get("type") != "application/json":
            self.complaints.append("has an inline script")
        if tag == "style" and not self.in_mail:  # mail programs know no style sheets of their own
            self.complaints.append("has an inline style sheet")
        for name, value in attributes:
            if name == "style":
                self.complaints.append(f"has a style attribute: {value}")
            if re.fullmatch(r"on[a-z]+|hx-on.*", name):
                self.complaints.append(f"has an inline handler: {name}")
            loads = name in ("src", "srcset", "poster", "data", "action", "formaction")
            loads = loads or (name in ("href", "xlink:href") and tag not in ("a", "area"))
            if loads and re.match(r"\s*(https?:)?//", value or ""):
                self.complaints.append(f"leaves the origin: {name}={value}")


def _markup_complaints(text: str, in_mail: bool = False) -> list[str]:
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text, flags=re.DOTALL)
    markup = _Markup(in_mail)
    markup.feed(re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL))
    markup.close()
    return markup.complaints


def templates_are_clean(source: Source) -> Iterator[str]:
    yield from _markup_complaints(source.text, in_mail="mail" in source.path.parts)


def templates_are_short(source: Source) -> Iterator[str]:
    if source.text.count("\n") > LONGEST_FILE:
        yield f"is longer than {LONGEST_FILE} lines"


# --- All of them ---------------------------------------------------------------------------------

PYTHON_CHECKS = [
    imports_point_down,
    rooms_have_their_names,
    rooms_keep_to_themselves,
    things_are_at_home,
    questions_do_not_write,
    no_signals_and_no_generic_keys,
    histories_are_ours,
    the_clock_is_read_at_the_edge,
    nothing_is_printed,
    heavy_things_wait,
    files_are_short,
    markup_in_code_is_clean,
]
TEMPLATE_CHECKS = [templates_are_clean, templates_are_short]
