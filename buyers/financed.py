"""Who pays for what: the sources of a plan in words, and for each cost what grants leave of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from buyers.estimates import Estimates
from buyers.figures import money, number
from buyers.models import FundingScheme, FundingSource
from buyers.sheets import NOTHING, UNTOLD, whole
from buyers.terms import GRANTS

Kind = FundingScheme.Kind


@dataclass(frozen=True, slots=True)
class SourceRow:
    pk: int
    name: str
    whose: str
    scheme: str
    kind: str
    terms: list[str]
    costs: list[str]
    rule: str  # where the scheme's rule comes from
    is_mine: bool


@dataclass(frozen=True, slots=True)
class CostRow:
    name: str
    amount: str  # nominal, in the base case
    paid_by: list[str]
    left: str  # by grants that the reader knows, in percent
    left_amount: str
    is_uncovered: bool  # nothing but own money pays


def rows(standing: Iterable[FundingSource], of: Estimates, mine: set[int]) -> list[SourceRow]:
    return [
        SourceRow(
            pk=row.pk,
            name=row.name,
            whose=row.organisation.short_name if row.organisation else str(_("all buyers")),
            scheme=row.scheme.name,
            kind=str(row.scheme.get_kind_display()),
            terms=list(_terms(row, of)),
            costs=[str(of.items[pk]) for pk in sorted(of.paid.get(row.pk, ()))],
            rule=row.scheme.source,
            is_mine=row.pk in mine,
        )
        for row in standing
    ]


def _terms(row: FundingSource, of: Estimates):
    plan = of.plan
    if row.rate is not None:
        told = _("%s %% of the saving") if row.scheme.kind == Kind.SHARED_SAVINGS else _("%s %%")
        yield told % number(row.rate)
    if row.fee is not None:
        yield _("%(fee)s per unit (%(unit)s)") % {
            "fee": money(row.fee, plan.currency),
            "unit": plan.unit,
        }
    if row.interest is not None:
        yield _("%s %% interest") % number(row.interest)
    if row.term is not None:
        yield _("%d years") % row.term
    if row.grace:
        yield _("the first %d of interest alone") % row.grace
    if row.ceiling is not None:
        yield _("at most %s") % money(row.ceiling, plan.currency)
    if row.from_year > 1:
        yield _("from %d") % (plan.first_year + row.from_year - 1)
    for year, amount in sorted(of.lines.get(row.pk, {}).items()):
        yield f"{plan.first_year + year - 1}: {money(amount, plan.currency)}"


def by_cost(standing: Iterable[FundingSource], of: Estimates, reads_totals: bool) -> list[CostRow]:
    """Of the new solution. Grants are told by their rates: that a limit is used up before is seen
    in the totals alone."""
    amounts = {}
    if reads_totals and of.buyers and not of.problems():
        amounts = {pk: line.amounts.total for pk, line in of.compute(of.base).costs.items()}
    standing = [row for row in standing if row.scheme.kind != Kind.BUDGET]
    return [
        _cost_row(item, standing, of, amounts.get(item.pk), reads_totals)
        for item in of.items.values()
        if not item.is_today
    ]


def _cost_row(item, standing, of: Estimates, amount: Decimal | None, reads_totals) -> CostRow:
    paying = [row for row in standing if item.pk in of.paid.get(row.pk, ())]
    common = [row for row in paying if row.organisation_id is None]
    granted = sum((row.rate or 0 for row in common if row.scheme.kind in GRANTS), Decimal(0))
    left = max(100 - granted, Decimal(0))
    hidden = NOTHING if reads_totals else str(UNTOLD)
    return CostRow(
        name=item.name,
        amount=hidden if amount is None else whole(amount),
        paid_by=[
            f"{row.name} ({row.organisation.short_name})" if row.organisation else row.name
            for row in paying
        ],
        left=f"{number(left)} %",
        left_amount=hidden if amount is None else whole(amount * left / 100),
        is_uncovered=not paying,
    )
