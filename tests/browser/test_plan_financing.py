"""The financing of a feasibility plan in a real browser: fit for everyone, and tried out live."""

from decimal import Decimal

from playwright.sync_api import expect

from buyers.models import FundingScheme, Tier
from tests.browser.hands import press
from tests.browser.test_frame import assert_fit, log_in
from tests.buyers.plans import make_cost, make_plan, make_scenario, make_source, make_volume
from tests.people import make_buyer, make_membership, make_organisation, make_person

HERE = "/projects/ppi4test/groups/waste-buyers/plan/financing/"
CITIES = ["City of Rijeka", "Zadar", "Mancomunidad del Sur", "Ayuntamiento de Zaragoza"]


def enter(world):
    """Four members, six costs, three sources, three scenarios."""
    FundingScheme.objects.get_or_create(name="Bank loan", kind="loan")
    plan = make_plan(world.group, world.coordinator, years=10, first_year=2028)
    cities = [make_organisation(name, country="HR", city=name) for name in CITIES]
    for n, city in enumerate(cities):
        make_membership(world.group, city, Tier.AUTHORITY)
        make_volume(plan, city, str(900 * (n + 1)), discloses=n == 3)
    make_volume(plan, world.city.organisation, "1500")
    operation = {"phase": "operation", "nature": "per_unit"}
    line = make_cost(plan, amount="1850000", low=1_600_000, high=2_400_000, source="An offer")
    make_cost(plan, "Building works", "420000", from_year=1, low=380_000, high=600_000)
    make_cost(plan, "Sorting", "61.5", low=55, high=80, **operation)
    make_cost(plan, "Maintenance", "72000", phase="operation", nature="yearly", from_year=2)
    study = make_cost(plan, "Preparation", "60000", key="percent")
    for city, percent in zip(cities[:2], (60, 40), strict=True):
        study.shares.create(organisation=city, percent=percent)
    make_cost(plan, "Sorting by hand", "128", is_today=True, **operation)
    make_source(plan, "grant", None, [line, study], rate=Decimal(20), ceiling=Decimal(500_000))
    make_source(plan, "loan", None, [line], interest=Decimal("2.5"), term=8)
    make_source(plan, "budget", cities[3]).lines.create(year=1, amount=250_000)
    make_scenario(plan, "Best case", case="best", price_percent=90, quantity_percent=110)
    make_scenario(plan, "Worst case", price_percent=125, quantity_percent=85, discount_rate=6)
    plan.scenarios.update(quantity_low=80, quantity_high=120)
    return plan


def pages(plan) -> list[str]:
    base = plan.scenarios.get(is_base=True).pk
    return [
        *(HERE, f"{HERE}?scenario={base}&discount_rate=7", f"{HERE}costs/", f"{HERE}funding/"),
        *(f"{HERE}scenarios/", f"{HERE}chances/"),
    ]


def test_the_pages_are_fit_for_everyone(page, world):
    plan = enter(world)
    log_in(page, world.coordinator)
    cost, scenario = plan.costs.first().pk, plan.scenarios.first().pk
    source = plan.sources.filter(organisation=None).first().pk
    for address in (
        *(*pages(plan), f"{HERE}costs/new/", f"{HERE}costs/{cost}/", f"{HERE}funding/new/"),
        *(f"{HERE}funding/{source}/", f"{HERE}scenarios/{scenario}/"),
    ):
        assert_fit(page, address)


def test_a_member_reads_them_too(page, world):
    plan = enter(world)
    log_in(page, world.buyer)
    organisation = world.city.organisation_id
    for address in (*pages(plan), f"{HERE}quantities/{organisation}/"):
        assert_fit(page, address)


def test_a_rate_is_tried_out_while_one_types_and_saved_as_a_scenario(page, world):
    enter(world)
    log_in(page, world.coordinator)
    page.goto(HERE)
    page.get_by_label("Discount rate, %").fill("9")
    told = page.get_by_text("Tried out on “Base case”: nothing of it is saved.")
    expect(told).to_be_visible()
    expect(page.get_by_role("columnheader", name="Tried out: Base case")).to_be_visible()
    assert "discount_rate=9" in page.url
    page.get_by_label("Discount rate, %").fill("-9")
    expect(page.get_by_text("It was left out.")).to_be_visible()
    page.get_by_label("Discount rate, %").fill("9")
    page.get_by_role("link", name="Save as a scenario").click()
    expect(page.get_by_label("Discount rate, %")).to_have_value("9")
    page.get_by_label("Name").fill("Dear money")
    press(page, "Add it", "“Dear money” is saved.")


def test_without_javascript_a_button_shows_it(new_context, world):
    enter(world)
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, world.buyer)
    page.goto(HERE)
    page.get_by_label("Prices, %").fill("150")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("columnheader", name="Tried out: Base case")).to_be_visible()


def test_a_member_enters_its_quantity_and_own_money(page, world):
    enter(world)
    person = make_person("Bob")
    rijeka = world.group.memberships.get(organisation__name="City of Rijeka")
    make_buyer(person, rijeka)
    log_in(page, person)
    page.goto(HERE)
    page.get_by_role("link", name="Change our quantity").click()
    page.get_by_label("Quantity a year").fill("-5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Quantity a year").fill("950")
    press(page, "Save", "Our quantity is saved. It counts from now on.")
    page.get_by_role("link", name="Funding", exact=True).click()
    page.get_by_role("link", name="Add a source").click()
    page.get_by_label("Which kind of money").select_option(label="Bank loan")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Interest a year, %").fill("3")
    page.get_by_label("Term, years").fill("5")
    page.get_by_label("Building works").check()
    press(page, "Add it", "“Bank loan” is saved.")
