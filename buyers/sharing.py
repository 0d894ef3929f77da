"""Who bears how much of a cost: whole cents, shared by a key so that they add up exactly."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from buyers.terms import Buyer, Cost, Key, Nature


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole cents in proportion to the weights: each share is rounded down, and the cents left over
    go to the largest remainders (Hare–Niemeyer), among equals to the first. The shares add up to
    the amount, and each is within a cent of the exact one. Weights add up to more than 0."""
    total = sum(weights)
    shares = [amount * weight // total for weight in weights]
    rest = amount - sum(shares)
    if rest:
        remainders = [-(amount * weight % total) for weight in weights]
        for place in sorted(range(len(weights)), key=remainders.__getitem__)[:rest]:
            shares[place] += 1
    return shares


def whole(values: Sequence[Decimal]) -> list[int]:
    """The same proportions in whole numbers."""
    places = max((-value.as_tuple().exponent for value in values), default=0)
    return [int(value.scaleb(max(places, 0))) for value in values]


def runs(thing: Cost | Buyer, years: int) -> range:
    """The years of the plan in which it counts."""
    last = years if thing.last_year is None else min(thing.last_year, years)
    return range(thing.first_year, last + 1)


class Shares:
    """How costs are shared among these buyers (sorted by pk), year by year."""

    def __init__(self, buyers: Sequence[Buyer], costs: Iterable[Cost], years: int):
        self.pks = [buyer.pk for buyer in buyers]
        self.costs = {cost.pk: cost for cost in costs}
        self.equal = [[1] * len(buyers)] * years
        self.quantities = self._quantities(buyers, years)
        self.percents: dict[int, list[list[int]]] = {}
        self.known: dict[tuple, list[int]] = {}

    def weights(self, cost: Cost) -> list[list[int]]:
        """By year and buyer."""
        rule = rule_of(cost, self.costs)
        if rule.nature == Nature.PER_UNIT or rule.key == Key.QUANTITY:
            return self.quantities
        if rule.key == Key.EQUAL:
            return self.equal
        if rule.pk not in self.percents:
            nothing = Decimal(0)
            percents = whole([rule.percents.get(pk, nothing) for pk in self.pks])
            self.percents[rule.pk] = [percents] * len(self.equal)
        return self.percents[rule.pk]

    def split(self, amount: int, weights: list[int]) -> list[int]:
        """As the function; what was split before is remembered, as many years are alike. The
        weights are some of `weights()`, which are kept."""
        asked = (amount, id(weights))
        if asked not in self.known:
            self.known[asked] = split(amount, weights)
        return self.known[asked]

    def _quantities(self, buyers: Sequence[Buyer], years: int) -> list[list[int]]:
        """By year. In a year in which nobody buys, the quantities of all years together count;
        where nobody ever buys, all share equally."""
        each = whole([buyer.quantity for buyer in buyers])
        periods = [runs(buyer, years) for buyer in buyers]
        overall = [quantity * len(period) for quantity, period in zip(each, periods, strict=True)]
        if not any(overall):
            overall = self.equal[0]
        patterns: dict[tuple, list[int]] = {}
        found = []
        for year in range(1, years + 1):
            now = [q if year in p else 0 for q, p in zip(each, periods, strict=True)]
            found.append(patterns.setdefault(tuple(now), now if any(now) else overall))
        return found


def rule_of(cost: Cost, costs: Mapping[int, Cost]) -> Cost:
    """The cost whose key counts: its own, or the one at the end of “like”."""
    while cost.key == Key.LIKE and cost.nature != Nature.PER_UNIT:
        cost = costs[cost.like]
    return cost
