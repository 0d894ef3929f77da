"""What each source of money pays and costs: by hand, and as numpy-financial has it."""

from decimal import Decimal

import numpy_financial
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buyers.financing import Kind, compute
from buyers.funding import annuity, half_even, repayments
from buyers.terms import GRANTS
from tests.buyers.terms import (
    budget,
    buyer,
    line,
    one_off,
    per_unit,
    plans,
    result,
    source,
    yearly,
)

TWO = [buyer(1, 30), buyer(2, 10)]  # three quarters and one quarter


def paid(of, *sources) -> list[str]:
    return [line(of.funding[pk]) for pk in sources]


# --- Grants and structural funds


@pytest.mark.parametrize("kind", GRANTS)
def test_a_grant_pays_its_rate_of_the_covered_costs(kind):
    costs = [one_off(1, 1000), yearly(2, 100), yearly(3, 50)]
    grant = source(1, kind, 1, 2, rate="0.35")
    found = result(costs, TWO, [grant], years=3)
    assert paid(found.total, 1) == ["385.00 35.00 35.00"]
    assert paid(found.buyers[1], 1) == ["288.75 26.25 26.25"]
    assert line(found.total.life_cycle) == "1150.00 150.00 150.00"
    assert line(found.total.cash_need) == "765.00 115.00 115.00"
    assert found.total.service == {}


def test_a_ceiling_is_used_up_by_the_first_years():
    """450 of 1000, 50 left of 45 + 45"""
    grant = source(1, Kind.GRANT, 1, 2, rate="0.45", ceiling="500")
    found = result([one_off(1, 1000), yearly(2, 100, first_year=2)], TWO, [grant], years=3)
    assert paid(found.total, 1) == ["450.00 45.00 5.00"]
    assert paid(found.buyers[1], 1) == ["337.50 33.75 3.75"]


def test_a_ceiling_of_nothing_pays_nothing():
    grant = source(1, Kind.GRANT, 1, rate="0.45", ceiling="0")
    assert not result([one_off(1, 1000)], TWO, [grant], years=1).total.funding[1]


def test_a_grant_for_one_buyer_pays_that_buyers_share():
    grant = source(1, Kind.GRANT, 1, rate="0.5", buyer=2, ceiling="100")
    found = result([yearly(1, 400)], TWO, [grant], years=3)
    assert paid(found.buyers[2], 1) == ["50.00 50.00 0.00"]
    assert found.buyers[1].funding == {}
    assert paid(found.total, 1) == ["50.00 50.00 0.00"]


def test_a_buyer_does_not_read_of_anothers_loan():
    loans = [
        source(1, Kind.LOAN, 1, term=2, ceiling="50"),
        source(2, Kind.LOAN, 1, term=2, buyer=2, ceiling="50"),
    ]
    found = result([yearly(1, 400)], TWO, loans, years=3)
    for part in ("funding", "service"):
        assert [list(getattr(of, part)) for of in found.buyers.values()] == [[1], [1, 2]]
        assert list(getattr(found.total, part)) == [1, 2]


def test_a_grant_runs_from_its_first_year_for_its_term():
    grant = source(1, Kind.GRANT, 1, rate="1", first_year=2, term=2)
    assert paid(result([yearly(1, 4)], TWO, [grant], years=4).total, 1) == ["0.00 4.00 4.00 0.00"]


def test_two_grants_never_pay_more_than_there_is():
    """Half of three cents is rounded to two; the second finds one."""
    grants = [source(pk, Kind.GRANT, 1, rate="0.5") for pk in (2, 1)]
    found = result([one_off(1, "0.03")], [buyer(1, 1)], grants, years=1).total
    assert paid(found, 1, 2) == ["0.02", "0.01"]
    assert line(found.cash_need) == "0.00"


def test_what_one_grant_takes_of_each_cost_is_left_to_the_next():
    """60 % of the first cost, then 20 % of both, then all that is left of the first: 20 %."""
    costs = [one_off(1, 100), one_off(2, 100)]
    sources = [
        source(1, Kind.GRANT, 1, rate="0.6"),
        source(2, Kind.GRANT, 1, 2, rate="0.2"),
        source(3, Kind.LOAN, 1, term=2),
    ]
    found = result(costs, [buyer(1, 1)], sources, years=1).total
    assert paid(found, 1, 2, 3) == ["60.00", "40.00", "20.00"]


def test_a_source_without_costs_pays_nothing():
    grant = source(1, Kind.GRANT, rate="1")
    assert not result([yearly(1, 4)], TWO, [grant], years=2).total.funding[1]


def test_a_source_of_another_contract_models_costs_pays_nothing():
    grant = source(1, Kind.GRANT, 1, rate="1")
    assert not result([yearly(1, 4, option=3)], TWO, [grant], years=2).total.funding[1]


# --- Annuities


@pytest.mark.parametrize("interest", ["0", "0.0375", "0.1", "1"])
@pytest.mark.parametrize("years", [1, 7, 40])
def test_annuities_as_numpy_financial_has_them(interest, years):
    rate = float(interest)
    at_end, at_begin = (
        float(annuity(Decimal(interest), years, in_advance=when)) for when in (False, True)
    )
    assert at_end == pytest.approx(-numpy_financial.pmt(rate, years, 1))
    assert at_begin == pytest.approx(-numpy_financial.pmt(rate, years, 1, when="begin"))


def test_a_loan_by_hand():
    """1000 at 10 % over three years: 1000 x 0.1 / (1 - 1.1^-3) = 402.11; the last one clears."""
    assert list(repayments(100_000, Decimal("0.1"), 3)) == [
        (40211, 10000, 69789),
        (40211, 6979, 36557),
        (40213, 3656, 0),
    ]


def test_years_of_grace_pay_interest_only():
    """Then 1000 x 0.1 / (1 - 1.1^-2) = 576.19"""
    assert list(repayments(100_000, Decimal("0.1"), 4, 2)) == [
        (10000, 10000, 100_000),
        (10000, 10000, 100_000),
        (57619, 10000, 52381),
        (57619, 5238, 0),
    ]


def test_a_lease_is_paid_in_advance():
    """402.1148 / 1.1 = 365.56; interest on 634.44 and on 332.32"""
    assert list(repayments(100_000, Decimal("0.1"), 3, in_advance=True)) == [
        (36556, 0, 63444),
        (36556, 6344, 33232),
        (36555, 3323, 0),
    ]


@pytest.mark.parametrize(("interest", "term"), [("0.025", 20), ("0.08", 5), ("0.12", 10)])
def test_interest_and_repayment_as_numpy_financial_has_them(interest, term):
    rows = list(repayments(12_345_678, Decimal(interest), term))
    years = range(1, term + 1)
    dues = -numpy_financial.ipmt(float(interest), years, term, 123456.78)
    repaid = -numpy_financial.ppmt(float(interest), years, term, 123456.78)
    # Half a cent at most is rounded off a payment, and bears interest until the last one clears it.
    off = 0.01 - 0.005 * numpy_financial.fv(float(interest), term, 1, 0)
    assert [due / 100 for _payment, due, _owed in rows] == pytest.approx(list(dues), abs=off)
    assert [(payment - due) / 100 for payment, due, _owed in rows] == pytest.approx(
        list(repaid), abs=off
    )


@settings(deadline=None)
@given(
    st.integers(1, 10**13),
    st.integers(0, 300),
    st.integers(1, 40),
    st.integers(0, 39),
    st.booleans(),
)
def test_what_is_lent_is_repaid_to_the_cent(lent, permille, term, grace, in_advance):
    grace = 0 if in_advance else min(grace, term - 1)
    rows = list(repayments(lent, Decimal(permille) / 1000, term, grace, in_advance=in_advance))
    assert sum(payment - due for payment, due, _owed in rows) == lent
    assert rows[-1][2] == 0
    assert len(rows) == term
    assert all(payment >= 0 for payment, _due, _owed in rows)
    assert all(0 <= owed <= lent for _payment, _due, owed in rows)


@pytest.mark.parametrize(
    ("number", "rounded"), [((1, 2), 0), ((3, 2), 2), ((5, 2), 2), ((7, 5), 1), ((8, 5), 2)]
)
def test_half_goes_to_even(number, rounded):
    assert half_even(*number) == rounded


# --- Loans


def test_a_loan_draws_what_grants_leave_and_is_paid_back_from_the_next_year():
    sources = [
        source(1, Kind.LOAN, 1, interest="0.1", term=3),
        source(2, Kind.GRANT, 1, rate="0.5"),
    ]
    found = result([one_off(1, 2000)], TWO, sources, years=5).total
    assert paid(found, 2, 1) == [
        "1000.00 0.00 0.00 0.00 0.00",
        "1000.00 0.00 0.00 0.00 0.00",
    ]
    # Each buyer's payments are rounded: 301.59 of 750 and 100.53 of 250.
    assert line(found.service[1]) == "0.00 402.12 402.12 402.11 0.00"
    assert line(found.interest) == "0.00 100.00 69.79 36.56 0.00"
    assert line(found.cash_need) == "0.00 402.12 402.12 402.11 0.00"
    assert found.owed_at_end == 0


def test_each_years_draw_is_paid_back_on_its_own():
    """The ceiling leaves 50 for the third year."""
    loan = source(1, Kind.LOAN, 1, term=2, ceiling="250")
    found = result([yearly(1, 100)], [buyer(1, 1)], [loan], years=5).total
    assert paid(found, 1) == ["100.00 100.00 50.00 0.00 0.00"]
    assert line(found.service[1]) == "0.00 50.00 100.00 75.00 25.00"
    assert line(found.cash_need) == "0.00 50.00 150.00 175.00 125.00"


def test_what_is_owed_at_the_end_counts_as_if_repaid_then():
    """Half of 1000 is repaid in year 2; discounting at 25 %: (500 + 500) x 0.8"""
    loan = source(1, Kind.LOAN, 1, term=2)
    found = result([one_off(1, 1000)], TWO, [loan], years=2, discount_rate="0.25").total
    assert line(found.cash_need) == "0.00 500.00"
    assert found.owed_at_end == Decimal("500.00")
    assert found.cash_need_value == Decimal("800.00")


def test_what_is_owed_at_the_end_may_undo_a_break_even():
    """Saved 400 and 400 - 500, but 500 are left to pay."""
    costs = [one_off(1, 1000), yearly(2, 400, is_today=True)]
    loan = source(1, Kind.LOAN, 1, term=2)
    assert result(costs, TWO, [loan], years=2).total.cash_break_even_year is None
    assert result(costs, TWO, [loan], years=3).total.cash_break_even_year == 1


def test_a_loan_of_the_last_year_is_owed():
    loan = source(1, Kind.LOAN, 1, term=2)
    found = result([one_off(1, 1000, first_year=2)], TWO, [loan], years=2).total
    assert found.owed_at_end == Decimal("1000.00")


@pytest.mark.parametrize("years", [1, 4, 11, 15])
def test_borrowing_at_the_discount_rate_changes_no_value(years):
    """Whatever the plan does not see repaid; but for the cents of the payments."""
    sources = [source(1, Kind.LOAN, 1, interest="0.04", term=10, grace=2)]
    found = result([one_off(1, "98765.43")], TWO, sources, years=years, discount_rate="0.04").total
    assert float(found.cash_need_value) == pytest.approx(98765.43, abs=0.1 if years < 11 else 0.02)


# --- Suppliers who bear costs


def test_a_lease_bears_one_off_costs_and_is_paid_from_the_same_year():
    """Of 1000 in the second year, at 10 % over two years in advance: 1000 / (1 + 1 / 1.1)"""
    lease = source(1, Kind.LEASE, 1, 2, interest="0.1", term=2)
    costs = [one_off(1, 1000, first_year=2), yearly(2, 10)]
    found = result(costs, [buyer(1, 1)], [lease], years=4).total
    assert paid(found, 1) == ["0.00 1000.00 0.00 0.00"]
    assert line(found.service[1]) == "0.00 523.81 523.81 0.00"
    assert line(found.interest) == "0.00 0.00 47.62 0.00"
    assert line(found.cash_need) == "10.00 533.81 533.81 10.00"


def test_a_lease_knows_no_grace():
    lease = source(1, Kind.LEASE, 1, term=4, grace=2)
    assert line(result([one_off(1, 1000)], TWO, [lease], years=2).total.service[1]) == (
        "250.00 250.00"
    )


def test_a_lease_outlives_the_plan():
    lease = source(1, Kind.LEASE, 1, term=4)
    found = result([one_off(1, 1000)], TWO, [lease], years=3).total
    assert line(found.service[1]) == "250.00 250.00 250.00"
    assert found.owed_at_end == Decimal("250.00")


def test_paid_per_use():
    """The supplier bears all of the covered costs of three years; a fee for what is used then."""
    buyers = [buyer(1, "30.5"), buyer(2, 10, first_year=3)]
    use = source(1, Kind.PAY_PER_USE, 1, 2, fee="1.10", first_year=2, term=3)
    costs = [one_off(1, 100, first_year=2), per_unit(2, 2), yearly(3, 7)]
    found = result(costs, buyers, [use], years=5)
    assert paid(found.total, 1) == ["0.00 161.00 81.00 81.00 0.00"]
    assert line(found.total.service[1]) == "0.00 33.55 44.55 44.55 0.00"
    assert line(found.buyers[2].service[1]) == "0.00 0.00 11.00 11.00 0.00"
    assert line(found.total.cash_need) == "68.00 40.55 51.55 51.55 88.00"


def test_the_fee_follows_the_quantity_of_the_scenario():
    use = source(1, Kind.PAY_PER_USE, 1, fee="1", term=1)
    found = result([one_off(1, 100)], TWO, [use], years=1, quantity_factor="0.5").total
    assert line(found.service[1]) == "20.00"


def test_shared_savings():
    """The supplier bears the investment. Saved: 300 - 100 a year while it runs, less what the buyer
    pays itself in the third year: nothing is shared then. Half of it for three years."""
    costs = [
        one_off(1, 1000),
        yearly(2, 100),
        one_off(3, 250, first_year=3),
        yearly(4, 300, is_today=True),
    ]
    savings = source(1, Kind.SHARED_SAVINGS, 1, rate="0.5", term=3)
    found = result(costs, TWO, [savings], years=4)
    assert paid(found.total, 1) == ["1000.00 0.00 0.00 0.00"]
    assert line(found.total.service[1]) == "100.00 100.00 0.00 0.00"
    assert line(found.buyers[1].service[1]) == "75.00 75.00 0.00 0.00"
    assert line(found.total.cash_need) == "200.00 200.00 350.00 100.00"


def test_each_buyer_shares_its_own_saving():
    """The first saves 60 of 100, the second loses."""
    costs = [
        yearly(1, 80, key="equal"),
        yearly(2, 100, key="percent", percents={1: Decimal(100)}, is_today=True),
    ]
    savings = source(1, Kind.SHARED_SAVINGS, rate="0.5")
    found = result(costs, TWO, [savings], years=1)
    assert line(found.buyers[1].service[1]) == "30.00"
    assert line(found.buyers[2].service[1]) == "0.00"


def test_suppliers_bear_what_grants_leave_and_loans_find_nothing():
    sources = [
        source(1, Kind.LOAN, 1, term=3),
        source(2, Kind.LEASE, 1, term=2),
        source(3, Kind.STRUCTURAL, 1, rate="0.4"),
    ]
    found = result([one_off(1, 1000)], TWO, sources, years=3).total
    assert [each.split()[0] for each in paid(found, 3, 2, 1)] == ["400.00", "600.00", "0.00"]


def test_a_supplier_bears_no_more_than_its_ceiling():
    lease = source(1, Kind.LEASE, 1, term=2, ceiling="600")
    found = result([one_off(1, 1000)], TWO, [lease], years=2).total
    assert line(found.cash_need) == "700.00 300.00"


# --- Own budget


def test_the_gap_is_what_a_years_budget_does_not_reach():
    """What is left of one year or of one buyer fills no other's gap."""
    budgets = [budget(1, 1, y1=500, y2=100), budget(2, 1, y2=50), budget(3, 2, y1=1, y9=7)]
    found = result([yearly(1, 400)], TWO, budgets, years=2)
    assert line(found.buyers[1].cash_need) == "300.00 300.00"
    assert line(found.buyers[1].own_budget) == "500.00 150.00"
    assert line(found.buyers[1].gap) == "0.00 150.00"
    assert line(found.buyers[2].gap) == "99.00 100.00"
    assert line(found.total.own_budget) == "501.00 150.00"
    assert line(found.total.gap) == "99.00 250.00"
    assert found.total.funding == {}


# --- Properties


@settings(deadline=None)
@given(plans())
def test_nothing_is_paid_twice_and_nothing_is_lost(plan):
    """Cash need = costs - funding + service, year by year, and what was lent is paid or owed."""
    _costs, _buyers, sources, _assumptions = plan
    found = compute(*plan)
    for of in [found.total, *found.buyers.values()]:
        for year, costs in enumerate(of.life_cycle.by_year):
            funded = sum(paid.by_year[year] for paid in of.funding.values())
            served = sum(paid.by_year[year] for paid in of.service.values())
            assert 0 <= funded <= costs
            assert of.cash_need.by_year[year] == costs - funded + served
            assert of.own_budget.by_year[year] == 0
            assert of.gap.by_year[year] == of.cash_need.by_year[year]
        lenders = [s.pk for s in sources if s.kind in (Kind.LOAN, Kind.LEASE)]
        lent = sum(paid.total for pk, paid in of.funding.items() if pk in lenders)
        served = sum(paid.total for paid in of.service.values())
        assert served - of.interest.total + of.owed_at_end == lent
    for each in sources:
        if each.ceiling is not None:
            assert found.total.funding[each.pk].total <= each.ceiling
