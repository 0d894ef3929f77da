"""Planned against spent: whatever the figures, the sums add up, in Decimal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import make_period
from workpackages import effort_page
from workpackages.comparison import NONE, Effort, Line, compare, fold, read
from workpackages.models import EffortReport, PlannedEffort, ReportedEffort


class Named:
    """What the table asks of a partner, a work package or a period."""

    def __init__(self, pk):
        self.pk, self.number = pk, pk
        self.code = self.title = self.short_name = f"N{pk}"
        self.organisation = self


MONTHS = st.decimals(min_value=0, max_value=99999, places=2)
CELLS = st.tuples(st.integers(1, 6), st.integers(1, 6))
GRIDS = st.builds(
    lambda planned, spent: Effort(
        partners=[Named(pk) for pk in range(1, 7)],
        packages=[Named(pk) for pk in range(1, 7)],
        periods=[Named(pk) for pk in range(1, 4)],
        reports=[],
        planned=planned,
        spent=spent,
    ),
    st.dictionaries(CELLS, MONTHS, max_size=36),
    st.dictionaries(CELLS, st.dictionaries(st.integers(1, 3), MONTHS, max_size=3), max_size=36),
)


def check(line: Line) -> None:
    """A sum is what its lines make, all the way down."""
    for part in line.inner:
        check(part)
    if line.inner:
        assert line.planned == sum(part.planned for part in line.inner)
        assert line.actual == sum(part.actual for part in line.inner)
        assert line.difference == sum(part.difference for part in line.inner)
        for period in line.spent:
            assert line.spent[period] == sum(part.spent.get(period, 0) for part in line.inner)


@given(GRIDS)
def test_rows_columns_and_totals_are_equal_both_ways(grid):
    by_partner, by_package = compare(grid, by="partner"), compare(grid, by="package")
    for total in (by_partner, by_package):
        check(total)
        assert total.planned == sum(grid.planned.values(), NONE)
        assert total.actual == sum((sum(each.values()) for each in grid.spent.values()), NONE)
        assert (total.planned, total.actual) == (by_partner.planned, by_package.actual)
    for group in by_package.inner:  # the columns of the other table
        lines = [
            line for other in by_partner.inner for line in other.inner if line.label == group.label
        ]
        assert sum(line.planned for line in lines) == group.planned
        assert sum(line.actual for line in lines) == group.actual


@given(GRIDS)
def test_the_periods_make_up_what_was_spent(grid):
    whole = compare(grid, by="partner")
    parts = [compare(grid, by="partner", period=period) for period in grid.periods]
    assert sum(part.actual for part in parts) == whole.actual
    assert {part.planned for part in parts if part.planned} <= {whole.planned}
    one = [compare(grid, by="partner", partner=partner) for partner in grid.partners]
    assert sum(part.actual for part in one) == whole.actual
    assert sum(part.planned for part in one) == whole.planned


@given(GRIDS)
def test_bars_lie_between_nothing_and_the_whole_width(grid):
    words = effort_page.Words()
    for bar in effort_page.bars(compare(grid, by="package").inner, words):
        assert 0 <= float(bar.planned_width) <= 100
        assert 0 <= float(bar.actual_width) <= 100


@pytest.mark.parametrize(
    ("planned", "spent", "difference", "share", "over"),
    [
        ("4.00", "1.00", "-3.00", 25, False),
        ("4.00", "4.00", "0.00", 100, False),
        ("3.00", "4.00", "1.00", 133, True),
        ("0.00", "0.50", "0.50", None, True),
        ("8.00", "0.10", "-7.90", 1, False),  # 1.25 % is 1 %
        ("8.00", "0.12", "-7.88", 2, False),  # and 1.5 % is 2 %
    ],
)
def test_a_line_says_how_much_of_the_plan_is_spent(planned, spent, difference, share, over):
    line = Line("x", planned=Decimal(planned), spent={1: Decimal(spent)})
    assert (line.difference, line.share, line.is_over) == (Decimal(difference), share, over)


@pytest.mark.parametrize(
    ("opened", "folded", "toggles"),
    [
        ("", [False, False], ["b", "a"]),
        ("all", [False, False], ["b", "a"]),
        ("none", [True, True], ["a", "b"]),
        ("b", [True, False], ["a,b", "none"]),
        ("nonsense", [True, True], ["a", "b"]),
    ],
)
def test_groups_fold_one_by_one(opened, folded, toggles):
    groups = [Line("A", key="a", inner=[Line("1")]), Line("B", key="b", inner=[Line("2")])]
    fold(groups, opened)
    assert [group.folded for group in groups] == folded
    assert [group.toggle for group in groups] == toggles


def test_a_long_table_is_folded_at_first():
    groups = [Line("A", key="a", inner=[Line("1")] * 61)]
    fold(groups, "")
    assert groups[0].folded


def test_only_what_is_handed_in_counts(world, django_assert_num_queries):
    period = make_period(world.project)
    PlannedEffort.objects.create(
        work_package=world.wp4, participation=world.acr, person_months=Decimal("6.00")
    )
    for partner, state, value in (
        (world.acr, "approved", "2.50"),
        (world.iclei, "submitted", "1.25"),
        (world.zagreb, "open", "9.00"),
    ):
        report = EffortReport.objects.create(period=period, participation=partner, state=state)
        ReportedEffort.objects.create(
            report=report, work_package=world.wp4, person_months=Decimal(value)
        )
    partners = list(world.project.participations.select_related("organisation"))
    with django_assert_num_queries(5):
        total = compare(read(world.project, partners), by="partner")
    assert [(line.label, line.planned, line.actual) for line in total.inner] == [
        ("ICLEI", Decimal("0.00"), Decimal("1.25")),
        ("ACR+", Decimal("6.00"), Decimal("2.50")),
    ]
    assert (total.planned, total.actual) == (Decimal("6.00"), Decimal("3.75"))
