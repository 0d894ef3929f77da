"""What `buyers.financing.check` finds, in words and at the field where it is put right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import FunctionType

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers import estimates
from buyers.estimates import Estimates
from buyers.figures import number
from buyers.financing import Problem
from buyers.models import FeasibilityPlan, FundingSource

# Of the pure values, and of the forms where they are called otherwise
FIELDS = {
    ("cost", "first_year"): "from_year",
    ("cost", "last_year"): "to_year",
    ("cost", "percents"): "key",
    ("buyer", "first_year"): "from_year",
    ("buyer", "last_year"): "to_year",
    ("source", "first_year"): "from_year",
    ("source", "amounts"): "",
    ("scenario", "quantity_factor"): "quantity_percent",
    ("scenario", "price_factor"): "price_percent",
    ("scenario", "prices"): "",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something because of which nothing can be computed."""

    text: str
    what: str  # cost, source, buyer, scenario
    pk: int | None


def faults(of: Estimates, person) -> list[Fault]:
    """In words; what this person may not know of another member is not named."""
    names = _Names(of, person)
    return [
        Fault(f"{names.of(each)}: {words(each, names)}", each.what, each.pk)
        for each in of.problems()
        if each.code != "no_buyers"
    ]


class Guard:
    """Around an act that changes what a plan is computed from: it leaves nothing wrong behind that
    was not wrong before.

        guard = Guard(plan, by, on)
        ... the change ...
        guard.check("cost")  # raises ValidationError at the fields of that form

    Part of the act's transaction, which is undone by what is raised.
    """

    def __init__(self, plan: FeasibilityPlan, by, on: date):
        self.plan, self.by, self.on = plan, by, on
        self.before = estimates.load(plan, on).problems()

    def check(self, what: str) -> None:
        after = estimates.load(self.plan, self.on)
        names = _Names(after, self.by)
        errors = {}
        for each in after.problems():
            if each in self.before or each.code == "no_buyers":
                continue
            field = _field(each, what)
            told = words(each, names)
            if not field:
                told = f"{names.of(each)}: {told}"
            if told not in errors.setdefault(field or "__all__", []):
                errors[field or "__all__"].append(told)
        if errors:
            raise ValidationError(errors)


def _field(problem: Problem, what: str) -> str:
    """Of the form in which this was changed: two sources clash whichever of them is written."""
    if problem.what == what:
        return FIELDS.get((what, problem.field), problem.field)
    return ""


class _Names:
    """How what is wrong is called, for one reader."""

    def __init__(self, of: Estimates, person):
        self.items, self.money, self.members = of.items, of.money, of.members
        self.scenarios = of.scenarios
        self.plan, self.person, self._seen = of.plan, person, None

    def of(self, problem: Problem) -> str:
        if problem.what == "cost":
            return f"“{self.items[problem.pk]}”"
        if problem.what == "scenario":
            return f"“{self.scenarios[problem.pk]}”"
        if problem.what == "source":
            return self.source(problem.pk)
        return self.members.get(problem.pk, "")

    def cost(self, pk) -> str:
        return f"“{self.items[pk]}”" if pk in self.items else ""

    def source(self, pk) -> str:
        """Another member's own money is nobody's to know."""
        return f"“{self.money[pk]}”" if self.reads([pk]) else str(_("money of a member"))

    def reads(self, sources: Iterable[int]) -> bool:
        """Whether all of these may be named."""
        if self._seen is None:
            rows = FundingSource.objects.visible_to(self.person).filter(plan=self.plan)
            self._seen = set(rows.order_by().values_list("pk", flat=True))
        return self._seen.issuperset(sources)


def words(problem: Problem, names: _Names) -> str:
    """One sentence or two."""
    said = SAID[problem.code]
    return capfirst(said(problem, names) if isinstance(said, FunctionType) else str(said))


def _percents(problem, names) -> str:
    told = _("the shares add up to %s %%. They must be 100 %%.")
    return told % number(problem.params["total"])


def _double(problem, names) -> str:
    told = _(
        "%(cost)s would be paid twice from the EU budget: by %(one)s and by %(other)s. Choose "
        "one of them."
    )
    return told % _both(problem, names)


def _borne(problem, names) -> str:
    told = _("two suppliers would bear %(cost)s: %(one)s and %(other)s. Choose one of them.")
    return told % _both(problem, names)


def _both(problem, names) -> dict:
    return {
        "cost": names.cost(problem.params["cost"]),
        "one": names.source(problem.params["other"]),
        "other": names.source(problem.pk),
    }


def _over(problem, names) -> str:
    """The total less one's own rate is that of somebody else: told to who may read all of it."""
    words = {"cost": names.cost(problem.params["cost"])}
    if not names.reads(problem.params["sources"]):
        told = _("with money of a member grants would pay more than 100 %% of %(cost)s.")
        return told % words
    told = _("together grants would pay %(total)s %% of %(cost)s. The most is 100 %%.")
    return told % (words | {"total": number(problem.params["total"] * 100)})


SAID = {
    "circular": gettext_lazy(
        "it is shared like itself, by way of others. Choose another key for one of them."
    ),
    "percents": _percents,
    "double_funded": _double,
    "borne_twice": _borne,
    "over_funded": _over,
    "unknown_buyer": gettext_lazy(
        "a buyer that is no member of the group today has a part in it. Change that first."
    ),
    "unknown_cost": gettext_lazy("the cost that it names has been taken out."),
    "funds_today": gettext_lazy("what today's solution costs needs no new money."),
    "negative": gettext_lazy("this cannot be negative."),
    "number": gettext_lazy("enter a number."),
    "rate": gettext_lazy("a rate is between 0 and 100 %."),
    "range": gettext_lazy("the amount lies outside of its range."),
    "years": gettext_lazy("these years lie outside of the plan."),
    "term": gettext_lazy("in how many years is it paid back?"),
    "grace": gettext_lazy("the years of grace must be fewer than those of the term."),
    "whose_budget": gettext_lazy("own money is of one buyer."),
}
