"""From options to a joint decision, as a coordinator and three buyers live it.

Everybody has a browser of their own. After each step the buyers look again: approvals, decisions
and who chose what are for all; scores, quantities and costs of one buyer are its own, and for the
others there are means and totals of three at least. Who steers the group reads all of it.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from buyers.models import Tier
from tests.browser.hands import fill, follow, lines, numbers, plain, press
from tests.browser.test_frame import log_in
from tests.people import make_buyer, make_membership, make_organisation, make_person, make_risk

GROUP = "/projects/ppi4test/groups/waste-buyers/"
PLAN = f"{GROUP}plan/"
FORM, FINANCING, DECISION = f"{PLAN}options/form/", f"{PLAN}financing/", f"{PLAN}decision/"

SPLIT, SUR, ZGH = "City of Split", "Mancomunidad del Sur", "ZGH"
JOINT, COORDINATED = "One tender for all", "In step, each its own"
PAID = "Paid by the tonne"
NAMES = {"split": SPLIT, "sur": SUR, "zgh": ZGH}
SCORES = {  # of JOINT and COORDINATED: by price, by law
    "split": ((8, 3), (6, 8)),
    "sur": ((9, 2), (6, 9)),
    "zgh": ((8, 4), (7, 9)),
}
TONNES = {"split": "9137", "sur": "31283", "zgh": "24519"}
HIDDEN = "hidden: fewer than three members"
# EUR saved in ten years at 4 %: 17 for each of 64,939 tonnes a year, less 900,000 in the first.
NET = "8,412,294"
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass
class Story:
    """A browser for each. The core buyers are the Mancomunidad and ZGH."""

    coordinator: Page
    split: Page
    sur: Page
    zgh: Page
    stranger: Page
    today: date

    @property
    def buyers(self) -> dict[str, Page]:
        return {name: getattr(self, name) for name in TONNES}

    @property
    def everybody(self) -> tuple[Page, ...]:
        return (self.coordinator, *self.buyers.values())


@pytest.fixture
def story(world, new_context) -> Story:
    sur = make_membership(world.group, make_organisation(SUR), Tier.CORE)
    make_buyer(world.organiser, world.group.memberships.get(organisation__short_name=ZGH))
    make_risk(world.wp4, world.acr, title="Too little is sorted out", category="technology")

    def browser_of(person) -> Page:
        page = new_context().new_page()
        log_in(page, person)
        return page

    return Story(
        coordinator=browser_of(world.coordinator),
        split=browser_of(world.buyer),
        sur=browser_of(make_buyer(make_person("Alba Ruiz"), sur).person),
        zgh=browser_of(world.organiser),
        stranger=browser_of(world.stranger),
        today=timezone.localdate(),
    )


def test_from_options_to_a_joint_decision(story):
    the_coordinator_begins_the_plan(story)
    three_buyers_approve_a_part(story)
    options_are_compared_and_one_is_chosen(story)
    a_contract_model_is_chosen_for_a_reason(story)
    costs_are_entered_and_each_names_its_quantity(story)
    a_rate_is_tried_and_a_scenario_added(story)
    a_risk_is_given_to_who_can_control_it(story)
    gates_are_planned_and_one_is_passed(story)
    three_decisions_make_it_a_go_on_conditions(story)
    the_plan_on_paper_tells_nobody_anothers_figures(story)
    a_stranger_finds_none_of_it(story)


# --- The plan and its parts ----------------------------------------------------------------------


def the_coordinator_begins_the_plan(story):
    page = story.coordinator
    page.goto(GROUP)
    page.get_by_role("link", name="Feasibility plan", exact=True).click()
    page.get_by_role("link", name="Begin the feasibility plan").click()
    fill(page, title="Sorting of bulky waste", unit="tonnes", years="10")
    fill(page, first_year=str(story.today.year + 2))
    press(page, "Begin the plan", "The plan is begun.")
    assert [line.split(" | ")[2:4] for line in lines(page, "#parts")] == [
        ["the managers", "not begun"]
    ] * 12


def three_buyers_approve_a_part(story):
    page, scope = story.coordinator, "Scope and unmet need"
    page.get_by_role("row", name=scope).get_by_role("link", name="Write").click()
    fill(page, text="## Need\n\nFour in five tonnes are **burnt**.")
    press(page, "Save as version 1", "Version 1 is saved.")
    page.get_by_role("link", name="Ask for approval").click()
    press(page, "Ask for approval", "The members are asked.")
    for n, (name, buyer) in enumerate(story.buyers.items(), start=1):
        buyer.goto("/")
        buyer.get_by_role("link", name=f"Approve or object 1 {scope}").click()
        expect(buyer.get_by_text("Four in five tonnes are burnt.")).to_be_visible()
        buyer.get_by_role("button", name="Approve").click()
        told = f"{NAMES[name]} approves this version."
        expect(buyer.get_by_role("status").first).to_contain_text(told)
        expect(buyer.get_by_role("caption").first).to_have_text(f"Version 1: {n} of 3 approve")
    follow(page, f"{PLAN}parts/1/", "Agree on this part")
    fill(page, reason="All three approve.")
    press(page, "Agree on this part", "The part is agreed.")
    for each in (page, story.sur):
        assert parts(each)[scope] == "the managers | agreed | 1 | 3 of 3 approve"


def parts(page) -> dict[str, str]:
    page.goto(PLAN)
    cells = [line.split(" | ", 2) for line in lines(page, "#parts")]
    return {title: rest for _number, title, rest in cells}


# --- What they compare ---------------------------------------------------------------------------


def options_are_compared_and_one_is_chosen(story):
    page = story.coordinator
    tab(page, "Form of procurement")
    page.get_by_role("link", name="Describe the first option").click()
    describe(page, JOINT, "Occasional joint procurement")
    page.get_by_role("link", name="Add an option").click()
    describe(page, COORDINATED, "Coordinated procurement")
    page.get_by_role("link", name="Set the criteria").click()
    fill(page, name_1="Price", weight_1="60", name_2="Law", weight_2="40")
    press(page, "Save", "The criteria are saved.")
    for name, buyer in story.buyers.items():
        tab(buyer, "Form of procurement")
        buyer.get_by_role("link", name="Score the options").click()
        for criterion, row in zip(("Price", "Law"), zip(*SCORES[name], strict=True), strict=True):
            of = buyer.get_by_role("group", name=criterion)
            for option, score in zip((JOINT, COORDINATED), row, strict=True):
                of.get_by_label(option).fill(str(score))
        press(buyer, "Give the scores", "Your scores are given.")
        if name != "zgh":  # one or two stand behind a mean
            untold = f"{HIDDEN} | {HIDDEN} | {HIDDEN} | –"
            told = lines(story.zgh, "#ranking", FORM)
            assert [line.split(" | ", 2)[2] for line in told] == [untold] * 2

    for name, buyer in story.buyers.items():
        assert lines(buyer, "#ranking", FORM) == [
            f"1 | {COORDINATED} | 6.3 | 8.7 | 7.27 | members agree",
            f"2 | {JOINT} | 8.3 | 3.0 | 6.20 | members agree",
        ]
        assert lines(buyer, "#single") == single(name)
    assert lines(page, "#single", FORM) == [*single("split"), *single("sur"), *single("zgh")]
    choose(page, COORDINATED, "Each council signs under its own law.")
    for buyer in story.buyers.values():
        buyer.goto(FORM)
        expect(buyer.get_by_text("Each council signs under its own law.")).to_be_visible()


def describe(page, name, kind):
    """An option, on its form."""
    fill(page, name=name)
    page.get_by_label(kind).check()
    press(page, "Save", f"“{name}” is added.")


def choose(page, option, reason):
    page.get_by_role("link", name=re.compile(f"^Choose.+{option}")).click()
    fill(page, reason=reason)
    press(page, "Choose", f"“{option}” is chosen.")


def single(name) -> list[str]:
    """What one buyer has given."""
    joint, coordinated = (" | ".join(map(str, row)) for row in SCORES[name])
    return [f"{NAMES[name]} given", f"{COORDINATED} | {coordinated}", f"{JOINT} | {joint}"]


def a_contract_model_is_chosen_for_a_reason(story):
    page = story.coordinator
    tab(page, "Contract model")
    page.get_by_role("link", name="Describe the first option").click()
    describe(page, PAID, "Performance-based contract")
    choose(page, PAID, "The supplier answers for the result.")


# --- Money ---------------------------------------------------------------------------------------


def costs_are_entered_and_each_names_its_quantity(story):
    page = story.coordinator
    tab(page, "Costs and financing")
    page.get_by_role("link", name="To the costs").click()
    page.get_by_role("link", name="Add the first cost").click()
    fill(page, name="Setting up", phase="investment", nature="once", amount="900000")
    press(page, "Add it", "“Setting up” is saved.")
    page.get_by_role("link", name="Add a cost", exact=True).click()
    each_year = {"phase": "operation", "nature": "per unit and year"}
    fill(page, name="Fee a tonne", amount="101", option=PAID, **each_year)
    press(page, "Add it", "“Fee a tonne” is saved.")
    page.get_by_role("link", name="Add a cost of today").click()
    fill(page, name="Treatment today", amount="118", **each_year)
    press(page, "Add it", "“Treatment today” is saved.")
    expect(page.get_by_text("no figure counts them: “Fee a tonne”.")).to_be_visible()
    page.get_by_role("link", name="Choose the model in a scenario").click()
    page.get_by_role("link", name=re.compile("^Edit.+Base case")).click()
    fill(page, option=PAID)
    press(page, "Save", "“Base case” is saved.")
    expect(page.get_by_text("no figure counts them")).to_have_count(0)

    for name, buyer in story.buyers.items():
        tab(buyer, "Costs and financing")
        buyer.get_by_role("link", name="Enter our quantity").click()
        fill(buyer, quantity=TONNES[name])
        press(buyer, "Save", "Our quantity is saved.")
        told = outcome(buyer)
        assert told == ("hidden" if name != "zgh" else NET)  # with the third it can be told
    assert outcome(page) == NET
    assert sorted(line.split(" | ")[0] for line in lines(page, "#buyers")) == [SPLIT, SUR, ZGH]
    for name, buyer in story.buyers.items():
        [own] = lines(buyer, "#buyers", FINANCING)
        assert own.startswith(f"{NAMES[name]} ours | {int(TONNES[name]):,} | ")


def outcome(page) -> str:
    """Of the base case, against today's solution."""
    rows = dict(line.split(" | ", 1) for line in lines(page, "#compared", FINANCING) if "|" in line)
    return rows["Net present value against today's solution"].split(" | ")[0]


def a_rate_is_tried_and_a_scenario_added(story):
    page = story.coordinator
    page.goto(FINANCING)
    page.get_by_label("Discount rate, %").fill("7")
    expect(page.get_by_text("Tried out on “Base case”: nothing of it is saved.")).to_be_visible()
    page.get_by_role("link", name="Save as a scenario").click()
    fill(page, name="Dear money", case="worst case")
    press(page, "Add it", "“Dear money” is saved.")
    story.sur.goto(FINANCING)
    head = story.sur.locator("section:has(#compared) thead th")
    expect(head).to_have_text(["Base case", "Dear money"])
    assert "Discount rate | 4 % | 7 %" in lines(story.sur, "#compared")


# --- Risks, gates, decisions ---------------------------------------------------------------------


def a_risk_is_given_to_who_can_control_it(story):
    page = story.coordinator
    tab(page, "Risks")
    page.get_by_role("link", name="Choose risks").last.click()
    page.get_by_label("R1 Too little is sorted out").check()
    press(page, "Save", "The risks of the group are saved.")
    page.get_by_role("link", name="Say who bears it").click()
    fill(page, bearer="the supplier", reason="It is paid by the result.")
    press(page, "Save", "R1 is saved.")
    story.split.goto(f"{PLAN}risks/")
    expect(story.split.locator("#r1")).to_contain_text("It is paid by the result.")


def gates_are_planned_and_one_is_passed(story):
    page, day = story.coordinator, story.today
    tab(page, "Decision")
    page.get_by_role("link", name="Plan the days").click()
    fill(page, needs=day.isoformat(), tender=(day + timedelta(days=90)).isoformat())
    press(page, "Save", "The days of the gates are saved.")
    page.get_by_role("link", name="Mark as passed").click()
    press(page, "It is passed", "Passed: needs assessed.")
    first = lines(story.zgh, "#gates", DECISION)[0]
    assert first == f"Needs assessed | {written(day)} | {written(day)} | –"


def three_decisions_make_it_a_go_on_conditions(story):
    page, day = story.coordinator, story.today
    tab(page, "Decision")
    expect(page.locator("h1")).to_have_text("Decision being written")
    page.get_by_role("link", name="Ask for decisions").click()
    fill(page, due=(day + timedelta(days=30)).isoformat())
    press(page, "Ask for decisions", "The members that mean to buy are asked to decide.")
    for name, verdict, conditions, state in (
        ("split", "go", "", "waits for decisions"),
        ("zgh", "go on conditions", "The grant is confirmed.", "waits for decisions"),
        ("sur", "go", "", "go on conditions"),
    ):
        buyer = story.buyers[name]
        buyer.goto("/")
        buyer.get_by_role("link", name="Decide on the plan").click()
        buyer.get_by_label(verdict, exact=True).check()
        fill(buyer, conditions=conditions, decided_on=day.isoformat())
        fill(buyer, signatory="Ana Perić", signatory_function="Mayor")
        press(buyer, "Record the decision", "The decision is recorded.")
        expect(buyer.locator("h1")).to_have_text(f"Decision {state}")
    for each in story.everybody:
        each.goto(DECISION)
        expect(each.locator("h1")).to_have_text("Decision go on conditions")
        expect(each.get_by_text("A core buyer goes on conditions: ZGH.")).to_be_visible()
        assert [line.split(" | ")[1:3] for line in lines(each, "#decisions")] == [
            ["go", written(day)],
            ["go on conditions", written(day)],
            ["go", written(day)],
        ]


# --- On paper ------------------------------------------------------------------------------------


def the_plan_on_paper_tells_nobody_anothers_figures(story):
    """A copy to hand on, and what each buyer has for itself."""
    page = story.coordinator
    of = {name: set() for name in NAMES}  # all that is told of one buyer to who steers
    for line in lines(page, "#buyers", FINANCING):
        [name] = (key for key, label in NAMES.items() if line.startswith(label))
        of[name] = {each.replace(",", "") for each in GROUPED.findall(line)}
        assert TONNES[name] in of[name]
    everything = set().union(*of.values())
    for name, reader in {"": page, **story.buyers}.items():
        reader.goto(PLAN)
        reader.get_by_role("link", name="On paper").click()
        with reader.expect_download() as download:
            reader.get_by_role("link", name="Plan (PDF)").nth(1 if name else 0).click()
        content = download.value.path().read_bytes()
        text = plain(" ".join(each.extract_text() for each in PdfReader(BytesIO(content)).pages))
        assert "A core buyer goes on conditions: ZGH." in text
        assert f"The group has chosen “{COORDINATED}”." in text
        assert f"The group has chosen “{PAID}”." in text
        assert NET in text
        own = of.get(name, set())
        assert numbers(content) & (everything - own) == set()
        assert not name or TONNES[name] in numbers(content)


def a_stranger_finds_none_of_it(story):
    for address in (PLAN, FORM, FINANCING, f"{PLAN}risks/", DECISION, f"{GROUP}plan.pdf"):
        assert story.stranger.goto(address).status == 404


def tab(page, name):
    """One of the pages of the plan, as one comes to it."""
    page.goto(PLAN)
    pages = page.get_by_role("navigation", name="Pages of the feasibility plan")
    pages.get_by_role("link", name=name, exact=True).click()


def written(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
