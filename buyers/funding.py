"""The rules of the sources of money: what each pays of which costs, and what it costs its buyer.

In this order, for whoever comes later finds only what is left:

1. Grants and structural funds pay `rate` of the covered costs of each year.
2. Suppliers who lease, are paid per use or share the savings bear what is left of the costs that
   are theirs: a lease the one-off costs, the others all covered costs.
3. Loans pay what is left of the covered costs.

Each until its ceiling is used up, for the first years first. Within a kind the lower pk comes
first. Own budget pays nothing here: it is laid beside what a buyer has to find.

Everything here counts in whole cents. docs/financing.md has the formulas with an example.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

from buyers.sharing import split
from buyers.terms import GRANTS, SUPPLIERS, Kind, Source

Grid = list[list[int]]  # cents by year and buyer
ORDER = (*GRANTS, *SUPPLIERS, Kind.LOAN)


def in_order(sources: Sequence[Source]) -> list[Source]:
    paying = [source for source in sources if source.kind in ORDER]
    return sorted(paying, key=lambda source: (ORDER.index(source.kind), source.pk))


def half_even(numerator: int, denominator: int) -> int:
    """The nearest whole number; of two equally near ones the even one."""
    whole, rest = divmod(numerator, denominator)
    above = 2 * rest - denominator
    return whole + (above > 0 or (above == 0 and whole % 2))


@cache
def annuity(interest: Decimal, years: int, *, in_advance: bool = False) -> Fraction:
    """What is paid each year, per unit of money lent:

        i / (1 - (1 + i)^-n), and 1 / n without interest

    at the end of each year; in advance, that divided by (1 + i). Exact, without unit.
    Source: the present value of an ordinary annuity and of an annuity due, as in any textbook of
    finance (Brealey, Myers, Allen, Principles of Corporate Finance, ch. 2).
    """
    if not interest:
        return Fraction(1, years)
    rate = Fraction(interest)
    paid = rate / (1 - (1 + rate) ** -years)
    return paid / (1 + rate) if in_advance else paid


def repayments(
    lent: int, interest: Decimal, term: int, grace: int = 0, *, in_advance: bool = False
) -> Iterator[tuple[int, int, int]]:
    """(payment, interest in it, still owed afterwards) of each year of the term, in cents.

    A loan pays at the end of each year: the interest alone in the years of grace, then the annuity
    of the years left. A lease pays in advance: its first payment is due when the money is spent and
    has no interest in it. Every payment is rounded to the cent, half to even; the last one clears
    what is left, so that the principal is repaid exactly.
    """
    rate = Fraction(interest)
    factor = annuity(interest, term - grace, in_advance=in_advance)
    level = half_even(lent * factor.numerator, factor.denominator)
    owed = lent
    for year in range(1, term + 1):
        due = half_even(owed * rate.numerator, rate.denominator)
        if in_advance and year == 1:
            due = 0
        if year <= grace:
            payment = due
        elif year == term:
            payment = owed + due
        else:
            payment = max(due, min(level, owed + due))  # of a few cents, level may round to less
        owed += due - payment
        yield payment, due, owed


class Funding:
    """What the sources pay of the costs of one scenario, and what the buyers pay to them.

    `bundles` are the costs that the same sources pay, one-off costs apart from the others:
    {(pks of the sources, is one-off): cents by year and buyer}.
    """

    def __init__(self, bundles: dict[tuple[frozenset[int], bool], Grid], pks: list[int], years):
        self.costs = bundles
        self.left = {name: [list(row) for row in grid] for name, grid in bundles.items()}
        self.pks, self.years = pks, years
        self.paid: dict[int, Grid] = {}
        self.service: dict[int, Grid] = {}
        self.interest = self._grid()
        self.owed = [0] * len(pks)  # at the end of the plan, by buyer

    def run(self, source: Source, quantities: list[list[Decimal]], saving: Callable[[Grid], Grid]):
        """One source; in the order of `in_order`. `quantities` by year and buyer; `saving` tells
        the saving by year and buyer when this much of the costs is borne by somebody else."""
        paid = self.paid[source.pk] = self._pay(source)
        if source.kind == Kind.LOAN:
            self.service[source.pk] = self._pay_back(source, paid, delay=1)
        elif source.kind == Kind.LEASE:
            self.service[source.pk] = self._pay_back(source, paid, delay=0)
        elif source.kind == Kind.PAY_PER_USE:
            cents = source.fee * 100
            self.service[source.pk] = self._fees(
                source, lambda year, buyer: round(cents * quantities[year][buyer])
            )
        elif source.kind == Kind.SHARED_SAVINGS:
            saved = saving(paid)
            self.service[source.pk] = self._fees(
                source, lambda year, buyer: round(source.rate * max(saved[year][buyer], 0))
            )

    def _pay(self, source: Source) -> Grid:
        names = [
            (sources, is_one_off)
            for sources, is_one_off in self.costs
            if source.pk in sources and (is_one_off or source.kind != Kind.LEASE)
        ]
        paid = self._grid()
        if not names:
            return paid
        is_grant = source.kind in GRANTS
        rate = Fraction(source.rate) if is_grant else Fraction(1)
        room = None if source.ceiling is None else round(source.ceiling * 100)
        buyers = self._buyers_of(source)
        for year in self._years_of(source):
            lefts = [self.left[name][year] for name in names]
            bases = [self.costs[name][year] for name in names] if is_grant else lefts
            base = list(map(sum, zip(*bases, strict=True)))
            wanted = [half_even(base[b] * rate.numerator, rate.denominator) for b in buyers]
            asked = sum(wanted)
            if room is not None and asked > room:
                wanted = split(room, wanted)
            for buyer, amount in zip(buyers, wanted, strict=True):
                if amount:
                    paid[year][buyer] = _take(amount, buyer, bases, lefts)
            if room is not None:
                room -= sum(paid[year])
        return paid

    def _pay_back(self, source: Source, lent: Grid, delay: int) -> Grid:
        """A loan's first payment is due a year after the money was spent, a lease's at once. What
        the plan does not see paid any more is owed at its end."""
        paid = self._grid()
        for year, row in enumerate(lent):
            for buyer, amount in enumerate(row):
                if not amount:
                    continue
                left = amount
                grace = source.grace if delay else 0
                plan = repayments(amount, source.interest, source.term, grace, in_advance=not delay)
                for due, (payment, interest, owed) in enumerate(plan, year + delay):
                    if due >= self.years:
                        break
                    paid[due][buyer] += payment
                    self.interest[due][buyer] += interest
                    left = owed
                self.owed[buyer] += left
        return paid

    def _fees(self, source: Source, fee: Callable[[int, int], int]) -> Grid:
        paid = self._grid()
        for year in self._years_of(source):
            for buyer in self._buyers_of(source):
                paid[year][buyer] = fee(year, buyer)
        return paid

    def _buyers_of(self, source: Source) -> Sequence[int]:
        if source.buyer is None:
            return range(len(self.pks))
        return [self.pks.index(source.buyer)]

    def _years_of(self, source: Source) -> range:
        """Places of the years in which it pays; the term of what is paid back is something else."""
        first = source.first_year - 1
        if source.kind in (Kind.LOAN, Kind.LEASE) or source.term is None:
            return range(first, self.years)
        return range(first, min(first + source.term, self.years))

    def _grid(self) -> Grid:
        return [[0] * len(self.pks) for _year in range(self.years)]


def _take(amount: int, buyer: int, bases: list[list[int]], lefts: list[list[int]]) -> int:
    """Takes it off what is left of this buyer's costs, in proportion to `bases`. Answers what was
    there to take: two grants of 50 % of three cents cannot both round up."""
    weights = [base[buyer] for base in bases]
    shares = split(amount, weights) if amount < sum(weights) else weights
    found = 0
    for share, left in zip(shares, lefts, strict=True):
        taken = min(share, left[buyer])
        left[buyer] -= taken
        found += taken
    return found
