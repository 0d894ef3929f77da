"""What is typed wrong in the funding of a plan: told at its field, nothing is lost or changed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from buyers import sources
from buyers.models import FundingScheme, FundingSource
from tests.buyers.plans import (
    make_cost,
    make_plan,
    make_source,
)
from tests.partners.test_pages import fields_of, submit
from tests.people import (
    TODAY,
)
from tests.reading import errors


@pytest.fixture
def plan(world):
    return make_plan(world.group, world.coordinator, years=10, first_year=2028)


def url(name, *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


# --- Funding


def scheme(name) -> FundingScheme:
    return FundingScheme.objects.get(name=name)


def new(name, owner="all") -> str:
    return f"{url('new_source')}?scheme={scheme(name).pk}&owner={owner}"


def test_first_the_kind_of_money_then_what_it_asks(plan, world, login):
    cost = make_cost(plan)
    client = login(world.coordinator)
    assert list(client.get(url("new_source")).context["form"].fields) == ["scheme", "owner"]
    page = client.get(new("EIB loan"))
    assert list(page.context["form"].fields) == [
        *["name", "interest", "term", "grace", "ceiling", "from_year", "costs"],
    ]
    assert fields_of(page)["name"] == "EIB loan"
    typed = {"name": "EIB", "interest": "2.5", "term": "8", "from_year": "1", "costs": cost.pk}
    for _twice in range(2):
        assert client.post(new("EIB loan"), typed).status_code == 302
    source = plan.sources.get()
    assert (source.interest, source.term, source.organisation) == (Decimal("2.5"), 8, None)
    assert list(source.costs.all()) == [cost]
    assert submit(client, url("edit_source", source.pk), term="9").status_code == 302
    assert plan.sources.get().term == 9


def test_own_money_by_year_is_its_members_own(plan, world, rijeka, login):
    client = login(world.buyer)
    city = world.city.organisation_id
    answer = client.post(
        new("Own budget", city), {"name": "Budget", "year_1": "1000", "year_3": "5.50"}
    )
    assert answer.status_code == 302
    source = plan.sources.get()
    assert dict(source.lines.values_list("year", "amount")) == {1: 1000, 3: Decimal("5.50")}
    assert submit(client, url("edit_source", source.pk), year_1="").status_code == 302
    assert dict(source.lines.values_list("year", "amount")) == {3: Decimal("5.50")}
    assert login(world.bob).get(url("edit_source", source.pk)).status_code == 404
    assert login(world.coordinator).get(url("edit_source", source.pk)).status_code == 403
    # For another's owner the first page asks again
    page = login(world.bob).get(new("Own budget", city))
    assert "owner" in errors(page)
    page = login(world.coordinator).get(new("Own budget"))
    assert errors(page) == {"owner": ["Own money is of one buyer."]}


@pytest.mark.parametrize(
    ("of", "typed", "told"),
    [
        (
            "Horizon 2020, PPI (2016-2020)",
            {"rate": "36"},
            {"rate": ["Horizon 2020, PPI (2016-2020) pays at most 35 %."]},
        ),
        (
            "National innovation agency",
            {"rate": "101"},
            {"rate": ["Ensure this value is less than or equal to 100."]},
        ),
        ("National innovation agency", {"rate": ""}, {"rate": ["This field is required."]}),
        ("EIB loan", {"interest": "3", "term": ""}, {"term": ["This field is required."]}),
        (
            "EIB loan",
            {"interest": "3", "term": "5", "grace": "5"},
            {"grace": ["The years of grace must be fewer than those of the term."]},
        ),
        (
            "EIB loan",
            {"interest": "3", "term": "41"},
            {"term": ["Ensure this value is less than or equal to 40."]},
        ),
        ("Pay per use", {"fee": "-1"}, {"fee": ["This cannot be negative."]}),
        (
            "National innovation agency",
            {"rate": "10", "ceiling": "-5"},
            {"ceiling": ["This cannot be negative."]},
        ),
        (
            "National innovation agency",
            {"rate": "10", "from_year": "11"},
            {"from_year": ["The plan has 10 years."]},
        ),
        (
            "National innovation agency",
            {"rate": "10", "costs": []},
            {"costs": ["This field is required."]},
        ),
        (
            "National innovation agency",
            {"rate": "10", "costs": "9" * 25},
            {"costs": [f"Select a valid choice. {'9' * 25} is not one of the available choices."]},
        ),
    ],
)
def test_a_source_typed_wrong(plan, world, login, of, typed, told):
    cost = make_cost(plan)
    base = {"name": "Money", "from_year": "1", "costs": cost.pk}
    answer = login(world.coordinator).post(new(of), base | typed)
    assert errors(answer) == told
    assert plan.sources.count() == 0


def test_a_budget_without_a_year(plan, world, login):
    answer = login(world.buyer).post(
        new("Own budget", world.city.organisation_id), {"name": "Budget"}
    )
    assert errors(answer) == {"year_1": ["In which year is how much there?"]}
    assert plan.sources.count() == 0


ERDF = "ERDF 2021-2027, transition region"
HORIZON = "Horizon Europe, PPI"


def test_no_cost_is_paid_twice_from_the_eu(plan, world, login):
    cost = make_cost(plan)
    first = FundingSource.objects.create(plan=plan, scheme=scheme(HORIZON), name="PPI", rate=20)
    first.costs.add(cost)
    typed = {"name": "ERDF", "rate": "20", "from_year": "1", "costs": cost.pk}
    answer = login(world.coordinator).post(new(ERDF), typed)
    assert errors(answer) == {
        "costs": [
            "“Sorting line” would be paid twice from the EU budget: by “PPI” and by “ERDF”. Choose "
            "one of them."
        ]
    }
    assert plan.sources.count() == 1
    # For one buyer beside all others, too; and not where a national agency pays the rest
    answer = login(world.buyer).post(new(ERDF, world.city.organisation_id), typed)
    assert "costs" in errors(answer)
    answer = login(world.coordinator).post(new("National innovation agency"), typed)
    assert answer.status_code == 302


def test_the_other_money_is_not_named_where_it_is_anothers(plan, world, rijeka, login):
    cost = make_cost(plan)
    own = FundingSource.objects.create(
        plan=plan, scheme=scheme(HORIZON), name="Secret", rate=20, organisation=rijeka
    )
    own.costs.add(cost)
    world.group.lead_procurer = world.city
    world.group.save()
    typed = {"name": "ERDF", "rate": "20", "from_year": "1", "costs": cost.pk}
    for person, name in ((world.buyer, "money of a member"), (world.coordinator, "“Secret”")):
        answer = login(person).post(new(ERDF), typed)
        assert errors(answer) == {
            "costs": [
                f"“Sorting line” would be paid twice from the EU budget: by {name} and by “ERDF”. "
                "Choose one of them."
            ]
        }
    # Two members may each have their own
    answer = login(world.buyer).post(new(ERDF, world.city.organisation_id), typed)
    assert answer.status_code == 302


def test_the_rate_of_anothers_grant_is_not_told_by_a_sum(plan, world, rijeka, login):
    cost = make_cost(plan)
    make_source(plan, "grant", rijeka, [cost], rate=40)
    world.group.lead_procurer = world.city
    world.group.save()
    typed = {"name": "Agency", "rate": "100", "from_year": "1", "costs": cost.pk}
    told = {
        world.buyer: "With money of a member grants would pay more than 100 % of “Sorting line”.",
        world.coordinator: "Together grants would pay 140 % of “Sorting line”. The most is 100 %.",
    }
    for person, words in told.items():
        answer = login(person).post(new("National innovation agency"), typed)
        assert errors(answer) == {"rate": [words]}


def test_grants_pay_no_more_than_all_of_it(plan, world, login):
    cost = make_cost(plan)
    make_source(plan, "grant", None, [cost], rate=Decimal(20))
    typed = {"name": "More", "rate": "80.5", "from_year": "1", "costs": cost.pk}
    answer = login(world.coordinator).post(new("National innovation agency"), typed)
    assert errors(answer) == {
        "rate": ["Together grants would pay 100.5 % of “Sorting line”. The most is 100 %."]
    }
    assert plan.sources.count() == 1


def test_two_people_write_one_source(plan, world, login):
    source = make_source(plan, "grant", None, [make_cost(plan)], rate=Decimal(10))
    client = login(world.coordinator)
    page = client.get(url("edit_source", source.pk))
    given = {"source": source, "by": world.wp_lead, "on": TODAY}
    sources.change(costs=source.costs.all(), lines={}, rate=Decimal(15), **given)
    answer = client.post(url("edit_source", source.pk), fields_of(page) | {"rate": "12"})
    assert "changed while you were writing" in errors(answer)["__all__"][0]
    assert FundingSource.objects.get().rate == 15
