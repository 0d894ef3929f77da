"""The pages of a plan's options: who reads whose scores, weights tried and saved, bad input."""

import pytest
from django.urls import reverse

from buyers.models import PlanOption, Question
from tests.buyers.plans import make_criterion, make_option, make_sheet
from tests.partners.test_pages import submit
from tests.people import make_membership, make_organisation
from tests.reading import FRAME, errors, notes, read_book, read_csv

FORM = Question.FORM


def url(name, *args, question=FORM):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", question, *args])


def town(world, name):
    organisation = make_organisation(name, country="HR")
    make_membership(world.group, organisation)
    return organisation


def scored(plan, organisation, option, criterion, value, **fields):
    return make_sheet(plan, organisation, {(option, criterion): value}, **fields)


def number(text) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


# --- Alice, Bob and the others -------------------------------------------------------------------


def what_is_read(client) -> list:
    """Of one option by one criterion: the mean on the page, in the download, and single scores."""
    compared = client.get(url("plan_options")).context["compared"]
    [_header, row] = read_csv(client.get(url("plan_options_export", "csv")))
    singles = read_csv(client.get(url("plan_scores_export", "csv")))[1:]
    return [
        compared.options[0].cells[0].text,
        row[6],
        [f"{line[0]}, {line[1]}: {line[4]}" for line in singles],
    ]


HIDDEN = "hidden: fewer than three members"


def test_a_draft_is_read_by_its_own_people_alone(world, plan, joint, price, bob, login):
    scored(plan, world.city.organisation, joint, price, 7, state="draft", discloses=True)
    assert what_is_read(login(world.buyer)) == ["–", "–", ["City of Split, draft: 7"]]
    for person in (bob, world.coordinator, world.officer):
        assert what_is_read(login(person)) == ["–", "–", []]
    for name in ("score_options", "take_back_scores"):
        address = url(name, world.city.organisation_id)
        assert login(bob).get(address).status_code == 403
        assert login(bob).post(address, {}).status_code == 403
        assert login(world.stranger).get(address).status_code == 404


def test_what_is_given_and_kept_is_read_by_who_steers(world, plan, joint, price, bob, login):
    scored(plan, world.city.organisation, joint, price, 7)
    shown = ["7.0", "7.0", ["City of Split, given: 7"]]
    for person in (world.buyer, world.coordinator, world.wp_lead):
        assert what_is_read(login(person)) == shown
    for person in (bob, world.officer, world.partner):
        assert what_is_read(login(person)) == [HIDDEN, HIDDEN, []]
        assert b"7.00" not in login(person).get(url("plan_options")).content


def test_what_its_member_agreed_to_show_is_read_by_all(world, plan, joint, price, bob, login):
    scored(plan, world.city.organisation, joint, price, 7, discloses=True)
    for person in (world.buyer, bob, world.coordinator, world.officer):
        assert what_is_read(login(person)) == ["7.0", "7.0", ["City of Split, given: 7"]]


def test_three_members_stand_behind_a_mean(world, plan, joint, price, bob, login):
    scored(plan, world.city.organisation, joint, price, 7)
    scored(plan, town(world, "Graz"), joint, price, 6)
    assert what_is_read(login(bob)) == [HIDDEN, HIDDEN, []]
    assert what_is_read(login(world.buyer)) == [HIDDEN, HIDDEN, ["City of Split, given: 7"]]
    scored(plan, town(world, "Lund"), joint, price, 2)
    assert what_is_read(login(bob)) == ["5.0", "5.0", []]
    lowest_and_highest = '<span class="spread">2–7</span>'
    assert lowest_and_highest not in login(bob).get(url("plan_options")).text
    assert lowest_and_highest in login(world.coordinator).get(url("plan_options")).text


def test_the_lead_procurer_sets_criteria_and_reads_no_single_scores(
    world, plan, joint, price, bob, login
):
    world.group.lead_procurer = world.group.memberships.get(organisation__name="City of Rijeka")
    world.group.save()
    scored(plan, world.city.organisation, joint, price, 7)
    client = login(bob)
    assert client.get(url("edit_criteria")).status_code == 200
    assert what_is_read(client) == [HIDDEN, HIDDEN, []]
    assert client.get(url("plan_options")).context["compared"].waiting == []


def test_strangers_and_other_groups_find_nothing(world, plan, joint, price, login):
    client = login(world.stranger)
    for name, args in (("plan_options", []), ("plan_scores_export", ["csv"])):
        assert client.get(url(name, *args)).status_code == 404
    client = login(world.coordinator)
    for pk in (joint.pk + 1, 10**25):
        assert client.get(url("edit_option", pk)).status_code == 404
    contract = make_option(plan, "Service", Question.CONTRACT)
    assert client.get(url("edit_option", contract.pk)).status_code == 404
    assert client.get(url("score_options", 10**25)).status_code == 404
    assert client.get(url("option_act", joint.pk, "burn")).status_code == 404


# --- The comparison ------------------------------------------------------------------------------


@pytest.fixture
def compared(world, plan, joint, price):
    """Joint is cheaper, coordinated faster; by 3 to 1 it is 7 to 5."""
    other = make_option(plan, "Coordinated", position=2, form="coordinated")
    time = make_criterion(plan, "Time", weight=1, position=2)
    scores = {(joint, price): 8, (joint, time): 4, (other, price): 4, (other, time): 8}
    for name in ("Graz", "Lund", "Osijek"):
        make_sheet(plan, town(world, name), scores)
    return other, time


def test_the_page_ranks_the_options_and_says_what_the_order_depends_on(
    world, plan, compared, login
):
    page = login(world.buyer).get(url("plan_options"))
    text = " ".join(number(page.text).split())
    assert "3 of 5 members have scored" in text
    assert '<span class="label">1. Joint</span>' in text
    assert "Price<br>75 %" in text
    assert "If “Price” weighs less than 50 %, “Coordinated” comes first (now 75 %)." in text
    assert "members agree" in text
    assert "Score the options" in text
    assert "Add an option" not in text


def test_other_weights_are_tried_and_nothing_is_saved(world, plan, price, compared, login):
    _other, time = compared
    query = f"?w_{price.pk}=1&w_{time.pk}=3"
    page = login(world.buyer).get(url("plan_options") + query)
    assert [each.name for each in page.context["compared"].options] == ["Coordinated", "Joint"]
    assert "By the weights that you try" in page.text
    assert "Save these weights" not in page.text
    part = login(world.buyer).get(url("plan_options") + query, headers={"X-Fragment": "1"})
    assert part.text.lstrip().startswith("<div")
    assert "<html" not in part.text
    rows = read_csv(login(world.buyer).get(url("plan_options_export", "csv") + query))
    assert [(row[0], row[1], row[4]) for row in rows[1:]] == [
        ("1", "Coordinated", "7.0"),
        ("2", "Joint", "5.0"),
    ]
    price.refresh_from_db()
    assert price.weight == 3


def test_a_manager_saves_the_weights_that_are_tried(world, plan, price, compared, login):
    _other, time = compared
    client = login(world.coordinator)
    query = {f"w_{price.pk}": "1", f"w_{time.pk}": "3"}
    assert "Save these weights" in client.get(url("plan_options"), query).text
    answer = client.post(url("save_weights"), query, follow=True)
    assert notes(answer) == ["The weights are saved."]
    assert [each.name for each in answer.context["compared"].options] == ["Coordinated", "Joint"]
    assert login(world.buyer).post(url("save_weights"), query).status_code == 403


WRONG_WEIGHTS = [
    ("-1", "Ensure this value is greater than or equal to 0."),
    ("NaN", "Enter a number."),
    ("1e3", "Ensure that there are no more than 6 digits in total."),
    ("9" * 30, "Ensure that there are no more than 6 digits in total."),
    ("1\x00", "Enter a number."),
    ("", "This field is required."),
    ("0", "All criteria weigh nothing: give one of them a weight."),
]


@pytest.mark.parametrize(("typed", "told"), WRONG_WEIGHTS)
def test_weights_that_are_no_weights_are_refused_at_their_field(
    world, plan, joint, price, login, typed, told
):
    client = login(world.coordinator)
    query = {f"w_{price.pk}": typed}
    page = client.get(url("plan_options"), query)
    assert page.status_code == 200
    if typed != "1e3":  # which is a thousand, written short
        assert errors(page) == {f"w_{price.pk}": [told]}
        answer = client.post(url("save_weights"), query, follow=True)
        assert errors(answer) == {f"w_{price.pk}": [told]}
        assert notes(answer) == [f"Nothing is saved: {told}"]
    price.refresh_from_db()
    assert price.weight == 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_statements_however_much_is_compared(
    world, plan, login, django_assert_num_queries, count
):
    options = [make_option(plan, f"Option {n}") for n in range(count)]
    criteria = [make_criterion(plan, f"Criterion {n}") for n in range(count)]
    for n in range(count):
        scores = {(o, c): 5 for o in options for c in criteria}
        make_sheet(plan, town(world, f"Town {n}"), scores, discloses=True)
    client = login(world.coordinator)
    client.get(url("plan_options"))
    for headers in ({}, {"X-Fragment": "1"}):
        with django_assert_num_queries(FRAME + 1 + 5):  # the plan, the comparison
            client.get(url("plan_options"), headers=headers)
    options[0].state = "chosen"
    options[0].save()
    with django_assert_num_queries(FRAME + 1 + 5 + 1):  # and why it is chosen
        client.get(url("plan_options"))


# --- Writing -------------------------------------------------------------------------------------

TYPED = {"name": "Joint", "form": "joint", "description": ""}


def test_a_manager_describes_an_option_and_moves_it(world, plan, joint, login):
    client = login(world.coordinator)
    typed = TYPED | {"name": "Of two countries", "form": "cross_border"}
    answer = client.post(url("new_option"), typed)
    assert errors(answer) == {
        "applicable_law": ["Whose national law would apply? Art. 39 asks for it."]
    }
    assert "Of two countries" in answer.text
    for _press in range(2):
        client.post(url("new_option"), typed | {"applicable_law": "Croatian law, court of Split"})
    new = plan.options.get(name="Of two countries")
    page = client.get(url("plan_options"))
    assert "Croatian law, court of Split" in page.text
    submit(client, url("edit_option", new.pk), place="1")
    assert [each.name for each in plan.options.all()] == ["Of two countries", "Joint"]
    assert errors(submit(client, url("edit_option", new.pk), place="3")) == {
        "place": ["Ensure this value is less than or equal to 2."]
    }


@pytest.mark.parametrize(
    "typed", [{"form": "burn"}, {"form": ""}, {"name": "a\x00b"}, {"name": "x" * 121}]
)
def test_what_is_no_option_is_refused(world, plan, login, typed):
    answer = login(world.coordinator).post(url("new_option"), TYPED | typed)
    assert list(errors(answer)) == list(typed)
    assert PlanOption.objects.count() == 0


def test_a_contract_model_is_asked_for_its_own_fields(world, plan, login):
    client = login(world.coordinator)
    page = client.get(url("new_option", question="contract"))
    assert list(page.context["form"].fields) == ["name", "contract", "description"]
    assert "Paid is what is reached" in page.text
    client.post(url("new_option", question="contract"), {"name": "Outcome", "contract": "outcome"})
    assert plan.options.get().get_contract_display() == "performance-based contract"


def test_an_option_is_chosen_with_a_reason_that_all_read(world, plan, joint, login):
    address = url("option_act", joint.pk, "choose")
    client = login(world.coordinator)
    assert errors(client.post(address, {"reason": " "})) == {"reason": ["This field is required."]}
    typed = {"reason": "Board of May"}
    assert notes(client.post(address, typed, follow=True)) == ["“Joint” is chosen."]
    assert client.post(address, typed).status_code == 302  # pressed twice
    assert joint.history.filter(state="chosen").count() == 1
    text = login(world.buyer).get(url("plan_options")).text
    assert "“Joint” is chosen" in text
    assert "Board of May" in text
    answer = login(world.coordinator).get(address, follow=True)
    assert notes(answer) == ["“Joint” is chosen: “Choose” is not possible now."]


def criteria(client, **typed):
    return submit(client, url("edit_criteria"), **typed)


def test_criteria_are_written_on_one_page(world, plan, price, login):
    client = login(world.coordinator)
    criteria(client, name_2="Time", weight_2="1", meant_2="10: in a year", place_2="1", place_1="2")
    criteria(client, name_3="Risk", weight_3="0")
    rows = plan.criteria.standing().values_list("name", "weight", "description")
    assert list(rows) == [("Time", 1, "10: in a year"), ("Price", 3, ""), ("Risk", 0, "")]
    assert "now 75" in client.get(url("edit_criteria")).text
    criteria(client, out_1="on")
    assert [each.name for each in plan.criteria.standing()] == ["Price", "Risk"]
    criteria(client, **{f"back_{plan.criteria.get(name='Time').pk}": "on"})
    assert [each.name for each in plan.criteria.standing()] == ["Price", "Risk", "Time"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"weight_1": "-1"}, {"weight_1": "Ensure this value is greater than or equal to 0."}),
        ({"weight_1": "NaN"}, {"weight_1": "Enter a number."}),
        ({"weight_1": "0"}, {"weight_1": "All criteria weigh nothing: give one of them a weight."}),
        ({"weight_1": ""}, {"weight_1": "This field is required."}),
        ({"name_1": ""}, {"name_1": "This field is required."}),
        ({"weight_2": "2"}, {"name_2": "What is it called?"}),
        ({"name_2": "Time"}, {"weight_2": "How much does it weigh, beside the others?"}),
        (
            {"name_2": "Price", "weight_2": "1"},
            {"name_2": "There is one of this name already."},
        ),
        ({"place_1": "0"}, {"place_1": "Ensure this value is greater than or equal to 1."}),
        ({"name_1": "a\x00"}, {"name_1": "Null characters are not allowed."}),
    ],
)
def test_criteria_that_are_none_are_refused_at_their_field(world, plan, price, login, typed, told):
    answer = criteria(login(world.coordinator), **typed)
    assert errors(answer) == {name: [words] for name, words in told.items()}
    assert list(plan.criteria.values_list("name", "weight")) == [("Price", 3)]


# --- Downloads -----------------------------------------------------------------------------------


def test_the_comparison_as_a_spreadsheet(world, plan, compared, login):
    rows = read_csv(login(world.buyer).get(url("plan_options_export", "csv")))
    assert [number(each) for each in rows[0][:8]] == [
        *["Rank", "Option", "Kind", "State", "Weighted total, 0 to 10", "Agreement"],
        *["Price (75 %)", "Time (25 %)"],
    ]
    assert rows[1][:8] == [
        *["1", "Joint", "occasional joint procurement (Art. 38)", "proposed", "7.0"],
        *["members agree", "8.0", "4.0"],
    ]
    for format in ("xlsx", "ods"):
        book = read_book(login(world.buyer).get(url("plan_options_export", format)))
        assert book["Options"][1][4] == 7
