"""What is typed wrong in the financing: told at its field, nothing is lost or changed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from buyers import costs, scenarios, volumes
from buyers.models import BuyerVolume, CostItem, Scenario
from tests.buyers.plans import (
    make_cost,
    make_option,
    make_plan,
    make_scenario,
    make_source,
    make_volume,
)
from tests.partners.test_pages import fields_of, submit
from tests.people import (
    TODAY,
    make_commitment,
    make_group,
    make_need,
    make_share,
)
from tests.reading import errors, notes

COST = {
    "name": "Sorting line",
    "phase": "investment",
    "nature": "one_off",
    "amount": "1000.50",
    "from_year": "1",
    "is_indexed": "on",
    "key": "quantity",
}


@pytest.fixture
def plan(world):
    return make_plan(world.group, world.coordinator, years=10, first_year=2028)


def url(name, *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


# --- Costs


def test_a_cost_is_entered_once_and_changed_with_its_shares(plan, world, rijeka, login):
    client = login(world.coordinator)
    city = world.city.organisation_id
    typed = COST | {"key": "percent", f"share_{city}": "33.5", f"share_{rijeka.pk}": "66.5"}
    for _twice in range(2):
        assert client.post(url("new_cost"), typed).status_code == 302
    cost = plan.costs.get()
    assert (cost.amount, cost.position) == (Decimal("1000.50"), 1)
    assert dict(cost.shares.values_list("organisation", "percent")) == {
        city: Decimal("33.5"),
        rijeka.pk: Decimal("66.5"),
    }
    assert cost.history.get().history_user == world.coordinator
    answer = submit(client, url("edit_cost", cost.pk), key="equal", amount="900")
    assert answer.status_code == 302
    cost.refresh_from_db()
    assert (cost.amount, cost.key, cost.shares.count()) == (900, "equal", 0)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"amount": "-1"}, {"amount": ["This cannot be negative."]}),
        ({"amount": "NaN"}, {"amount": ["Enter a number."]}),
        ({"amount": "1.234"}, {"amount": ["Ensure that there are no more than 2 decimal places."]}),
        (
            {"amount": "9" * 30},
            {"amount": ["Ensure that there are no more than 15 digits in total."]},
        ),
        ({"amount": ""}, {"amount": ["This field is required."]}),
        ({"name": "a\0b"}, {"name": ["Null characters are not allowed."]}),
        ({"name": ""}, {"name": ["This field is required."]}),
        ({"from_year": "0"}, {"from_year": ["Ensure this value is greater than or equal to 1."]}),
        ({"from_year": "11"}, {"from_year": ["The plan has 10 years."]}),
        (
            {"to_year": "9999"},
            {
                "to_year": [
                    "Ensure this value is less than or equal to 40.",
                    "The plan has 10 years.",
                ]
            },
        ),
        ({"from_year": "5", "to_year": "4"}, {"to_year": ["It ends before it begins."]}),
        ({"low": "2000"}, {"low": ["This is more than the amount, or negative."]}),
        ({"high": "5"}, {"high": ["This is less than the amount."]}),
        ({"key": "like"}, {"like": ["Like which cost?"]}),
        (
            {"key": "percent"},
            {"key": ["The shares add up to 0 %. They must be 100 %."]},
        ),
        (
            {"option": "9" * 25},
            {"option": ["Select a valid choice. That choice is not one of the available choices."]},
        ),
    ],
)
def test_a_cost_typed_wrong(plan, world, login, typed, told):
    client = login(world.coordinator)
    answer = client.post(url("new_cost"), COST | typed)
    assert errors(answer) == told
    assert fields_of(answer)["name"] == (COST | typed)["name"]
    assert plan.costs.count() == 0
    cost = make_cost(plan, "Kept", "7")
    answer = client.post(url("edit_cost", cost.pk), COST | typed | {"version_seen": "0"})
    cost.refresh_from_db()
    assert (cost.name, cost.amount) == ("Kept", 7)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        (("60", "30"), {"key": ["The shares add up to 90 %. They must be 100 %."]}),
        (("60", "40.0001"), {"key": ["The shares add up to 100.0001 %. They must be 100 %."]}),
    ],
)
def test_shares_add_up(plan, world, rijeka, login, shares, told):
    names = (f"share_{world.city.organisation_id}", f"share_{rijeka.pk}")
    typed = COST | {"key": "percent"} | dict(zip(names, shares, strict=True))
    answer = login(world.coordinator).post(url("new_cost"), typed)
    assert errors(answer) == told
    assert plan.costs.count() == 0


def test_a_share_of_who_has_left_is_refused(plan, world, rijeka, login):
    seat = world.group.memberships.get(organisation=rijeka)
    seat.until = TODAY.replace(day=1)
    seat.save()
    cost = CostItem(plan=plan, name="x", amount=1, phase="investment", nature="yearly")
    cost.key = "percent"
    given = {"cost": cost, "by": world.coordinator, "on": TODAY}
    with pytest.raises(Exception, match="no member of the group today") as refusal:
        costs.enter(shares={rijeka.pk: Decimal(100)}, **given)
    assert list(refusal.value.message_dict) == ["key"]


def test_shares_in_a_circle_are_refused_at_the_field(plan, world, login):
    first = make_cost(plan, "First")
    second = make_cost(plan, "Second", key="like", like=first)
    answer = submit(
        login(world.coordinator), url("edit_cost", first.pk), key="like", like=second.pk
    )
    assert errors(answer) == {
        "like": ["It is shared like itself, by way of others. Choose another key for one of them."],
    }
    first.refresh_from_db()
    assert (first.key, first.like) == ("quantity", None)


def test_what_others_follow_is_not_taken_out(plan, world, login):
    first = make_cost(plan, "First")
    make_cost(plan, "Second", key="like", like=first)
    answer = login(world.coordinator).post(url("cost_act", first.pk, "take-out"), follow=True)
    assert notes(answer) == ["“Second” is shared like this one. Choose another key there first."]
    assert plan.costs.standing().count() == 2


def test_costs_of_another_plan_are_not_found(plan, world, login):
    other = make_plan(make_group(world.project, "Others"), world.coordinator)
    cost, source, scenario = make_cost(other), make_source(other), other.scenarios.get()
    client = login(world.coordinator)
    for name, pk in (
        ("edit_cost", cost.pk),
        ("edit_source", source.pk),
        ("edit_scenario", scenario.pk),
        ("edit_cost", 10**25),
        ("edit_source", 10**25),
        ("edit_scenario", 10**25),
    ):
        assert client.get(url(name, pk)).status_code == 404
        assert client.post(url(name, pk), COST).status_code == 404


# --- A member's quantity


def test_a_member_enters_its_quantity_and_takes_it_over(plan, world, rijeka, login):
    need = make_need(world.group)
    share = make_share(need, world.city.organisation, quantity=Decimal("120.5"))
    make_share(need, rijeka, quantity=777)
    held = make_commitment(need, world.city.organisation, quantity=90, year=2028)
    client = login(world.buyer)
    address = url("plan_quantity", world.city.organisation_id)
    page = client.get(f"{address}?from=answer-{share.pk}")
    assert [offer.words for offer in page.context["offers"]] == [
        "90 tonnes a year, our commitment for 2028 to N1 Need 1",
        "120.5 tonnes a year, our answer to N1 Need 1",
    ]
    assert fields_of(page)["quantity"] == "120.5"
    assert fields_of(client.get(f"{address}?from=commitment-{held.pk}"))["quantity"] == "90"
    for _twice in range(2):
        assert client.post(address, {"quantity": "120.5", "from_year": "2"}).status_code == 302
    volume = plan.volumes.get()
    assert (volume.organisation, volume.quantity) == (world.city.organisation, Decimal("120.5"))
    assert volume.discloses is False
    assert volume.history.get().history_user == world.buyer
    assert submit(client, address, discloses="on").status_code == 302
    assert plan.volumes.get().discloses


def test_nobody_names_a_quantity_for_another(plan, world, rijeka, login):
    typed = {"quantity": "5", "from_year": "1"}
    for person in (world.bob, world.coordinator, world.wp_lead, world.partner):
        answer = login(person).post(url("plan_quantity", world.city.organisation_id), typed)
        assert answer.status_code == 403
    stranger = login(world.stranger).post(url("plan_quantity", rijeka.pk), typed)
    assert stranger.status_code == 404
    assert BuyerVolume.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"quantity": "-5"}, {"quantity": ["This cannot be negative."]}),
        ({"quantity": "Infinity"}, {"quantity": ["Enter a number."]}),
        ({"quantity": ""}, {"quantity": ["This field is required."]}),
        ({"from_year": "11"}, {"from_year": ["The plan has 10 years."]}),
        ({"to_year": "12"}, {"to_year": ["The plan has 10 years."]}),
        ({"from_year": "4", "to_year": "3"}, {"to_year": ["It ends before it begins."]}),
        (
            {"from_year": "9" * 30},
            {"from_year": ["Ensure this value is less than or equal to 40."]},
        ),
    ],
)
def test_a_quantity_typed_wrong(plan, world, login, typed, told):
    make_volume(plan, world.city.organisation, "77")
    typed = {"quantity": "5", "from_year": "1"} | typed
    answer = submit(login(world.buyer), url("plan_quantity", world.city.organisation_id), **typed)
    assert errors(answer) == told
    assert plan.volumes.get().quantity == 77


def test_observers_and_who_has_left_name_no_quantity(plan, world, login):
    seat = world.city
    given = {"by": world.buyer, "on": TODAY, "quantity": 5}
    volume = BuyerVolume(plan=plan, organisation=seat.organisation)
    seat.tier = "observer"
    seat.save()
    with pytest.raises(Exception, match="Observers buy nothing"):
        volumes.name(volume=volume, **given)
    seat.tier, seat.until = "core", TODAY.replace(day=1)
    seat.save()
    with pytest.raises(Exception, match="no member"):
        volumes.name(volume=volume, **given)


# --- Scenarios

SCENARIO = {
    "name": "Worst case",
    "case": "worst",
    "discount_rate": "6",
    "indexation": "2",
    "quantity_percent": "85",
    "price_percent": "125",
    "seed": "1",
}


def test_a_scenario_is_copied_with_its_prices_and_what_was_tried_out(plan, world, login):
    cost = make_cost(plan)
    like = make_scenario(plan, quantity_low=80, option=make_option(plan, question="contract"))
    like.prices.create(cost=cost, amount=Decimal("5.50"))
    client = login(world.coordinator)
    address = f"{url('new_scenario')}?like={like.pk}&price_percent=130"
    page = client.get(address)
    found = fields_of(page)
    assert (found["price_percent"], found["quantity_low"], found["case"]) == ("130", "80", "other")
    assert found[f"price_{cost.pk}"] == "5.5"
    for _twice in range(2):
        assert submit(client, address, name="Dear").status_code == 302
    row = plan.scenarios.get(name="Dear")
    assert (row.price_percent, row.option, row.is_base) == (130, like.option, False)
    assert dict(row.prices.values_list("cost", "amount")) == {cost.pk: Decimal("5.50")}
    assert submit(client, url("edit_scenario", row.pk), **{f"price_{cost.pk}": ""}).status_code
    assert row.prices.count() == 0


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            {"discount_rate": "101"},
            {"discount_rate": ["Ensure this value is less than or equal to 100."]},
        ),
        (
            {"quantity_percent": "-1"},
            {"quantity_percent": ["Ensure this value is greater than or equal to 0."]},
        ),
        ({"price_percent": "x"}, {"price_percent": ["Enter a number."]}),
        ({"quantity_low": "90"}, {"quantity_low": ["This is more than the quantities."]}),
        ({"quantity_high": "80"}, {"quantity_high": ["This is less than the quantities."]}),
        (
            {"seed": "9" * 30},
            {"seed": ["Ensure this value is less than or equal to 2147483647."]},
        ),
        ({"indexation": "NaN"}, {"indexation": ["Enter a number."]}),
    ],
)
def test_a_scenario_typed_wrong(plan, world, login, typed, told):
    answer = login(world.coordinator).post(url("new_scenario"), SCENARIO | typed)
    assert errors(answer) == told
    assert plan.scenarios.count() == 1


def test_there_are_at_most_eight(plan, world):
    given = {"prices": {}, "by": world.coordinator, "on": TODAY}
    for n in range(7):
        scenarios.enter(scenario=Scenario(plan=plan, name=f"Case {n}"), **given)
    with pytest.raises(Exception, match="at most 8 scenarios"):
        scenarios.enter(scenario=Scenario(plan=plan, name="One more"), **given)
