"""Options, criteria, score sheets and clauses of a plan: what acts write, and what they refuse."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from buyers import clauses, options, score_sheets
from buyers.models import Criterion, PlanOption, Question, Score, ScoreSheet, Tier
from tests.buyers.plans import make_criterion, make_option, make_plan, make_sheet
from tests.people import NOW, TODAY, make_membership, make_organisation

FORM, CONTRACT = Question.FORM, Question.CONTRACT


@pytest.fixture
def plan(world):
    return make_plan(world.group, world.coordinator)


def names(plan, question=FORM) -> list[str]:
    return [each.name for each in plan.options.filter(question=question).exclude(state="out")]


# --- Options -------------------------------------------------------------------------------------


def add(plan, by, name="Joint", question=FORM, **fields):
    kind = {"form": "joint"} if question == FORM else {"contract": "service"}
    option = PlanOption(plan=plan, question=question, name=name, **(kind | fields))
    return options.add(option=option, by=by)


def test_options_are_added_at_the_end_once_and_moved(world, plan):
    for name in ("Joint", "Central", "Framework", "Framework"):
        add(plan, world.coordinator, name)
    add(plan, world.coordinator, "Service", CONTRACT)
    assert names(plan) == ["Joint", "Central", "Framework"]
    assert names(plan, CONTRACT) == ["Service"]
    last = plan.options.get(name="Framework")
    options.change(option=last, by=world.coordinator, name="Framework of Graz", place=1)
    assert names(plan) == ["Framework of Graz", "Joint", "Central"]
    assert last.history.latest().history_user == world.coordinator


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"form": ""}, "form"),
        ({"form": "cross_border"}, "applicable_law"),
        ({"form": "cross_border", "applicable_law": "  "}, "applicable_law"),
        ({"form": "central"}, "acting_body"),
        ({"form": "nothing"}, "form"),
        ({"name": ""}, "name"),
    ],
)
def test_an_option_says_what_its_form_needs(world, plan, fields, wrong):
    with pytest.raises(ValidationError) as refusal:
        add(plan, world.coordinator, **fields)
    assert list(refusal.value.message_dict) == [wrong]
    assert plan.options.count() == 0


def perform(option, verb, by, reason="Because", now=NOW):
    return options.perform(option=option, verb=verb, by=by, reason=reason, now=now)


def test_one_option_is_chosen_with_a_reason_and_the_choice_can_be_taken_back(world, plan):
    joint, central = make_option(plan, "Joint"), make_option(plan, "Central", position=2)
    contract = make_option(plan, "Service", CONTRACT)
    for option in (joint, contract, central):
        perform(option, "choose", world.coordinator)
    chosen = plan.options.filter(state="chosen")
    assert {each.name for each in chosen} == {"Central", "Service"}  # one for each question
    newest = joint.history.latest()
    assert newest.history_change_reason == "“Central” is chosen instead"
    assert central.history.latest().history_change_reason == "Because"
    perform(central, "take-back", world.coordinator, "The council has objected")
    assert plan.options.filter(state="chosen", question=FORM).count() == 0


def test_why_it_is_chosen_is_what_was_said_when_it_was(world, plan):
    joint = make_option(plan)
    assert options.choice(joint.pk) is None
    perform(joint, "choose", world.wp_lead, "At first")
    perform(joint, "take-back", world.wp_lead)
    perform(joint, "choose", world.coordinator, "Board of May")
    options.change(option=joint, by=world.wp_lead, name="Jointly")
    choice = options.choice(joint.pk)
    assert (choice.reason, choice.who) == ("Board of May", world.coordinator)


def test_a_second_press_chooses_once(world, plan):
    joint = make_option(plan)
    now = perform(joint, "choose", world.coordinator).history.latest().history_date
    perform(joint, "choose", world.coordinator, now=now + timedelta(seconds=2))
    assert joint.history.filter(state="chosen").count() == 1
    for by, reason in ((world.wp_lead, "Because"), (world.coordinator, "Another reason")):
        with pytest.raises(ValidationError, match="This option is chosen"):
            perform(joint, "choose", by, reason, now=now)


def test_what_is_taken_out_keeps_its_scores_and_is_put_back(world, plan):
    joint, price = make_option(plan), make_criterion(plan)
    make_sheet(plan, world.city.organisation, {(joint, price): 7})
    perform(joint, "take-out", world.coordinator)
    with pytest.raises(ValidationError, match="This option is taken out"):
        perform(joint, "choose", world.coordinator)
    assert perform(joint, "put-back", world.coordinator, "").state == "proposed"
    assert Score.objects.get().value == 7


def test_a_chosen_option_is_not_taken_out(world, plan):
    joint = make_option(plan, state="chosen")
    with pytest.raises(ValidationError, match="This option is chosen"):
        perform(joint, "take-out", world.coordinator)


# --- Criteria ------------------------------------------------------------------------------------


def row(name, weight, id=None, is_out=False, description=""):
    return {
        "id": id,
        "name": name,
        "weight": weight if weight is None else Decimal(weight),
        "description": description,
        "is_out": is_out,
    }


def write(plan, by, *rows, question=FORM):
    return options.write_criteria(plan=plan, question=question, rows=rows, by=by, on=TODAY)


def weights(plan, question=FORM) -> dict[str, Decimal]:
    rows = plan.criteria.standing().filter(question=question)
    return {each.name: each.weight for each in rows}


def test_criteria_are_written_in_their_order_once_for_each_question(world, plan):
    for _press in range(2):
        write(plan, world.coordinator, row("Price", 3), row("Time", 1))
        write(plan, world.coordinator, row("Price", 1), question=CONTRACT)
    assert weights(plan) == {"Price": 3, "Time": 1}
    assert weights(plan, CONTRACT) == {"Price": 1}
    price, time = plan.criteria.filter(question=FORM)
    write(plan, world.coordinator, row("Time", "1.5", time.pk), row("Price", 3, price.pk))
    assert list(weights(plan).items()) == [("Time", Decimal("1.5")), ("Price", 3)]


def test_a_criterion_is_taken_out_on_a_day_and_put_back(world, plan):
    price, time = write(plan, world.coordinator, row("Price", 3), row("Time", 1))
    write(plan, world.coordinator, row("Price", 3, price.pk, is_out=True), row("Time", 1, time.pk))
    price.refresh_from_db()
    assert (price.removed_on, weights(plan)) == (TODAY, {"Time": 1})
    assert price.history.latest().history_change_reason == "Taken out"
    write(plan, world.coordinator, row("Price", 3, price.pk))
    assert weights(plan) == {"Time": 1, "Price": 3}


def test_criteria_do_not_all_weigh_nothing_and_nothing_is_half_written(world, plan):
    price, time = write(plan, world.coordinator, row("Price", 3), row("Time", 0))
    refused = [
        [row("Price", 0, price.pk), row("Time", 0, time.pk)],
        [row("Price", 3, price.pk, is_out=True), row("Time", 0, time.pk)],
        [row("Renamed", 2, price.pk), row("Time", -1, time.pk)],
    ]
    for rows in refused:
        with pytest.raises(ValidationError):
            write(plan, world.coordinator, *rows)
    with pytest.raises(ValidationError, match="weigh nothing"):
        options.weigh(
            plan=plan, question=FORM, weights={price.pk: Decimal(0)}, by=world.coordinator
        )
    assert weights(plan) == {"Price": 3, "Time": 0}


def test_tried_weights_are_saved_for_criteria_of_this_question_alone(world, plan):
    price, time = write(plan, world.coordinator, row("Price", 3), row("Time", 1))
    other = make_criterion(plan, "Price", CONTRACT, weight=1)
    asked = {price.pk: Decimal(1), time.pk: Decimal(4), other.pk: Decimal(9)}
    options.weigh(plan=plan, question=FORM, weights=asked, by=world.coordinator)
    assert (weights(plan), weights(plan, CONTRACT)) == ({"Price": 1, "Time": 4}, {"Price": 1})
    assert Criterion.history.filter(id=time.pk).latest().history_user == world.coordinator


# --- Score sheets --------------------------------------------------------------------------------


@pytest.fixture
def cells(plan):
    """One option by two criteria."""
    joint = make_option(plan)
    price, time = make_criterion(plan), make_criterion(plan, "Time", position=2)
    return [(joint.pk, price.pk), (joint.pk, time.pk)]


def sheet_of(plan, membership, question=FORM):
    return ScoreSheet(plan=plan, question=question, organisation=membership.organisation)


def score(world, plan, cells, *values, give=True, **given):
    given = {"sheet": sheet_of(plan, world.city), "by": world.buyer, "on": TODAY} | given
    scores = dict(zip(cells, values, strict=True))
    return score_sheets.write(**({"scores": scores, "discloses": False, "give": give} | given))


def values_of(sheet) -> list[int]:
    return list(sheet.scores.order_by("criterion").values_list("value", flat=True))


def test_a_draft_may_be_partial_and_what_is_given_is_whole(world, plan, cells):
    sheet = score(world, plan, cells, 7, None, give=False)
    assert (sheet.state, values_of(sheet)) == ("draft", [7])
    with pytest.raises(ValidationError, match="every option by every criterion"):
        score(world, plan, cells, 7, None)
    sheet = score(world, plan, cells, 7, 4)
    assert (sheet.state, sheet.given_on, sheet.given_by) == ("given", TODAY, world.buyer)
    assert values_of(sheet) == [7, 4]


def test_a_second_press_writes_nothing(world, plan, cells):
    sheet = score(world, plan, cells, 7, 4)
    told = sheet.history.count(), Score.history.count()
    score(world, plan, cells, 7, 4)
    assert (sheet.history.count(), Score.history.count()) == told
    assert ScoreSheet.objects.count() == 1


def test_what_changes_is_told_in_the_history_of_the_sheet(world, plan, cells):
    score(world, plan, cells, 7, 4)
    sheet = score(world, plan, cells, 7, 9)
    assert sheet.history.latest().history_change_reason == "Joint, Time: 4 → 9"
    score(world, plan, cells, 7, 9, discloses=True)
    sheet = score_sheets.take_back(sheet=sheet, by=world.buyer)
    assert (sheet.state, sheet.given_on, sheet.discloses) == ("draft", None, True)
    score_sheets.take_back(sheet=sheet, by=world.buyer)
    assert sheet.history.filter(history_change_reason="Taken back to a draft").count() == 1


@pytest.mark.parametrize("value", [-1, 11, 10**30])
def test_scores_go_from_nought_to_ten(world, plan, cells, value):
    with pytest.raises(ValidationError):
        score(world, plan, cells, 7, value)
    assert (ScoreSheet.objects.count(), Score.objects.count()) == (0, 0)


def test_members_of_the_day_score_and_observers_do_not(world, plan, cells):
    observer = make_membership(world.group, make_organisation("Observer"), Tier.OBSERVER)
    yesterday = TODAY - timedelta(days=1)
    gone = make_membership(world.group, make_organisation("Gone"), until=yesterday)
    for member, told in ((observer, "Observers score nothing"), (gone, "no member")):
        with pytest.raises(ValidationError, match=told):
            score(world, plan, cells, 7, 4, sheet=sheet_of(plan, member))


def test_what_stands_for_nothing_that_is_compared_is_left_alone(world, plan, cells):
    other = make_plan(world.group, world.coordinator)
    strange = make_criterion(other, "Foreign", CONTRACT)
    out = make_criterion(plan, "Out", removed_on=TODAY)
    option = cells[0][0]
    scores = {**dict.fromkeys(cells, 5), (option, strange.pk): 9, (option, out.pk): 9}
    sheet = score(world, plan, cells, 0, 0, scores=scores)
    assert values_of(sheet) == [5, 5]


def test_without_options_and_criteria_there_is_nothing_to_score(world, plan):
    make_option(plan)
    with pytest.raises(ValidationError, match="nothing to score"):
        score(world, plan, [], give=False)


# --- Clauses -------------------------------------------------------------------------------------


def test_clauses_are_settled_one_by_one(world, plan):
    assert [each.state for each in clauses.read(plan)] == ["open"] * 9
    price, exit_ = plan.clauses.get(topic="price"), plan.clauses.get(topic="exit")
    given = {"by": world.coordinator, "reason": "Board of May"}
    clauses.change(clause=price, state="settled", text="By the index.", **given)
    clauses.change(clause=exit_, state="not_needed", owner=world.city.organisation, **given)
    rows = {each.topic: each for each in clauses.read(plan)}
    assert sum(each.is_done for each in rows.values()) == 2
    assert (rows["price"].text, rows["price"].state_label) == ("By the index.", "settled")
    assert rows["exit"].owner == "City of Split"
    assert price.history.latest().history_change_reason == "Board of May"
