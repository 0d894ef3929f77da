"""Deciding on a plan: asked by a day, recorded by one's own people, kept with what was seen."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from buyers import deciding, decision, strategy
from buyers.models import Decision
from tests.buyers.plans import (
    make_cost,
    make_decision,
    make_option,
    make_plan,
    make_scenario,
)
from tests.people import (
    NOW,
    TODAY,
    make_buyer,
    make_membership,
    make_organisation,
    make_person,
    make_risk,
)
from tests.reading import content_of, errors, notes, read_csv
from tests.records.samples import PDF, file

LATER = NOW + timedelta(hours=2)
TYPED = {
    "verdict": "go",
    "decided_on": "2027-09-06",
    "signatory": "Ana Horvat",
    "signatory_function": "Mayor",
}


@pytest.fixture
def plan(world):
    """All who buy are asked."""
    return make_plan(
        world.group,
        world.coordinator,
        decisions_asked_on=TODAY,
        decisions_due=TODAY + timedelta(days=30),
    )


def url(name="plan_decision", *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


def decide(plan, organisation, by, **fields) -> Decision:
    fields = TYPED | {"decided_on": TODAY} | fields
    row = Decision(plan=plan, organisation=organisation, **fields)
    return decision.decide(decision=row, by=by, now=NOW)


def read(plan, person):
    return deciding.read(plan, person, TODAY)


# --- Asking --------------------------------------------------------------------------------------


def test_who_manages_asks_by_a_day_and_may_change_it(world, login):
    plan = make_plan(world.group, world.coordinator)
    client = login(world.wp_lead)
    page = client.get(url())
    assert "12 parts of the plan are not agreed yet." in page.text
    assert "The members are not asked to decide yet." in page.text
    assert "12 parts of the plan are not agreed yet." in client.get(url("ask_decisions")).text
    answer = client.post(url("ask_decisions"), {"due": "2027-10-06"}, follow=True)
    assert "The members that mean to buy are asked to decide." in answer.text
    assert "waits for decisions" in answer.text
    with time_machine.travel(NOW + timedelta(days=3)):
        client.post(url("ask_decisions"), {"due": "2027-10-20"})
    plan.refresh_from_db()
    assert (str(plan.decisions_asked_on), str(plan.decisions_due)) == ("2027-09-06", "2027-10-20")
    assert plan.history.count() == 3


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("", "This field is required."),
        ("2027-09-05", "This day has passed."),
        ("9999-12-31", "Ensure this value is less than or equal to 2100-01-01."),
        ("soon", "Enter a valid date."),
    ],
)
def test_a_day_that_cannot_be_is_told_at_its_field(world, login, due, told):
    plan = make_plan(world.group, world.coordinator)
    answer = login(world.coordinator).post(url("ask_decisions"), {"due": due})
    assert errors(answer) == {"due": [told]}
    plan.refresh_from_db()
    assert plan.decisions_asked_on is None


def test_nobody_decides_before_they_are_asked(world, login):
    plan = make_plan(world.group, world.coordinator)
    assert url("decide") not in login(world.buyer).get(url()).text
    answer = login(world.buyer).post(url("decide"), TYPED)
    assert "The members are not asked to decide yet." in answer.text
    assert not plan.decisions.exists()


# --- Deciding ------------------------------------------------------------------------------------


def test_a_members_own_people_decide_and_all_read_it(world, plan, login):
    client = login(world.buyer)
    assert "Decide for City of Split" in client.get(url()).text
    typed = TYPED | {"verdict": "conditional", "conditions": "If the council votes"}
    answer = client.post(url("decide"), typed, follow=True)
    assert "The decision is recorded. All members read it." in answer.text
    row = plan.decisions.get()
    assert (row.organisation, row.verdict, row.stands, row.recorded_by, row.recorded_at) == (
        *(world.city.organisation, "conditional", True, world.buyer, NOW),
    )
    text = login(world.officer).get(url()).text
    for words in ("go on conditions", "Ana Horvat", "Mayor", "If the council votes"):
        assert words in text, words


def test_nobody_decides_for_another(world, plan, login):
    for person in (world.coordinator, world.wp_lead, world.organiser):
        client = login(person)
        assert url("decide") not in client.get(url()).text
        assert client.post(url("decide"), TYPED).status_code == 403
    assert login(world.stranger).post(url("decide"), TYPED).status_code == 404
    rival = make_organisation("City of Graz", country="AT")
    make_membership(world.group, rival)
    login(world.buyer).post(url("decide"), TYPED | {"organisation": rival.pk})
    assert [row.organisation for row in plan.decisions.all()] == [world.city.organisation]


@pytest.mark.parametrize("tier", ["follower", "observer"])
def test_who_does_not_buy_does_not_decide(world, plan, login, tier):
    follower = make_person("Follower")
    member = make_membership(world.group, make_organisation("Lund", country="SE"), tier)
    make_buyer(follower, member)
    assert login(follower).post(url("decide"), TYPED).status_code == 403
    with pytest.raises(ValidationError) as refusal:
        decide(plan, member.organisation, follower)
    assert list(refusal.value.message_dict) == ["organisation"]


def test_who_speaks_for_two_chooses_one(world, plan, login):
    second = make_membership(world.group, make_organisation("Town"))
    make_buyer(world.buyer, second)
    client = login(world.buyer)
    assert errors(client.post(url("decide"), TYPED)) == {
        "organisation": ["This field is required."]
    }
    for wrong in (world.zagreb.organisation_id, "9" * 25, "x"):
        answer = client.post(url("decide"), TYPED | {"organisation": wrong})
        assert list(errors(answer)) == ["organisation"]
    client.post(url("decide"), TYPED | {"organisation": second.organisation_id})
    assert plan.decisions.get().organisation == second.organisation


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"verdict": ""}, {"verdict": ["This field is required."]}),
        (
            {"verdict": "maybe"},
            {"verdict": ["Select a valid choice. maybe is not one of the available choices."]},
        ),
        ({"verdict": "conditional"}, {"conditions": ["On which conditions?"]}),
        ({"verdict": "no_go", "conditions": "  "}, {"conditions": ["Say why."]}),
        ({"decided_on": "2027-09-07"}, {"decided_on": ["This day has not come yet."]}),
        (
            {"decided_on": "0001-01-01"},
            {"decided_on": ["Ensure this value is greater than or equal to 1990-01-01."]},
        ),
        ({"signatory": ""}, {"signatory": ["This field is required."]}),
        (
            {"signatory_function": "x" * 151},
            {"signatory_function": ["Ensure this value has at most 150 characters (it has 151)."]},
        ),
        ({"conditions": "a\x00b"}, {"conditions": ["Null characters are not allowed."]}),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field(world, plan, login, typed, told):
    answer = login(world.buyer).post(url("decide"), TYPED | typed)
    assert errors(answer) == told
    assert not plan.decisions.exists()


def test_a_newer_one_replaces_it_and_the_former_is_kept(world, plan, login):
    city = world.city.organisation
    first = decide(plan, city, world.buyer, verdict="no_go", conditions="No money")
    second = decide(plan, city, world.buyer)
    first.refresh_from_db()
    assert (first.stands, second.stands) == (False, True)
    assert first.history.latest().history_change_reason == "Replaced by a newer one"
    text = login(world.buyer).get(url()).text
    assert "1 earlier decision" in text
    assert "No money" in text


def test_sent_twice_it_is_there_once_but_there_and_back_is_not(world, plan):
    city = world.city.organisation
    assert decide(plan, city, world.buyer) == decide(plan, city, world.buyer)
    decide(plan, city, world.buyer, verdict="no_go", conditions="No money")
    decide(plan, city, world.buyer)
    rows = plan.decisions.order_by("pk").values_list("verdict", "stands")
    assert list(rows) == [("go", False), ("no_go", False), ("go", True)]


def test_nothing_is_decided_in_a_closed_project(world, plan, login):
    world.project.closed_on = TODAY
    world.project.save()
    assert url("decide") not in login(world.buyer).get(url()).text
    assert login(world.buyer).post(url("decide"), TYPED).status_code == 403
    assert not plan.decisions.exists()


# --- Where the plan stands -----------------------------------------------------------------------


def test_the_state_follows_from_the_members_of_today(world, plan):
    city = world.city.organisation
    make_decision(plan, world.zagreb.organisation, world.organiser)
    make_decision(plan, city, world.buyer)
    assert read(plan, world.buyer).state == "no_go"  # both are from Croatia
    graz = make_membership(world.group, make_organisation("City of Graz", country="AT"))
    make_decision(plan, graz.organisation, world.coordinator)
    assert read(plan, world.buyer).state == "go"
    graz.until = TODAY - timedelta(days=1)
    graz.save()
    found = read(plan, world.buyer)
    assert found.state == "no_go"
    assert [(row.name, row.counts) for row in found.former] == [("City of Graz", False)]
    assert [(row.name, row.tier, row.is_own) for row in found.members] == [
        ("ZGH", "core buyer", False),
        ("City of Split", "contracting authority", True),
    ]


def test_what_has_changed_since_is_told(world, plan, clock, login):
    """Parts, choices, members and risks by what was seen; the rest by when it was touched."""
    risk, gone = (make_risk(world.wp4, world.acr, number) for number in ("1", "2"))
    world.group.risks.set([risk, gone])
    option = make_option(plan, "Joint", state="chosen")
    plan.parts.filter(number=4).update(version=2)
    decide(plan, world.city.organisation, world.buyer)
    (row,) = [row for row in read(plan, world.buyer).members if row.is_own]
    assert row.changes == ()
    clock.move_to(LATER)
    make_membership(world.group, make_organisation("City of Graz", country="AT"))
    plan.parts.filter(number=4).update(version=5)
    plan.parts.filter(number=1).update(version=1)
    option.state = "proposed"
    option.save()
    make_option(plan, "Coordinated", state="chosen", form="coordinated")
    risk.likelihood = 5
    risk.save()
    world.group.risks.set([risk, make_risk(world.wp4, world.acr, "3")])
    make_cost(plan)
    make_scenario(plan)
    strategy.allocate(plan=plan, risk=risk, by=world.coordinator, bearer="buyer")
    clause = plan.clauses.first()
    clause.text = "Open data"
    clause.save()
    (row,) = [row for row in read(plan, world.buyer).members if row.is_own]
    assert [change.text for change in row.changes] == [
        "Part 1 scope and unmet need: version 1, it had no text",
        "Part 4 form of procurement: version 5, it was 2",
        "Form of procurement: “Coordinated” is chosen, it was “Joint”",
        "City of Graz means to buy as well",
        "Risk R1: level 20, it was 12",
        "Risk R3 is new, level 12",
        "Risk R2 is no longer among those of the group",
        "Costs, quantities or funding: changed Mon 6 Sep 2027",
        "Scenarios: changed Mon 6 Sep 2027",
        "Clauses: changed Mon 6 Sep 2027",
        "Who bears the risks: changed Mon 6 Sep 2027",
    ]
    here = "/projects/ppi4test/groups/waste-buyers/"
    assert {change.url.removeprefix(here) for change in row.changes} == {
        *("", "plan/parts/1/", "plan/parts/4/changes/?from=2&to=5", "plan/options/form/"),
        *("plan/risks/", "plan/financing/", "plan/clauses/"),
    }
    text = login(world.buyer).get(url()).text
    assert "What has changed since City of Split decided on Mon 6 Sep 2027" in text
    assert "Risk R1: level 20, it was 12" in text


def test_a_decision_that_kept_nothing_tells_of_what_was_touched_alone(world, plan):
    make_decision(plan, world.city.organisation, world.buyer)
    plan.parts.update(version=3)
    (row,) = [row for row in read(plan, world.buyer).members if row.verdict]
    assert row.changes == ()


def test_the_signed_decision_is_handed_in_by_its_own_people_and_read_by_all(world, plan, login):
    row = decide(plan, world.city.organisation, world.buyer)
    upload = url("upload_decision_file", row.pk)
    client = login(world.buyer)
    assert upload in client.get(url()).text
    answer = client.post(upload, {"whole": "yes"})
    assert list(errors(answer)) == ["upload"]
    answer = client.post(upload, {"upload": file("vote.pdf"), "whole": "yes"}, follow=True)
    assert notes(answer) == ["vote.pdf is there, as version 1."]
    row.refresh_from_db()
    download = url("decision_file", row.pk, row.dossier.files.get().pk, 1)
    client = login(world.officer)
    text = client.get(url()).text
    assert download in text
    assert upload not in text
    assert content_of(client.get(download)) == PDF
    assert login(world.coordinator).get(upload).status_code == 403
    assert login(world.stranger).get(download).status_code == 404


def test_nothing_is_handed_in_to_what_was_replaced(world, plan, login):
    first = decide(plan, world.city.organisation, world.buyer, verdict="no_go", conditions="No")
    decide(plan, world.city.organisation, world.buyer)
    upload = url("upload_decision_file", first.pk)
    assert login(world.buyer).post(upload, {"upload": file(), "whole": "yes"}).status_code == 404
    with pytest.raises(ValidationError, match="newer decision"):
        decision.hand_in(decision=first, upload=file(), by=world.buyer, now=NOW)


def test_decisions_are_taken_along_as_a_spreadsheet(world, plan, login):
    decide(plan, world.city.organisation, world.buyer, verdict="no_go", conditions="=1+1")
    decide(plan, world.city.organisation, world.buyer)
    rows = read_csv(login(world.buyer).get(url("decisions_export", "csv")))
    assert rows[0][:7] == [
        *["Buyer", "Decision", "Stands", "Decided on", "Signed by", "Function"],
        "Conditions or reasons",
    ]
    assert [row[:7] for row in rows[1:]] == [
        ["City of Split", "go", "yes", "2027-09-06", "Ana Horvat", "Mayor", ""],
        ["City of Split", "no-go", "no", "2027-09-06", "Ana Horvat", "Mayor", "'=1+1"],
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_statements_do_not_grow(world, plan, rows, login, django_assert_num_queries):
    for number in range(rows):
        organisation = make_organisation(f"Town {number}", country="AT")
        make_membership(world.group, organisation)
        make_decision(plan, organisation, world.coordinator)
        make_decision(plan, organisation, world.coordinator, stands=False)
        world.group.risks.add(make_risk(world.wp4, world.acr, str(number + 1)))
    with django_assert_num_queries(3 + 1):  # and the places
        assert read(plan, world.buyer).decided == rows
    client = login(world.buyer)
    client.get(url())
    with django_assert_num_queries(8):
        client.get(url())
