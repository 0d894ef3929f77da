"""Options compared exactly: by hand, and against searching step by step."""

from decimal import Decimal
from fractions import Fraction as F
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buyers import comparison
from buyers.comparison import Change, Stretch

# Worked by hand. Price weighs 30 %, time 50 %, risk 20 %.
#   joint        .3 x 8 + .5 x 4 + .2 x 6 = 2.4 + 2.0 + 1.2 = 5.6
#   coordinated  .3 x 5 + .5 x 7 + .2 x 4 = 1.5 + 3.5 + 0.8 = 5.8
#   central      .3 x 4 + .5 x 4 + .2 x 4 = 4.0
WEIGHTS = {"price": Decimal("1.5"), "time": Decimal("2.5"), "risk": 1}
MEANS = {
    "joint": {"price": F(8), "time": F(4), "risk": F(6)},
    "coordinated": {"price": F(5), "time": F(7), "risk": F(4)},
    "central": {"price": F(4), "time": F(4), "risk": F(4)},
}


def totals_of(means, of) -> dict:
    return {option: comparison.total(values, of) for option, values in means.items()}


def leaders(means, of) -> frozenset:
    found = totals_of(means, of)
    return frozenset(option for option, value in found.items() if value == max(found.values()))


def changes_of(means, of, key) -> list[Change]:
    found = comparison.stretches(means, of, key)
    return comparison.changes(found, of[key], leaders(means, of))


# --- Totals and ranks ----------------------------------------------------------------------------


def test_weights_are_normalised():
    of = comparison.shares(WEIGHTS)
    assert of == {"price": F(3, 10), "time": F(1, 2), "risk": F(1, 5)}


@pytest.mark.parametrize("weights", [{"price": 0, "time": Decimal("0.00")}, {}])
def test_weights_that_are_all_nought_are_refused(weights):
    with pytest.raises(comparison.NoWeight):
        comparison.shares(weights)


@pytest.mark.parametrize("weight", [-1, Decimal("-0.01"), Decimal("NaN"), Decimal("Infinity")])
def test_a_weight_is_a_number_and_not_negative(weight):
    with pytest.raises((ValueError, OverflowError)):
        comparison.shares({"price": weight, "time": 5})


def test_totals_as_by_hand():
    of = comparison.shares(WEIGHTS)
    assert totals_of(MEANS, of) == {"joint": F("5.6"), "coordinated": F("5.8"), "central": 4}


def test_thirds_are_exact():
    of = comparison.shares({"price": 1, "time": 1, "risk": 1})
    mean = comparison.mean([7, 7, 6])  # 20/3
    assert comparison.total({"price": mean, "time": mean, "risk": mean}, of) == F(20, 3)


def test_there_is_no_total_where_something_that_weighs_is_not_known():
    values = {"price": F(8), "time": None}
    assert comparison.total(values, {"price": F(1), "time": F(0)}) == 8
    assert comparison.total(values, {"price": F(1, 2), "time": F(1, 2)}) is None
    assert comparison.total({}, {"price": F(1)}) is None


def test_equal_totals_share_a_rank_and_what_has_no_total_has_none():
    totals = {"a": F(5), "b": F(7), "c": None, "d": F(5), "e": F(1)}
    assert comparison.ranks(totals) == {"b": 1, "a": 2, "d": 2, "e": 4}


# --- Agreement -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "spread", "words"),
    [
        ([7], None, ""),
        ([7, 7, 7], 0, "agree"),
        ([6, 7, 8], F(4, 3), "agree"),  # 1, 2 and 1 apart
        ([5, 5, 5, 8], F(3, 2), "agree"),  # 0 three times, 3 three times
        ([6, 6, 9], 2, "spread"),  # 0, 3 and 3
        ([0, 3], 3, "spread"),
        ([2, 5, 9], F(14, 3), "disagree"),  # 3, 7 and 4
        ([0, 10], 10, "disagree"),
    ],
)
def test_members_agree_by_how_far_two_are_apart(scores, spread, words):
    assert comparison.spread(scores) == spread
    assert comparison.agreement(comparison.spread(scores)) == words


# --- When the first place changes ----------------------------------------------------------------


def test_the_crossing_as_by_hand():
    """Of what price leaves, time has 5/7 and risk 2/7. Without price joint has
    (5 x 4 + 2 x 6) / 7 = 32/7, coordinated (5 x 7 + 2 x 4) / 7 = 43/7, by price alone 8 and 5:
    32/7 + 24/7 w = 43/7 - 8/7 w, so w = 11/32."""
    of = comparison.shares(WEIGHTS)
    crossing = F(11, 32)
    assert comparison.stretches(MEANS, of, "price") == [
        Stretch(F(0), crossing, frozenset({"coordinated"})),
        Stretch(crossing, F(1), frozenset({"joint"})),
    ]
    assert changes_of(MEANS, of, "price") == [Change(crossing, True, frozenset({"joint"}))]
    just = F(1, 10**9)
    for w, first in ((crossing - just, "coordinated"), (crossing + just, "joint")):
        assert leaders(MEANS, comparison.shifted(of, "price", w)) == {first}


def test_whatever_a_criterion_weighs_the_same_may_stay_first():
    means = {"joint": {"price": F(8), "time": F(8)}, "central": {"price": F(8), "time": F(3)}}
    of = comparison.shares({"price": 1, "time": 1})
    assert comparison.stretches(means, of, "time") == [Stretch(F(0), F(1), frozenset({"joint"}))]
    assert changes_of(means, of, "time") == []


def test_the_order_may_change_on_both_sides_of_now():
    """At 0: 6, 5, 0. At 1: 0, 5, 6. They cross at 1/6 and at 5/6."""
    means = {
        "a": {"price": F(0), "time": F(6)},
        "b": {"price": F(5), "time": F(5)},
        "c": {"price": F(6), "time": F(0)},
    }
    of = comparison.shares({"price": 3, "time": 7})
    assert changes_of(means, of, "price") == [
        Change(F(1, 6), False, frozenset("a")),
        Change(F(5, 6), True, frozenset("c")),
    ]


def test_three_that_cross_in_one_point_leave_no_empty_stretch():
    means = {
        "a": {"price": F(0), "time": F(6)},
        "b": {"price": F(3), "time": F(3)},
        "c": {"price": F(6), "time": F(0)},
    }
    of = comparison.shares({"price": 1, "time": 1})
    assert comparison.stretches(means, of, "price") == [
        Stretch(F(0), F(1, 2), frozenset("a")),
        Stretch(F(1, 2), F(1), frozenset("c")),
    ]
    # All three come first now.
    assert changes_of(means, of, "price") == [
        Change(F(1, 2), False, frozenset("a")),
        Change(F(1, 2), True, frozenset("c")),
    ]


def test_options_that_are_equal_come_first_together():
    same = {"price": F(7), "time": F(4)}
    means = {"a": same, "b": dict(same), "c": {"price": F(0), "time": F(9)}}
    of = comparison.shares({"price": 1, "time": 0})
    assert changes_of(means, of, "price") == [Change(F(5, 12), False, frozenset("c"))]
    assert leaders(means, of) == {"a", "b"}


def test_where_all_others_weigh_nothing_they_share_in_equal_parts():
    of = comparison.shares({"price": 5, "time": 0, "risk": 0})
    assert comparison.shifted(of, "price", F(1, 2)) == {
        "price": F(1, 2),
        "time": F(1, 4),
        "risk": F(1, 4),
    }
    # joint 8 and (4 + 6) / 2 = 5, coordinated 5 and 5.5: 5 + 3 w = 5.5 - .5 w, so w = 1/7
    assert changes_of(MEANS, of, "price") == [Change(F(1, 7), False, frozenset({"coordinated"}))]


def test_a_criterion_that_weighs_nothing_now_may_change_the_order_later():
    means = {"a": {"price": F(2), "time": F(8)}, "b": {"price": F(9), "time": F(7)}}
    of = comparison.shares({"price": 0, "time": 1})
    assert changes_of(means, of, "price") == [Change(F(1, 8), True, frozenset("b"))]


def test_one_criterion_has_all_the_weight_or_none():
    means = {"a": {"price": F(2)}, "b": {"price": F(9)}}
    assert changes_of(means, comparison.shares({"price": 3}), "price") == []


# --- Against other ways to find it ---------------------------------------------------------------

CRITERIA = "pqr"


@st.composite
def cases(draw):
    """Two to five options by three criteria, scored by three members; weights not all nought."""
    options = "abcde"[: draw(st.integers(2, 5))]
    thirds = st.integers(0, 30).map(lambda n: F(n, 3))
    means = {option: {key: draw(thirds) for key in CRITERIA} for option in options}
    weights = {key: draw(st.integers(0, 4)) for key in CRITERIA}
    weights[draw(st.sampled_from(CRITERIA))] += 1
    return means, comparison.shares(weights)


@given(cases(), st.sampled_from(CRITERIA))
def test_the_first_place_is_as_told_before_and_after_every_crossing(case, key):
    means, of = case
    found = comparison.stretches(means, of, key)
    assert [each.start for each in found] == [0, *(each.end for each in found[:-1])]
    assert found[-1].end == 1
    for each in found:
        assert each.start < each.end
        just = (each.end - each.start) / 1000
        for w in (each.start + just, (each.start + each.end) / 2, each.end - just):
            assert leaders(means, comparison.shifted(of, key, w)) == each.first
    for one, other in pairwise(found):
        assert one.first != other.first
        meeting = leaders(means, comparison.shifted(of, key, one.end))
        assert one.first | other.first <= meeting


@given(cases(), st.sampled_from(CRITERIA))
def test_searching_step_by_step_finds_the_same(case, key):
    means, of = case
    found = comparison.stretches(means, of, key)
    for step in range(1, 50):
        w = F(step, 50)
        inside = [each.first for each in found if each.start < w < each.end]
        if inside:
            assert [leaders(means, comparison.shifted(of, key, w))] == inside


@given(cases(), st.randoms())
def test_the_order_of_options_criteria_and_scores_makes_no_difference(case, random):
    means, of = case
    mixed = {option: _shuffled(values, random) for option, values in means.items()}
    mixed, mixed_of = _shuffled(mixed, random), _shuffled(of, random)
    assert totals_of(mixed, mixed_of) == totals_of(means, of)
    assert comparison.ranks(totals_of(mixed, mixed_of)) == comparison.ranks(totals_of(means, of))
    for key in CRITERIA:
        assert changes_of(mixed, mixed_of, key) == changes_of(means, of, key)


def _shuffled(values: dict, random) -> dict:
    keys = list(values)
    random.shuffle(keys)
    return {key: values[key] for key in keys}


@given(st.lists(st.integers(0, 10), min_size=2, max_size=6))
def test_the_spread_is_that_of_all_pairs_and_knows_no_order(scores):
    apart = [abs(a - b) for (i, a), (j, b) in product(enumerate(scores), repeat=2) if i != j]
    assert comparison.spread(scores) == F(sum(apart), len(apart))
    assert comparison.spread(sorted(scores)) == comparison.spread(scores)


@given(cases(), st.integers(2, 9))
def test_weights_are_relative(case, times):
    _means, of = case
    assert comparison.shares({key: share * times for key, share in of.items()}) == of
