"""What people tell at registration: kept with the seat, changed until it begins, forgotten."""

from datetime import timedelta

import pytest

from tests.people import NOW
from tests.reading import FRAME, notes
from tests.reading import errors as field_errors
from tests.trainings.conftest import states
from tests.trainings.test_pages import page
from trainings import answering, retention, scheduling
from trainings.models import Consent, Question, QuestionAnswer, Registration, SpecialNeeds, Training

START = NOW + timedelta(days=16)


def ask(world, text="Why do you come?", **fields):
    return Question.objects.create(programme=world.programme, text=text, **fields)


def answers():
    return [*QuestionAnswer.objects.order_by("question_id").values_list("question__text", "text")]


def typed(**more):
    """The form as it is sent with nothing filled in."""
    return {"diet": "", "access": ""} | more


def test_all_is_kept_with_the_seat(world, training, login):
    line = ask(world, "Job?", is_required=True)
    several = ask(world, "Days?", kind="several", options=["Mon", "Tue, late", "Wed"])
    ask(world, "Of another training?", training=None, retired_at=NOW)
    here = ask(world, "Bus?", kind="yes", training=training)
    client = login(world.buyer)
    assert page("register") in client.get(page("training")).text
    form = client.get(page("register")).context["form"]
    assert [field.label for field in form.fields.values()] == [
        *("Job?", "Days?", "Bus?", "Food", "Access"),
        *(str(words) for words in answering.WORDS.values()),
    ]
    assert [name for name in answering.WORDS if form[name].value()] == []  # nothing is ticked
    response = client.post(
        page("register"),
        {
            f"question_{line.pk}": "Buyer",
            f"question_{several.pk}": ["Mon", "Tue, late"],
            f"question_{here.pk}": "no",
            "diet": "Vegetarian",
            "access": "A ramp",
            "list": "on",
        },
        follow=True,
    )
    assert notes(response) == ["You have a seat. A mail with all details is on its way."]
    assert answers() == [("Job?", "Buyer"), ("Days?", "Mon\nTue, late"), ("Bus?", "no")]
    needs = SpecialNeeds.objects.get()
    assert (needs.diet, needs.access, needs.told_at) == ("Vegetarian", "A ramp", NOW)
    consent = Consent.objects.get()
    assert (consent.purpose, consent.words, consent.given_at, consent.withdrawn_at) == (
        "list",
        "My name and organisation may stand on a list that all participants get.",
        NOW,
        None,
    )


def test_a_press_on_the_button_is_enough_where_nothing_is_needed(world, training, login):
    ask(world)
    response = login(world.buyer).post(page("register"), follow=True)
    assert notes(response) == ["You have a seat. A mail with all details is on its way."]
    assert answers() == []


def test_a_press_on_the_button_leads_to_what_is_needed(world, training, login):
    ask(world, is_required=True)
    response = login(world.buyer).post(page("register"), follow=True)
    assert response.redirect_chain == [(page("register"), 302)]
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("line", "", "This field is required."),
        ("line", "x" * 301, "Ensure this value has at most 300 characters (it has 301)."),
        ("line", "a\0b", "Null characters are not allowed."),
        ("text", "x" * 2001, "Ensure this value has at most 2000 characters (it has 2001)."),
        ("one", "C", "Select a valid choice. C is not one of the available choices."),
        ("yes", "maybe", "Select a valid choice. maybe is not one of the available choices."),
        ("several", ["A", "C"], "Select a valid choice. C is not one of the available choices."),
        ("several", [], "This field is required."),
    ],
)
def test_what_is_missing_or_wrong_is_said_there_and_nothing_is_lost(
    world, training, login, kind, value, told
):
    options = ["A", "B"] if kind in ("one", "several") else []
    question = ask(world, kind=kind, options=options, is_required=True)
    name = f"question_{question.pk}"
    sent = typed(diet="No nuts", photos="on") | {name: value}
    response = login(world.buyer).post(page("register"), sent)
    assert field_errors(response) == {name: [told]}
    form = response.context["form"]
    assert (form["diet"].value(), form["photos"].value()) == ("No nuts", True)
    assert not Registration.objects.exists()
    assert not SpecialNeeds.objects.exists()


def test_what_the_act_refuses_loses_nothing_and_writes_nothing(world, training, enter, login):
    enter(training, [world.buyer])
    response = login(world.buyer).post(page("register"), typed(diet="No nuts", news="on"))
    assert field_errors(response) == {"__all__": ["Buyer is already registered."]}
    assert response.context["form"]["diet"].value() == "No nuts"
    assert (SpecialNeeds.objects.count(), Consent.objects.count()) == (0, 0)


def test_the_act_itself_asks_for_what_is_needed(world, training, enter):
    """A form that left the field out is no way around."""
    (row,) = enter(training, [world.buyer])
    question = ask(world, is_required=True)
    with pytest.raises(answering.ValidationError) as refused:
        answering.say(registration=row, told=answering.Told(answers={question: ""}), now=NOW)
    assert refused.value.message_dict == {f"question_{question.pk}": ["Answer this question."]}


def test_registering_with_all_takes_few_statements(
    world, training, login, django_assert_num_queries
):
    rows = [ask(world, f"Q{number}") for number in range(3)]
    sent = typed(diet="x", photos="on") | {f"question_{row.pk}": "y" for row in rows}
    client = login(world.buyer)
    # As with one press, the questions, and what was told in three.
    with django_assert_num_queries(12 + 4 + FRAME):
        client.post(page("register"), sent)
    assert len(answers()) == 3


def test_answers_are_changed_until_it_begins(world, training, enter, login):
    (row,) = enter(training, [world.buyer])
    question = ask(world)
    name = f"question_{question.pk}"
    client = login(world.buyer)
    assert page("answers") in client.get(page("training")).text
    for text in ("First", "Second"):
        response = client.post(page("answers"), typed(access="Ramp") | {name: text}, follow=True)
        assert notes(response)[-1] == "Saved."
    assert answers() == [("Why do you come?", "Second")]
    assert client.get(page("answers")).context["form"][name].value() == "Second"
    told = answering.Told(answers={question: "Third"})
    with pytest.raises(answering.ValidationError, match="too late"):
        answering.say(registration=row, told=told, now=START)
    Training.objects.update(starts_at=NOW)
    assert name not in client.get(page("answers")).context["form"].fields


def test_a_consent_is_taken_back_at_any_time_and_its_proof_stays(world, training, enter, login):
    (row,) = enter(training, [world.buyer])
    client = login(world.buyer)
    client.post(page("answers"), typed(photos="on"))
    client.post(page("answers"), typed(photos="on"))
    assert Consent.objects.count() == 1
    Training.objects.update(state="held", starts_at=NOW)
    client.post(page("answers"), {})
    assert Consent.objects.get().withdrawn_at == NOW
    client.post(page("answers"), {"photos": "on"})
    assert [*Consent.objects.order_by("pk").values_list("withdrawn_at", flat=True)] == [NOW, None]
    assert [each.purpose for each in row.consents.standing()] == ["photos"]


def test_who_was_registered_by_others_is_asked_on_their_page(
    world, training, enter, login, django_assert_num_queries
):
    enter(training, [world.buyer])
    question = ask(world, is_required=True)
    client = login(world.buyer)
    with django_assert_num_queries(8 + FRAME):
        text = client.get(page("training")).text
    assert "1 question waits for your answer" in text
    client.post(page("answers"), typed() | {f"question_{question.pk}": "To learn"})
    assert "waits for your answer" not in client.get(page("training")).text


def test_who_never_registered_has_no_answers(world, training, login):
    assert login(world.buyer).get(page("answers")).status_code == 404


# --- Forgetting -----------------------------------------------------------------------------------


def tell(row, **fields):
    return SpecialNeeds.objects.create(registration=row, diet="No nuts", told_at=NOW, **fields)


def test_food_and_access_are_forgotten_after_thirty_days(world, training, enter):
    (row,) = enter(training, [world.buyer])
    tell(row)
    last = training.last_day
    assert retention.forget_needs(today=last + timedelta(days=30)) == 0
    assert retention.forget_needs(today=last + timedelta(days=31)) == 1
    assert retention.forget_needs(today=last + timedelta(days=31)) == 0
    assert Registration.objects.get().state == "confirmed"


@pytest.mark.parametrize(
    ("of_training", "of_row", "left"),
    [
        ({}, {}, 1),
        ({"state": "postponed", "last_day": None}, {}, 1),
        ({"state": "cancelled"}, {}, 0),
        ({}, {"state": "withdrawn"}, 0),
        ({}, {"state": "rejected"}, 0),
    ],
)
def test_they_are_forgotten_where_nobody_needs_them(
    world, training, enter, of_training, of_row, left
):
    (row,) = enter(training, [world.buyer])
    tell(row)
    Training.objects.update(**{"capacity": 9} | of_training)
    Registration.objects.update(**{"why": "-"} | of_row)
    retention.forget_needs(today=NOW.date())
    assert SpecialNeeds.objects.count() == left


def test_without_a_day_they_are_kept_for_a_year(world, training, enter):
    (row,) = enter(training, [world.buyer])
    tell(row)
    Training.objects.update(state="postponed", last_day=None)
    assert retention.forget_needs(today=NOW.date() + timedelta(days=365)) == 0
    assert retention.forget_needs(today=NOW.date() + timedelta(days=366)) == 1


def test_cancelling_forgets_at_once(world, training, enter):
    (row,) = enter(training, [world.buyer])
    tell(row)
    scheduling.cancel(training=training, by=world.task_lead, reason="Fire", now=NOW)
    assert not SpecialNeeds.objects.exists()
    assert states(training) == ["confirmed"]
