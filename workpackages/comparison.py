"""Person-months planned against spent, as rows of a table and as bars.

Planned is what the grant agreement has for the whole project; spent is what partners have handed
in, of all periods or of one. Every sum is made of the lines below it, in `Decimal`.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from workpackages import plan
from workpackages.models import (
    EffortReport,
    PlannedEffort,
    ReportedEffort,
    ReportingPeriod,
    WorkPackage,
)

NONE = Decimal("0.00")
ALL_OPEN = 24  # lines up to which nothing is folded unless asked for


@dataclass(slots=True)
class Effort:
    """The person-months of a project as they stand; the keys are ids."""

    partners: list
    packages: list
    periods: list
    reports: list  # with `is_owed`
    planned: dict[tuple[int, int], Decimal]  # (work package, partner)
    spent: dict[tuple[int, int], dict[int, Decimal]]  # (work package, partner): by period


@dataclass(slots=True)
class Line:
    """A partner in a work package, or the sum of such lines."""

    label: str
    title: str = ""
    key: str = ""  # of a sum, in the address
    planned: Decimal = NONE
    spent: dict[int, Decimal] = field(default_factory=dict)  # by period
    inner: list["Line"] = field(default_factory=list)
    folded: bool = False
    toggle: str = ""  # the `open` parameter that folds or unfolds it

    @property
    def actual(self) -> Decimal:
        return sum(self.spent.values(), NONE)

    @property
    def difference(self) -> Decimal:
        """More than planned is positive."""
        return self.actual - self.planned

    @property
    def share(self) -> int | None:
        """Spent of what was planned, in per cent; None where nothing was."""
        if not self.planned:
            return None
        share = self.actual * 100 / self.planned
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def is_over(self) -> bool:
        return self.actual > self.planned

    def add(self, line: "Line") -> None:
        self.inner.append(line)
        self.planned += line.planned
        for period, value in line.spent.items():
            self.spent[period] = self.spent.get(period, NONE) + value


def read(project, partners: list) -> Effort:
    """The effort of a project whose partners are known; five statements."""
    planned = PlannedEffort.objects.filter(work_package__project=project, person_months__gt=0)
    lines = ReportedEffort.objects.filter(
        report__in=EffortReport.objects.filter(period__project=project).counted(),
        person_months__gt=0,
    )
    spent = defaultdict(dict)
    columns = ("work_package", "report__participation", "report__period", "person_months")
    for package, partner, period, value in lines.order_by().values_list(*columns):
        spent[package, partner][period] = value
    columns = ("work_package", "participation", "person_months")
    return Effort(
        partners=partners,
        packages=list(WorkPackage.objects.filter(project=project).only("number", "title", "state")),
        periods=list(ReportingPeriod.objects.filter(project=project)),
        reports=list(EffortReport.objects.filter(period__project=project).with_owed()),
        planned={
            (package, partner): value
            for package, partner, value in planned.order_by().values_list(*columns)
        },
        spent=dict(spent),
    )


def compare(effort: Effort, *, by: str, period=None, partner=None) -> Line:
    """The total, with a line for each partner (or work package, `by`="package") and in it those of
    its work packages (or partners), as far as there is anything to say.

    With a period only what was spent in it; with a partner only its lines.
    """
    packages = {each.pk: (each.code, each.title) for each in effort.packages}
    partners = {
        each.pk: (each.organisation.short_name, "")
        for each in effort.partners
        if partner in (None, each)
    }
    outer, inner = (packages, partners) if by == "package" else (partners, packages)
    total = Line(_("Total"))
    for group_id, names in outer.items():
        group = Line(*names, key=f"{by}-{group_id}")
        for line_id, line_names in inner.items():
            cell = (group_id, line_id) if by == "package" else (line_id, group_id)
            spent = effort.spent.get(cell, {})
            if period:
                spent = {pk: value for pk, value in spent.items() if pk == period.pk}
            planned = effort.planned.get(cell, NONE)
            if planned or spent:
                group.add(Line(*line_names, planned=planned, spent=spent))
        if group.inner:
            total.add(group)
    return total


def fold(groups: list[Line], opened: str) -> None:
    """`opened` says what is unfolded: "" (everything, unless that is long), "all", "none" or keys
    such as "partner-4,partner-5".
    """
    opened = opened or ("all" if sum(len(g.inner) for g in groups) <= ALL_OPEN else "none")
    plan.fold(groups, [group.key for group in groups], opened)
