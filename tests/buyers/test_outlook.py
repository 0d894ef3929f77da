"""What a reader may know of the financing: all, its own, or sums of at least three members."""

from decimal import Decimal

import pytest
from django.urls import reverse

from buyers import outlook
from buyers.models import FeasibilityPlan, Question
from core.rights import tell
from tests.buyers.plans import (
    make_cost,
    make_option,
    make_plan,
    make_scenario,
    make_source,
    make_volume,
)
from tests.people import TODAY, make_buyer, make_membership, make_organisation, make_person


@pytest.fixture
def plan(world):
    plan = make_plan(world.group, world.coordinator, years=3, first_year=2028)
    make_cost(plan, amount="300000")
    make_cost(plan, "Haulage", "90", nature="per_unit", phase="operation", is_indexed=False)
    today = {"is_today": True, "is_indexed": False}
    make_cost(plan, "By hand", "200", nature="per_unit", phase="operation", **today)
    return plan


@pytest.fixture
def members(world):
    """Three more; Bob is of the first."""
    found = [make_organisation(name) for name in ("Rijeka", "Zadar", "Osijek")]
    seats = [make_membership(world.group, each) for each in found]
    world.bob = make_person("Bob")
    make_buyer(world.bob, seats[0])
    return found


def read(plan, person, **more):
    row = FeasibilityPlan.objects.select_related("group__project", "group__task").get(pk=plan.pk)
    tell(row, FeasibilityPlan.objects.rights_of(person, TODAY))
    return outlook.read(row, person, TODAY, **more)


def base(plan, person):
    return read(plan, person).of(None)


def test_the_total_and_every_buyer_for_who_steers(plan, world, members):
    make_volume(plan, world.city.organisation, "100")
    make_volume(plan, members[0], "200")
    found = base(plan, world.coordinator)
    assert found.total.quantity == [300, 300, 300]
    assert found.total.life_cycle == [327_000, 27_000, 27_000]
    assert found.total.today == [60_000] * 3
    assert {each.name: each.figures.life_cycle_total for each in found.buyers} == {
        "City of Split": 127_000,
        "Rijeka": 254_000,
    }


def test_two_members_are_told_to_nobody_but_who_steers(plan, world, members):
    make_volume(plan, world.city.organisation, "100")
    make_volume(plan, members[0], "200")
    for person in (world.buyer, world.bob, world.partner, world.officer):
        found = read(plan, person)
        assert found.hides
        [scenario] = found.scenarios
        assert (scenario.total, scenario.buyers) == (None, [])


def test_three_members_are_told_in_total_and_each_its_own(plan, world, members):
    make_volume(plan, world.city.organisation, "100")
    make_volume(plan, members[0], "200")
    make_volume(plan, members[1], "300")
    found = base(plan, world.buyer)
    assert found.total.quantity == [600, 600, 600]
    assert [(each.name, each.is_own) for each in found.buyers] == [("City of Split", True)]
    assert [each.name for each in base(plan, world.bob).buyers] == ["Rijeka"]
    assert base(plan, world.partner).buyers == []
    assert base(plan, world.partner).total.quantity == [600, 600, 600]


def test_a_member_that_agreed_is_seen_and_covers_nobody(plan, world, members):
    make_volume(plan, world.city.organisation, "100", discloses=True)
    make_volume(plan, members[0], "200")
    make_volume(plan, members[1], "300")
    assert base(plan, world.bob).total is None
    make_volume(plan, members[2], "400")
    found = base(plan, world.bob)
    assert [each.name for each in found.buyers] == ["City of Split", "Rijeka"]
    assert found.total.quantity == [1000, 1000, 1000]


def test_a_member_that_begins_later_is_not_told_by_the_difference_of_two_years(
    plan, world, members
):
    for organisation in members:
        make_volume(plan, organisation, "200")
    assert base(plan, world.buyer).total
    make_volume(plan, world.city.organisation, "100", from_year=2)
    assert base(plan, world.bob).total is None
    assert base(plan, world.coordinator).total.quantity == [600, 700, 700]


def test_the_lead_procurer_is_a_buyer_like_the_others(plan, world, members):
    world.group.lead_procurer = world.city
    world.group.save()
    for organisation in (world.city.organisation, *members[:2]):
        make_volume(plan, organisation, "200")
    assert [each.name for each in base(plan, world.buyer).buyers] == ["City of Split"]


def test_who_has_left_counts_no_longer(plan, world, members):
    make_volume(plan, world.city.organisation, "100")
    make_volume(plan, members[0], "200")
    make_source(plan, "budget", members[0]).lines.create(year=1, amount=5)
    seat = world.group.memberships.get(organisation=members[0])
    seat.until = TODAY.replace(day=1)
    seat.save()
    found = base(plan, world.coordinator)
    assert found.total.quantity == [100, 100, 100]
    assert [each.name for each in found.buyers] == ["City of Split"]


def test_a_share_of_who_has_left_is_a_fault_that_says_where(plan, world, members):
    make_volume(plan, world.city.organisation, "100")
    cost = make_cost(plan, "Advice", key="percent")
    cost.shares.create(organisation=members[0], percent=100)
    assert not read(plan, world.coordinator).faults
    seat = world.group.memberships.get(organisation=members[0])
    seat.until = TODAY.replace(day=1)
    seat.save()
    found = read(plan, world.coordinator)
    assert found.scenarios == []
    assert [(fault.what, fault.pk) for fault in found.faults] == [("cost", cost.pk)]
    assert found.faults[0].text == (
        "“Advice”: A buyer that is no member of the group today has a part in it. Change that "
        "first."
    )


def test_own_money_of_one_member_hides_the_cash_of_all_but_not_the_costs(plan, world, members):
    for organisation in (world.city.organisation, *members):
        make_volume(plan, organisation, "100")
    line = plan.costs.get(name="Sorting line")
    make_source(plan, "loan", members[0], [line], interest=Decimal(3), term=2)
    found = read(plan, world.buyer)
    [scenario] = found.scenarios
    assert (bool(found.hides), bool(found.hides_cash)) == (False, True)
    assert scenario.total.cash is None
    assert scenario.total.life_cycle_total
    assert scenario.buyers[0].figures.cash.need_total == 75_000 + 3 * 9000  # its own is its own
    assert base(plan, world.bob).buyers[0].figures.cash.funding_total == 75_000
    assert base(plan, world.coordinator).total.cash.funding_total == 75_000


def test_own_money_of_three_members_is_told_to_who_knows_all_of_it(plan, world, members):
    """Loans have limits, and each limit bends the sum at a price of its own."""
    for organisation in (world.city.organisation, *members):
        make_volume(plan, organisation, "100")
    line = plan.costs.get(name="Sorting line")
    for organisation in members:
        make_source(plan, "loan", organisation, [line], interest=Decimal(3), term=2)
    assert base(plan, world.buyer).total.cash is None
    plan.sources.filter(organisation=members[2]).delete()
    plan.volumes.filter(organisation=members[1]).update(discloses=True)
    assert base(plan, world.buyer).total.cash is None
    found = base(plan, world.bob).total.cash  # one is his own, one he may read
    assert [total for _name, total in found.by_source] == [75_000, 75_000]


def test_budgets_of_three_members_do_not_cover_each_other(plan, world, members):
    """What is uncovered is the sum of what each lacks: at which price somebody begins to lack
    something, and how fast, would tell of each."""
    for organisation in (world.city.organisation, *members):
        make_volume(plan, organisation, "100")
        budget = make_source(plan, "budget", organisation)
        budget.lines.create(year=1, amount=5000)
    found = base(plan, world.buyer)
    assert (found.total.cash.own_budget, found.total.cash.gap) == (None, None)
    assert found.buyers[0].figures.cash.gap == [79_000, 9000, 9000]
    assert read(plan, world.buyer).hides_budgets


def test_shared_savings_do_not_tell_who_saves_nothing(plan, world, members):
    """Each shares what it saves and nobody what it loses: who lets one member bear a cost leaves
    that member out of the sum, and the difference is its saving."""
    group = plan.group
    group.lead_procurer = group.memberships.get(organisation=members[0])
    group.save()
    for organisation in (world.city.organisation, *members):
        make_volume(plan, organisation, "100")
    haulage = plan.costs.get(name="Haulage")
    make_source(plan, "shared_savings", None, [haulage], rate=Decimal(50))
    found = read(plan, world.bob)
    assert (bool(found.hides), bool(found.hides_cash)) == (False, True)
    assert found.of(None).total.cash is None
    assert found.of(None).buyers[0].figures.cash  # its own is its own
    assert base(plan, world.coordinator).total.cash.service_total
    plan.volumes.update(discloses=True)
    assert base(plan, world.bob).total.cash


def test_what_one_gets_of_a_limited_loan_is_not_told_where_it_tells_of_others(plan, world, members):
    for organisation in (world.city.organisation, *members):
        make_volume(plan, organisation, "100")
    line = plan.costs.get(name="Sorting line")
    make_source(plan, "loan", None, [line], interest=Decimal(3), term=2, ceiling=Decimal(1000))
    assert base(plan, world.buyer).buyers[0].figures.cash.funding_total == 250
    make_source(plan, "grant", members[0], [line], rate=Decimal(20))
    assert base(plan, world.buyer).buyers[0].figures.cash is None


def test_budgets_hide_what_is_uncovered_and_nothing_else(plan, world, members):
    for organisation in (world.city.organisation, *members):
        make_volume(plan, organisation, "100")
    make_source(plan, "budget", members[0]).lines.create(year=1, amount=5000)
    found = base(plan, world.buyer).total.cash
    assert found.need_total
    assert (found.own_budget, found.gap) == (None, None)
    assert base(plan, world.coordinator).total.cash.own_budget == [5000, 0, 0]


def test_what_is_tried_out_stands_last_and_is_hidden_alike(plan, world, members):
    make_volume(plan, world.city.organisation, "100")
    tried = make_scenario(plan)
    tried.discount_rate = Decimal(9)
    found = read(plan, world.buyer, tried=tried)
    assert [each.total for each in found.scenarios] == [None, None, None]
    found = read(plan, world.coordinator, tried=tried)
    assert [each.is_tried for each in found.scenarios] == [False, False, True]
    assert found.tried.total.life_cycle_value < found.of(tried.pk).total.life_cycle_value


def test_it_breaks_even_in_a_calendar_year(plan, world):
    make_volume(plan, world.city.organisation, "2000")
    found = base(plan, world.coordinator).total
    # Year 1: 400,000 - 480,000; year 2: 220,000 more, discounted by 4 %
    assert found.saved_so_far == [-80_000, Decimal("131538.46"), Decimal("334940.83")]
    assert found.break_even == 2029
    assert abs(found.saved_so_far[-1] - found.saving) <= Decimal("0.01")


def test_statements_do_not_grow(plan, world, members, django_assert_num_queries):
    make_volume(plan, world.city.organisation, "100")
    make_source(plan, "loan", None, [], interest=Decimal(3), term=2)
    row = FeasibilityPlan.objects.select_related("group__project", "group__task").get(pk=plan.pk)
    tell(row, FeasibilityPlan.objects.rights_of(world.coordinator, TODAY))
    with django_assert_num_queries(10):
        outlook.read(row, world.coordinator, TODAY)
    for organisation in members:
        make_volume(plan, organisation, "200")
        make_source(plan, "grant", organisation, plan.costs.all()[:1], rate=Decimal(10))
        make_scenario(plan).prices.create(cost=plan.costs.first(), amount=5)
    with django_assert_num_queries(10):
        outlook.read(row, world.coordinator, TODAY)


def test_costs_of_a_contract_model_that_no_scenario_has_are_told(plan, world, login):
    """They are in no figure, and who has entered them has to know."""
    model = make_option(plan, "As a service", Question.CONTRACT)
    fee = make_cost(plan, "Fee", "40", nature="per_unit", phase="operation", option=model)
    make_volume(plan, world.city.organisation, "100")
    assert read(plan, world.coordinator).estimates.uncounted == [fee]
    pages = ("plan_financing", "plan_costs", "plan_scenarios")
    addresses = [reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers"]) for name in pages]
    client = login(world.coordinator)
    for address in addresses:
        assert "so no figure counts them: “Fee”." in " ".join(client.get(address).text.split())
    make_scenario(plan, option=model)
    assert read(plan, world.coordinator).estimates.uncounted == []
    for address in addresses:
        assert "no figure counts them" not in client.get(address).text
