"""Options compared by weighted criteria: totals, ranks, agreement, when the first place changes.

Pure and exact: it knows no database, and computes with fractions. A score goes from 0 (not at all)
to 10 (fully); a mean is taken over the members that gave one.

    share of a criterion       its weight / the sum of all weights
    total of an option         sum of share x mean over the criteria: again 0 to 10
    spread of one mean         mean distance of the scores of two members, over all pairs
    spread of an option        sum of share x spread over the criteria

Members agree up to a spread of 1.5 points, disagree beyond 3, and in between there is some spread.

How much an order depends on one criterion: its share w goes from 0 to 1, and the other criteria
keep their proportions to each other in what is left (equal parts where all of them weigh nothing).
The total of an option is then a straight line in w, from what the others alone give it at w = 0 to
its mean by this criterion at w = 1. First is which line is highest: so the first place changes
where two lines cross, and those points are found exactly, walking along the highest line.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

HIGHEST = 10
AGREE, SPREAD, DISAGREE = "agree", "spread", "disagree"
AGREE_UP_TO, SPREAD_UP_TO = Fraction(3, 2), Fraction(3)  # points between two members


class NoWeight(ValueError):
    """All weights are nought: nothing can be compared by them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """While the criterion's share is between `start` and `end`, these options come first."""

    start: Fraction
    end: Fraction
    first: frozenset


@dataclass(frozen=True, slots=True)
class Change:
    """Beyond `at`, away from the share of now, these come first."""

    at: Fraction
    is_more: bool  # when the criterion weighs more than `at`; else less
    first: frozenset


def shares(weights: Mapping[Hashable, Decimal | Fraction | int]) -> dict[Hashable, Fraction]:
    """The weights as parts of one. Raises NoWeight where their sum is nought, ValueError where one
    is negative or no number."""
    exact = {key: Fraction(weight) for key, weight in weights.items()}
    if any(weight < 0 for weight in exact.values()):
        raise ValueError("a weight is negative")
    whole = sum(exact.values())
    if not whole:
        raise NoWeight
    return {key: weight / whole for key, weight in exact.items()}


def mean(values: Iterable[int]) -> Fraction:
    """Of one value or more."""
    values = list(values)
    return Fraction(sum(values), len(values))


def total(values: Mapping, of: Mapping[Hashable, Fraction]) -> Fraction | None:
    """The values of the criteria (means, or spreads), weighted by the shares `of` them.

    None where one is missing that weighs something.
    """
    if any(share and values.get(key) is None for key, share in of.items()):
        return None
    return sum((share * values[key] for key, share in of.items() if share), Fraction(0))


def ranks(totals: Mapping[Hashable, Fraction | None]) -> dict[Hashable, int]:
    """1 is the highest. Equal totals share a rank, and the next one is left out; who has no total
    has no rank."""
    known = sorted((value for value in totals.values() if value is not None), reverse=True)
    return {key: known.index(value) + 1 for key, value in totals.items() if value is not None}


def spread(values: Iterable[int]) -> Fraction | None:
    """How far two members are apart in the mean; None of fewer than two."""
    pairs = [abs(one - other) for one, other in combinations(values, 2)]
    return mean(pairs) if pairs else None


def agreement(distance: Fraction | None) -> str:
    """AGREE, SPREAD or DISAGREE; nothing where there is no spread to speak of."""
    if distance is None:
        return ""
    if distance <= AGREE_UP_TO:
        return AGREE
    return SPREAD if distance <= SPREAD_UP_TO else DISAGREE


def shifted(of: Mapping[Hashable, Fraction], key: Hashable, to: Fraction) -> dict:
    """The shares when that of `key` is `to`, and the others keep their proportions."""
    rest = 1 - of[key]
    others = len(of) - 1
    return {
        each: to if each == key else (1 - to) * (share / rest if rest else Fraction(1, others))
        for each, share in of.items()
    }


def stretches(means: Mapping[Hashable, Mapping], of: Mapping, key: Hashable) -> list[Stretch]:
    """Who comes first for each share of the criterion `key` from 0 to 1; `means` are those of each
    option by criterion, all of them known. Where two stretches meet, both come first."""
    without, alone = shifted(of, key, Fraction(0)), shifted(of, key, Fraction(1))
    lines = {
        option: (total(values, without), total(values, alone)) for option, values in means.items()
    }
    found, start = [], Fraction(0)
    highest = max(lines.values())  # just after 0: of those that are highest there the steepest
    while start < 1:
        crossings = [
            (_crossing(highest, line), -_slope(line), line)
            for line in set(lines.values())
            if _slope(line) > _slope(highest)
        ]
        end, _steepest, following = min(crossings, default=(Fraction(1), 0, highest))
        end = min(end, Fraction(1))
        first = frozenset(option for option, line in lines.items() if line == highest)
        found.append(Stretch(start, end, first))
        start, highest = end, following
    return found


def _slope(line: tuple[Fraction, Fraction]) -> Fraction:
    return line[1] - line[0]


def _crossing(one: tuple[Fraction, Fraction], steeper: tuple[Fraction, Fraction]) -> Fraction:
    return (one[0] - steeper[0]) / (_slope(steeper) - _slope(one))


def changes(found: list[Stretch], now: Fraction, first: frozenset) -> list[Change]:
    """What else comes first when the criterion weighs less, then when it weighs more, than now;
    `first` are those that come first now."""
    others = [each for each in found if each.first != first]
    less = [Change(each.end, False, each.first) for each in others if each.end <= now]
    return less + [Change(each.start, True, each.first) for each in others if each.start >= now]
