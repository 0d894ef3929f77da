"""The pages of the financing: who reads what of it, and what the members enter."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.buyers.plans import make_cost, make_plan, make_scenario, make_source, make_volume
from tests.partners.test_pages import submit
from tests.people import make_buyer, make_membership, make_organisation, make_person
from tests.reading import content_of, notes, read_book, read_csv

SLUG, GROUP = "ppi4test", "waste-buyers"


@pytest.fixture
def plan(world):
    plan = make_plan(world.group, world.coordinator, years=3, first_year=2028)
    make_cost(plan, amount="300000")
    make_cost(plan, "Haulage", "90", nature="per_unit", phase="operation")
    make_cost(plan, "By hand", "200", nature="per_unit", phase="operation", is_today=True)
    return plan


@pytest.fixture
def members(world):
    """Three more; Bob is of the first."""
    found = [make_organisation(name) for name in ("Rijeka", "Zadar", "Osijek")]
    seats = [make_membership(world.group, each) for each in found]
    world.bob = make_person("Bob")
    make_buyer(world.bob, seats[0])
    return found


def url(name, *args):
    return reverse(f"buyers:{name}", args=[SLUG, GROUP, *args])


def told(answer) -> str:
    content = content_of(answer) if answer.streaming else answer.content
    return content.decode().replace(",", "")


SECRET = ("4321", "987654")  # Rijeka's quantity, and the limit of its own loan


def paths(world) -> list[str]:
    """All on which a figure could be read."""
    base = world.group.plan.scenarios.get(is_base=True).pk
    tried = f"{url('plan_financing')}?scenario={base}&quantity_percent=100&discount_rate=0"
    return [
        *(url("plan_financing"), tried, url("plan_chances"), url("plan_costs")),
        *(url("plan_funding"), url("plan_scenarios")),
        *(url("plan_financing_export", format) for format in ("csv",)),
        url("plan_costs_export", "csv"),
    ]


@pytest.mark.parametrize("few", [True, False], ids=["two members", "four members"])
def test_a_members_quantity_and_money_are_read_on_no_path_by_others(
    plan, world, members, login, few
):
    make_volume(plan, members[0], "4321")
    make_volume(plan, world.city.organisation, "100")
    if not few:
        for organisation in members[1:]:
            make_volume(plan, organisation, "50")
    line = plan.costs.get(name="Sorting line")
    make_source(
        plan, "loan", members[0], [line], interest=Decimal(3), term=2, ceiling=Decimal(987654)
    )
    world.group.lead_procurer = world.city
    world.group.save()
    for person in (world.buyer, world.partner, world.officer, world.organiser):
        client = login(person)
        for path in paths(world):
            for headers in ({}, {"X-Fragment": "1"}):
                page = client.get(path, headers=headers)
                assert page.status_code == 200, path
                text = told(page)
                assert not [each for each in SECRET if each in text], (person, path)
                if few and "financing" in path:  # nor what both are together
                    assert "4421" not in text, (person, path)
    for person in (world.bob, world.coordinator):
        text = told(login(person).get(url("plan_funding")))
        assert SECRET[1] in text, person
    assert SECRET[0] in told(login(world.coordinator).get(url("plan_financing")))
    assert login(world.stranger).get(url("plan_financing")).status_code == 404


def test_what_is_tried_out_is_asked_alike_and_saves_nothing(plan, world, members, login):
    make_volume(plan, world.city.organisation, "1000")
    base = plan.scenarios.get()
    address = f"{url('plan_financing')}?scenario={base.pk}&discount_rate=7.5"
    page = login(world.coordinator).get(address, headers={"X-Fragment": "1"})
    text = page.content.decode()
    assert text.lstrip().startswith("<div")
    assert "<html" not in text
    assert [each.name for each in page.context["outlook"].scenarios] == ["Base case"] * 2
    assert page.context["outlook"].tried.scenario.discount_rate == Decimal("7.5")
    assert f"?like={base.pk}&amp;discount_rate=7.5" in text
    base.refresh_from_db()
    assert base.discount_rate == 4
    assert plan.scenarios.count() == 1
    page = login(world.bob).get(address)
    assert page.context["outlook"].tried.total is None
    assert "Save as a scenario" not in page.content.decode()


@pytest.mark.parametrize("typed", ["-1", "101", "NaN", "x", "1e99", "9" * 30, "\0", "0.00001"])
def test_a_rate_that_cannot_be_read_is_said_and_left_out(plan, world, login, typed):
    make_volume(plan, world.city.organisation, "1000")
    page = login(world.coordinator).get(url("plan_financing"), {"discount_rate": typed})
    assert page.status_code == 200
    assert page.context["outlook"].tried is None
    assert "It was left out." in page.content.decode()


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 25, "\0", "1.5"])
def test_a_scenario_that_there_is_not_shows_the_base_case(plan, world, login, asked):
    make_volume(plan, world.city.organisation, "1000")
    for name in ("plan_financing", "plan_chances"):
        page = login(world.coordinator).get(url(name), {"scenario": asked})
        assert page.context["chosen"] == plan.scenarios.get()


@pytest.mark.parametrize(
    "typed",
    [
        {"quantity_percent": "0"},
        {"price_percent": "0", "discount_rate": "100"},
        {"price_percent": "999", "quantity_percent": "999", "indexation": "100"},
        {"indexation": "-20", "discount_rate": "0"},
    ],
)
@pytest.mark.parametrize("years", [1, 40])
def test_the_ends_of_what_may_be_tried_out(plan, world, login, typed, years):
    plan.years = years
    plan.save()
    make_volume(plan, world.city.organisation, "999999999999.999")
    make_source(
        plan, "loan", None, plan.costs.filter(name="Sorting line"), interest=Decimal(100), term=40
    )
    page = login(world.coordinator).get(url("plan_financing"), typed)
    assert page.status_code == 200
    assert page.context["outlook"].tried.total
    scenario = plan.scenarios.get()
    for name, value in typed.items():
        setattr(scenario, name, value)
    scenario.save()
    assert login(world.coordinator).get(url("plan_chances")).context["found"].draws == "10,000"


def test_the_form_of_a_cost_tells_its_history(plan, world, login):
    cost = plan.costs.get(name="Haulage")
    client = login(world.coordinator)
    submit(client, url("edit_cost", cost.pk), amount="95")
    [change, _created] = client.get(url("edit_cost", cost.pk)).context["changes"]
    assert [(field.label, field.old, field.new) for field in change.fields] == [
        ("amount", "90.00", "95.00")
    ]


def test_nothing_is_there_yet(plan, world, login):
    for name in ("plan_financing", "plan_chances", "plan_funding"):
        assert login(world.coordinator).get(url(name)).status_code == 200
    text = login(world.buyer).get(url("plan_financing")).content.decode()
    assert "No member has named a quantity yet" in text
    assert "Enter our quantity" in text


def test_the_export_has_what_the_reader_may_know(plan, world, members, login):
    make_volume(plan, world.city.organisation, "100")
    make_volume(plan, members[0], "200")
    rows = read_csv(login(world.buyer).get(url("plan_financing_export", "csv")))
    assert rows[1:] == [["Base case", "all", "", "hidden"]]
    rows = read_csv(login(world.coordinator).get(url("plan_financing_export", "csv")))
    assert [row[1:4] for row in rows[1:4]] == [
        ["all", "2028", "300"],
        ["all", "2029", "300"],
        ["all", "2030", "300"],
    ]
    assert len(rows) == 1 + 3 * 3
    for format in ("xlsx", "ods"):
        book = read_book(login(world.coordinator).get(url("plan_financing_export", format)))
        assert len(book["Financing"]) == len(rows)


def test_the_costs_are_a_list_of_their_own(plan, world, members, login):
    cost = make_cost(plan, "Advice", "10000", key="percent", low=8000, source="An offer")
    cost.shares.create(organisation=members[0], percent=60)
    cost.shares.create(organisation=members[1], percent=40)
    rows = read_csv(login(world.buyer).get(url("plan_costs_export", "csv")))
    assert rows[3] == [
        *["Advice", "no", "", "Investment", "Once", "10000.00", "8000.00", "", "EUR", "2028", ""],
        *["yes", "By fixed percentages", "", "Rijeka 60 %; Zadar 40 %", "An offer"],
    ]
    text = login(world.buyer).get(url("plan_costs")).content.decode()
    assert "Rijeka 60 %, Zadar 40 %" in text
    assert "Take out" not in text


def test_chances_have_a_seed_and_are_the_same_twice(plan, world, login):
    make_volume(plan, world.city.organisation, "2000")
    plan.costs.filter(name="Haulage").update(low=80, high=120)
    plan.scenarios.update(quantity_percent=85, quantity_low=80)
    pages = [login(world.coordinator).get(url("plan_chances")) for _again in range(2)]
    assert pages[0].context["found"] == pages[1].context["found"]
    found = pages[0].context["found"]
    assert (found.draws, found.seed, found.chance) == ("10,000", 20160912, "100 %")
    assert [row.label for row in found.drivers] == ["Haulage", "Quantities"]
    assert sum(int(row.cells[0].replace(",", "")) for row in found.bars.groups[0][1]) == 10_000


def test_one_goes_through_acts_with_an_undo(plan, world, login):
    client = login(world.coordinator)
    cost = plan.costs.get(name="Haulage")
    answer = client.post(url("cost_act", cost.pk, "take-out"), follow=True)
    assert notes(answer) == ["“Haulage” is taken out."]
    assert url("cost_act", cost.pk, "put-back") in answer.content.decode()
    client.post(url("cost_act", cost.pk, "take-out"))
    assert plan.costs.standing().count() == 2
    answer = client.post(url("cost_act", cost.pk, "put-back"), follow=True)
    assert notes(answer) == ["“Haulage” is taken out.", "“Haulage” is put back."]
    assert plan.costs.standing().count() == 3
    first, second = plan.costs.standing().filter(is_today=False)
    client.post(url("cost_act", second.pk, "up"))
    assert list(plan.costs.standing().filter(is_today=False)) == [second, first]
    worst = make_scenario(plan)
    answer = client.post(url("scenario_act", worst.pk, "base"), follow=True)
    assert notes(answer) == ["“Worst case” is the base case now."]
    assert plan.scenarios.get(is_base=True) == worst
    answer = client.post(url("scenario_act", worst.pk, "take-out"), follow=True)
    assert notes(answer) == ["This is the base case. Choose another one first."]
    for name, pk in (("cost_act", cost.pk), ("scenario_act", worst.pk)):
        assert client.post(url(name, pk, "burn")).status_code == 404
        assert client.get(url(name, pk, "take-out")).status_code == 405


@pytest.mark.parametrize("name", ["plan_financing", "plan_costs", "plan_funding", "plan_scenarios"])
def test_statements_do_not_grow(plan, world, members, login, name, django_assert_num_queries):
    def enter(organisation):
        make_volume(plan, organisation, "200")
        cost = make_cost(plan, f"For {organisation}", key="percent")
        cost.shares.create(organisation=organisation, percent=100)
        make_source(plan, "grant", organisation, [cost], rate=Decimal(10))
        make_source(plan, "budget", organisation).lines.create(year=1, amount=9)
        make_scenario(plan, f"With {organisation}").prices.create(cost=cost, amount=5)

    enter(world.city.organisation)
    client = login(world.coordinator)
    client.get(url(name))
    statements = {
        "plan_financing": 13,
        "plan_costs": 15,
        "plan_funding": 15,
        "plan_scenarios": 15,
    }[name]
    with django_assert_num_queries(statements):
        client.get(url(name))
    for organisation in members:
        enter(organisation)
    with django_assert_num_queries(statements):
        client.get(url(name))
