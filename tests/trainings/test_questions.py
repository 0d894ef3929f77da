"""What is asked at registration: written, ordered and retired by who edits a programme or runs a
training."""

import pytest
from django.db.models import Exists
from django.urls import reverse

from tests.people import NOW, make_programme, make_training
from tests.reading import FRAME, notes
from tests.reading import errors as field_errors
from tests.trainings.test_pages import page
from trainings import questions
from trainings.models import Question, QuestionAnswer, Training

TYPED = {"text": "Job?", "kind": "line", "options": "", "position": "1"}


def of_programme(name, *more):
    name = f"trainings:programme_question{name}"
    return reverse(name, args=["ppi4test", "regional", *more])


def asked():
    return [*Question.objects.order_by("pk").values_list("text", "kind", "options", "is_required")]


def test_a_question_of_the_programme_is_asked_at_each_of_its_trainings(world, training, login):
    client = login(world.task_lead)
    assert "No questions yet" in client.get(of_programme("s")).text
    typed = {"text": "Days?", "kind": "several", "options": " Mon \n\nTue\r\n", "position": "2"}
    response = client.post(of_programme("_new"), typed | {"is_required": "on"}, follow=True)
    assert notes(response) == ["Saved. It is asked from now on."]
    assert asked() == [("Days?", "several", ["Mon", "Tue"], True)]
    client = login(world.organiser)
    client.post(page("question_new"), TYPED | {"text": "Parking?"})
    other = make_training(world.programme, world.zagreb, "Split")
    elsewhere = make_programme(world.t42, slug="else")
    Question.objects.create(programme=elsewhere, text="Elsewhere?")
    assert [str(q) for q in Question.objects.asked_at(training)] == ["Days?", "Parking?"]
    assert [str(q) for q in Question.objects.asked_at(other)] == ["Days?"]
    context = client.get(page("questions")).context
    assert [row["question"].text for row in context["own"]] == ["Parking?"]
    assert [question.text for question in context["of_programme"]] == ["Days?"]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"text": ""}, {"text": ["This field is required."]}),
        ({"text": "a\0"}, {"text": ["Null characters are not allowed."]}),
        (
            {"text": "x" * 301},
            {"text": ["Ensure this value has at most 300 characters (it has 301)."]},
        ),
        ({"kind": "one"}, {"options": ["Write at least two, one a line."]}),
        ({"kind": "one", "options": "A"}, {"options": ["Write at least two, one a line."]}),
        ({"kind": "one", "options": "A\n A "}, {"options": ["One of these stands here twice."]}),
        (
            {"kind": "one", "options": "A\n" + "x" * 61},
            {"options": ["One of these is too long: 60 letters at most."]},
        ),
        (
            {"kind": "one", "options": "\n".join(map(str, range(31)))},
            {"options": ["These are too many: 30 at most."]},
        ),
        (
            {"options": "A\nB"},
            {"options": ["Only for a choice. Leave this empty, or take another kind."]},
        ),
        (
            {"kind": "none"},
            {"kind": ["Select a valid choice. none is not one of the available choices."]},
        ),
        (
            {"position": "9" * 30},
            {"position": ["Ensure this value is less than or equal to 999."]},
        ),
        ({"position": "first"}, {"position": ["Enter a whole number."]}),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(world, training, login, typed, errors):
    response = login(world.organiser).post(page("question_new"), TYPED | typed)
    assert field_errors(response) == errors
    assert response.context["form"]["text"].value() == (TYPED | typed)["text"]
    assert asked() == []


def test_sent_twice_it_is_asked_once(world, training, login):
    client = login(world.organiser)
    for _time in range(2):
        client.post(page("question_new"), TYPED)
    assert len(asked()) == 1


def test_nobody_is_asked_more_than_twenty(world, training, login):
    rows = [
        Question(programme=world.programme, training=training, text=f"Q{n}")
        for n in range(questions.MOST)
    ]
    Question.objects.bulk_create(rows)
    response = login(world.organiser).post(page("question_new"), TYPED)
    assert field_errors(response) == {
        "__all__": ["20 questions are asked. Retire one before you ask more."]
    }


def test_words_change_only_while_nobody_has_answered(world, training, enter, login):
    question = Question.objects.create(
        programme=world.programme, training=training, text="Old?", position=5
    )
    client = login(world.organiser)
    client.post(page("question", question.pk), TYPED | {"text": "New?"})
    assert (asked(), Question.objects.get().position) == ([("New?", "line", [], False)], 1)
    assert question.history.first().history_user == world.organiser
    (row,) = enter(training, [world.buyer])
    QuestionAnswer.objects.create(question=question, registration=row, text="Yes")
    response = client.post(page("question", question.pk), TYPED | {"text": "Other?"})
    assert field_errors(response) == {
        "__all__": ["Somebody has answered this question. Ask it no more, and write a new one."]
    }
    client.post(page("question", question.pk), TYPED | {"text": "New?", "position": "3"})
    assert (asked(), Question.objects.get().position) == ([("New?", "line", [], False)], 3)


def test_a_retired_question_is_asked_no_more_and_can_come_back(world, training, enter, login):
    question = Question.objects.create(programme=world.programme, training=training, text="Old?")
    (row,) = enter(training, [world.buyer])
    QuestionAnswer.objects.create(question=question, registration=row, text="Yes")
    client = login(world.organiser)
    for _time in range(2):
        response = client.post(page("question_act", question.pk, "retire"), follow=True)
        assert notes(response)[-1] == "It is asked no more."
    assert (Question.objects.get().retired_at, question.history.count()) == (NOW, 2)
    assert [*Question.objects.asked_at(training)] == []
    assert [*Question.objects.in_force_or_answered(training)] == [question]
    assert QuestionAnswer.objects.get().text == "Yes"
    assert client.get(page("question", question.pk)).status_code == 404
    client.post(page("question_act", question.pk, "restore"))
    assert [*Question.objects.asked_at(training)] == [question]
    assert client.post(page("question_act", question.pk, "forget")).status_code == 404


def test_one_programmes_question_is_no_others(world, training, login):
    other = make_programme(world.t42, slug="else")
    question = Question.objects.create(programme=other, text="Elsewhere?")
    client = login(world.task_lead)
    for address in (of_programme("", question.pk), page("question", question.pk)):
        assert client.get(address).status_code == 404
        assert client.post(address, TYPED).status_code == 404
    assert asked() == [("Elsewhere?", "line", [], False)]
    assert client.get(page("question", 10**30)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_few_statements(world, training, login, django_assert_num_queries, rows):
    for number in range(rows):
        Question.objects.create(programme=world.programme, training=training, text=f"Q{number}")
    client = login(world.organiser)
    with django_assert_num_queries(3 + FRAME):
        response = client.get(page("questions"))
    assert len(response.context["own"]) == rows


@pytest.mark.parametrize(
    ("place", "is_asked"),
    [
        ({}, True),
        ({"training": "here"}, True),
        ({"retired_at": NOW}, False),
        ({"training": "here", "retired_at": NOW}, False),
        ({"training": "elsewhere"}, False),
        ({"programme": "other"}, False),
        ({"programme": "other", "training": "of_other"}, False),
    ],
)
def test_what_is_asked_is_the_same_for_one_training_and_for_a_list(
    world, training, place, is_asked
):
    other = make_programme(world.t42, [world.group], slug="more")
    rows = {
        "here": training,
        "elsewhere": make_training(world.programme, world.zagreb, "Split"),
        "of_other": make_training(other, world.zagreb, "Pula"),
        "other": other,
    }
    place = {name: rows.get(value, value) for name, value in place.items()}
    Question.objects.create(text="Why?", **{"programme": world.programme} | place)
    listed = Training.objects.filter(Exists(Question.objects.asked_there()))
    found = [Question.objects.asked_at(training).exists(), training in listed]
    assert found == [is_asked, is_asked]
