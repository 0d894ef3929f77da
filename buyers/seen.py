"""What a plan is at one time, as a decision keeps it; and what has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import CharField, DateTimeField, F, Max, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from buyers.models import (
    BudgetLine,
    BuyerVolume,
    Clause,
    CostItem,
    CostShare,
    FeasibilityPlan,
    FundingSource,
    PlanOption,
    PlanPart,
    PlanRisk,
    Question,
    Scenario,
    ScenarioPrice,
)
from buyers.places import BUYING

CHOSEN = PlanOption.State.CHOSEN
MEMBER = "organisation__short_name"


class Change(NamedTuple):
    text: str
    url: str  # where it is read


@dataclass(frozen=True, slots=True)
class Facts:
    """The plan as it is now. `kept` is what a decision keeps of it, in JSON: the versions of its
    parts by number, the chosen options by question, the names of the members that mean to buy by
    id, and the levels of its risks by code. `touched` is when what is not kept last changed."""

    kept: dict[str, dict]
    touched: dict[str, datetime]


def facts(plan: FeasibilityPlan, today: date) -> Facts:
    """One statement."""
    rows = _rows([*_touched(plan), *_kept(plan, today)])
    touched = {}
    for row in rows:
        if row.at and row.at > touched.get(row.what, row.at.min.replace(tzinfo=row.at.tzinfo)):
            touched[row.what] = row.at
    return Facts(_as_kept(rows), touched)


def kept(plan: FeasibilityPlan, today: date) -> dict[str, dict]:
    """One statement."""
    return _as_kept(_rows(_kept(plan, today)))


class _Row(NamedTuple):
    """What is kept of one thing, or when something of an area last changed (`at`)."""

    what: str
    which: str
    words: str  # by which they are sorted
    figure: int
    at: datetime | None


def _rows(of: list[QuerySet]) -> list[_Row]:
    first, *others = of
    rows = map(_Row._make, first.union(*others, all=True).values_list(*_Row._fields))
    return sorted(rows, key=lambda row: (row.words, len(row.which), row.which))


def _as_kept(rows: list[_Row]) -> dict[str, dict]:
    def of(what: str) -> list[_Row]:
        return [row for row in rows if row.what == what]

    return {
        "parts": {row.which: row.figure for row in of("parts")},
        "options": {row.which: row.words for row in of("options")},
        "members": {row.which: row.words for row in of("members")},
        "risks": {f"R{row.which}": row.figure for row in of("risks")},
    }


def _kept(plan: FeasibilityPlan, today: date) -> list[QuerySet]:
    options = plan.options.filter(state=CHOSEN)
    members = plan.group.memberships.valid_on(today).filter(tier__in=BUYING)
    risks = {"words": F("sort_key"), "figure": F("likelihood") * F("impact")}
    return [
        _told(plan.parts, "parts", which=_text("number"), figure=F("version")),
        _told(options, "options", which=F("question"), words=F("name")),
        _told(members, "members", which=_text("organisation"), words=F(MEMBER)),
        _told(plan.group.risks, "risks", which=F("number"), **risks),
    ]


def _touched(plan: FeasibilityPlan) -> list[QuerySet]:
    """By area the newest entry in the histories of its rows."""
    costs = CostItem.objects.filter(plan=plan).order_by().values("pk")
    sources = FundingSource.objects.filter(plan=plan).order_by().values("pk")
    scenarios = Scenario.objects.filter(plan=plan).order_by().values("pk")
    of = [
        *(("costs", model.history.filter(plan=plan)) for model in (CostItem, BuyerVolume)),
        ("costs", FundingSource.history.filter(plan=plan)),
        ("costs", CostShare.history.filter(cost__in=costs)),
        ("costs", BudgetLine.history.filter(source__in=sources)),
        ("scenarios", Scenario.history.filter(plan=plan)),
        ("scenarios", ScenarioPrice.history.filter(scenario__in=scenarios)),
        ("clauses", Clause.history.filter(plan=plan)),
        ("bearers", PlanRisk.history.filter(plan=plan)),
    ]
    return [_told(rows, area, at=Max("history_date")) for area, rows in of]


def _told(rows, what: str, **columns) -> QuerySet:
    """The columns of a `_Row`; those left out are empty."""
    empty = {"which": Value(""), "words": Value(""), "figure": Value(0)}
    at = columns.pop("at", Cast(None, DateTimeField()))
    return rows.order_by().values(**{"what": Value(what)} | empty | columns).annotate(at=at)


def _text(name: str) -> Cast:
    return Cast(name, CharField())


def since(seen: dict[str, dict], moment: datetime, now: Facts, here: str) -> list[Change]:
    """What is different from what was `seen` at that moment. `here` is the address of the plan.

    What a decision did not keep is not compared.
    """
    return [
        *_parts(seen, now.kept, here),
        *_options(seen, now.kept, here),
        *_members(seen, now.kept, here),
        *_risks(seen, now.kept, here),
        *_areas(moment, now.touched, here),
    ]


def _parts(seen: dict, now: dict, here: str) -> Iterator[Change]:
    labels = dict(PlanPart.Number.choices)
    for number, old in seen.get("parts", {}).items():
        new = now["parts"].get(number, old)
        if new != old:
            label = f"{number} {labels[int(number)]}"
            if old:
                words = _("Part %(part)s: version %(new)d, it was %(old)d")
                url = f"{here}parts/{number}/changes/?from={old}&to={new}"
            else:
                words = _("Part %(part)s: version %(new)d, it had no text")
                url = f"{here}parts/{number}/"
            yield Change(words % {"part": label, "new": new, "old": old}, url)


def _options(seen: dict, now: dict, here: str) -> Iterator[Change]:
    if "options" not in seen:
        return
    for question, label in Question.choices:
        old, new = seen["options"].get(question, ""), now["options"].get(question, "")
        if old != new:
            words = {"question": str(label).capitalize(), "new": new, "old": old}
            if not old:
                text = _("%(question)s: “%(new)s” is chosen")
            elif not new:
                text = _("%(question)s: “%(old)s” is no longer chosen")
            else:
                text = _("%(question)s: “%(new)s” is chosen, it was “%(old)s”")
            yield Change(text % words, f"{here}options/{question}/")


def _members(seen: dict, now: dict, here: str) -> Iterator[Change]:
    if "members" not in seen:
        return
    group = here.removesuffix("plan/")
    for pk, name in now["members"].items():
        if pk not in seen["members"]:
            yield Change(_("%s means to buy as well") % name, group)
    for pk, name in seen["members"].items():
        if pk not in now["members"]:
            yield Change(_("%s no longer means to buy") % name, group)


def _risks(seen: dict, now: dict, here: str) -> Iterator[Change]:
    if "risks" not in seen:
        return
    for code in [*now["risks"], *(code for code in seen["risks"] if code not in now["risks"])]:
        old, new = seen["risks"].get(code), now["risks"].get(code)
        if old == new:
            continue
        words = {"code": code, "new": new, "old": old}
        if old is None:
            text = _("Risk %(code)s is new, level %(new)d") % words
        elif new is None:
            text = _("Risk %(code)s is no longer among those of the group") % words
        else:
            text = _("Risk %(code)s: level %(new)d, it was %(old)d") % words
        yield Change(text, f"{here}risks/")


def _areas(moment: datetime, touched: dict, here: str) -> Iterator[Change]:
    for area, label, page in (
        ("costs", _("Costs, quantities or funding"), "financing/"),
        ("scenarios", _("Scenarios"), "financing/"),
        ("clauses", _("Clauses"), "clauses/"),
        ("bearers", _("Who bears the risks"), "risks/"),
    ):
        at = touched.get(area)
        if at and at > moment:
            words = {"what": label, "day": date_format(localtime(at))}
            yield Change(_("%(what)s: changed %(day)s") % words, f"{here}{page}")
