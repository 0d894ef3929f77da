"""Where the organiser approves: applications, one registration's page, food and access, export."""

import pytest

from tests.people import NOW, make_buyer, make_person
from tests.reading import FRAME, notes, read_csv
from tests.reading import errors as field_errors
from tests.trainings.conftest import last_mail, states, subjects
from tests.trainings.test_pages import page
from trainings import answering, registration
from trainings.models import (
    Consent,
    Question,
    QuestionAnswer,
    Registration,
    SpecialNeeds,
    Training,
)


@pytest.fixture
def training(training):
    """Registrations are approved."""
    training.needs_approval = True
    training.save()
    return training


def test_who_applies_has_no_seat_until_the_organiser_approves(world, training, login):
    client = login(world.buyer)
    assert ">Apply<" in client.get(page("training")).text
    response = client.post(page("register"), follow=True)
    assert notes(response) == ["You have applied. The organiser answers by mail."]
    assert "You have applied." in response.text
    assert (states(training), Training.objects.get().seats_taken) == (["applied"], 0)
    client = login(world.organiser)
    assert "1 application to answer" in client.get(page("registrations")).text
    (row,) = Registration.objects.all()
    response = client.post(page("approve"), {"item": [row.pk]}, follow=True)
    assert notes(response) == ["They have a seat: Buyer."]
    assert (states(training), Training.objects.get().seats_taken) == (["confirmed"], 1)
    assert last_mail(world.buyer).subject == "You have a seat: Zagreb, Wed 22 Sep 2027"


def test_several_are_approved_at_once_and_each_outcome_is_told(
    world, training, buyers, enter, login
):
    Training.objects.update(capacity=2)
    rows = enter(training, people := buyers(5))
    registration.withdraw(registration=rows[0], by=people[0], now=NOW)
    client = login(world.organiser)
    ticked = [row.pk for row in rows[:4]]
    response = client.post(page("approve"), {"item": ticked}, follow=True)
    assert notes(response) == [
        "They have a seat: Buyer 2, Buyer 3.",
        "On the waiting list: Buyer 4.",
        "Buyer 1: This application has been answered.",
    ]
    assert states(training) == ["withdrawn", "confirmed", "confirmed", "waiting", "applied"]
    assert Training.objects.get().seats_taken == 2
    assert subjects(people[3])[-1] == "On the waiting list: Zagreb, Wed 22 Sep 2027"
    # Pressed twice it answers nobody again.
    again = client.post(page("approve"), {"item": ticked[1:3]}, follow=True)
    assert notes(again) == [
        "Buyer 2: This application has been answered.",
        "Buyer 3: This application has been answered.",
    ]


@pytest.mark.parametrize("items", [[], ["x"], ["9" * 30], ["0"]])
def test_no_or_no_such_application_is_no_approval(world, training, enter, login, items):
    enter(training, [world.buyer])
    response = login(world.organiser).post(page("approve"), {"item": items}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert states(training) == ["applied"]


def test_nobody_is_approved_once_it_has_begun(world, training, enter, login):
    (row,) = enter(training, [world.buyer])
    Training.objects.update(starts_at=NOW)
    response = login(world.organiser).post(page("approve"), {"item": [row.pk]}, follow=True)
    assert notes(response) == ["This training has begun."]
    assert states(training) == ["applied"]


@pytest.mark.parametrize("count", [1, 3])
def test_approving_takes_few_statements_for_each(
    world, training, buyers, enter, django_assert_num_queries, count
):
    Training.objects.update(capacity=2)
    rows = enter(training, buyers(count))
    # Of each the row and its history; the mails are one statement for each letter.
    letters = 1 if count == 1 else 2
    with django_assert_num_queries(6 + 2 * count + 2 * letters):
        registration.approve_several(
            training=training, registrations=rows, by=world.organiser, now=NOW
        )


def test_the_organiser_says_that_registrations_are_approved(world, training, login):
    Training.objects.update(needs_approval=False)
    client = login(world.organiser)
    form = client.get(page("edit")).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"needs_approval": "on"}
    assert notes(client.post(page("edit"), typed, follow=True)) == ["Saved."]
    assert Training.objects.get().needs_approval


def test_a_capacity_below_the_seats_taken_is_refused_at_its_field(
    world, training, buyers, enter, login
):
    Training.objects.update(needs_approval=False)
    enter(training, buyers(3))
    client = login(world.organiser)
    form = client.get(page("edit")).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"capacity": "2"}
    assert field_errors(client.post(page("edit"), typed)) == {
        "capacity": ["3 seats are taken. A smaller capacity needs withdrawals first."]
    }


# --- One registration -----------------------------------------------------------------------------


@pytest.fixture
def told(world, training):
    """The buyer has applied and told everything."""
    bus = Question.objects.create(programme=world.programme, text="Bus?", kind="yes")
    Question.objects.create(programme=world.programme, text="Job?")
    told = answering.Told(
        answers={bus: "yes"}, diet="No nuts", access="A ramp", consents=frozenset({"photos"})
    )
    return registration.register(
        training=training, person=world.buyer, by=world.buyer, now=NOW, told=told
    )


def test_its_page_shows_what_was_told_and_what_happened(world, training, told, login):
    registration.approve(registration=told, by=world.organiser, now=NOW)
    response = login(world.organiser).get(page("registration", told.pk))
    context = response.context
    assert context["answers"] == [
        {"question": "Bus?", "answer": "yes"},
        {"question": "Job?", "answer": None},
    ]
    assert (context["needs"].diet, context["needs"].access) == ("No nuts", "A ramp")
    assert [consent.purpose for consent in context["consents"]] == ["photos"]
    assert [(change.who, change.reason) for change in context["changes"]] == [
        (world.organiser, "Approved"),
        (world.buyer, ""),
    ]
    assert "City of Split is a contracting authority in Waste buyers." in response.text
    other = login(world.organiser).get(page("registration", told.pk + 1))
    assert other.status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_its_page_takes_few_statements(
    world, training, told, login, rows, django_assert_num_queries
):
    for number in range(rows):
        Question.objects.create(programme=world.programme, text=f"Q{number}")
    client = login(world.organiser)
    with django_assert_num_queries(5 + FRAME):
        client.get(page("registration", told.pk))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_with_boxes_takes_four_statements(
    world, training, buyers, enter, login, rows, django_assert_num_queries
):
    enter(training, buyers(rows))
    client = login(world.organiser)
    with django_assert_num_queries(4 + FRAME):
        response = client.get(page("registrations") + "?state=applied")
    assert response.text.count('name="item"') == rows


# --- Food and access ------------------------------------------------------------------------------


@pytest.fixture
def seated(world, training, buyers, enter):
    """Three with a seat, one in line; each has told their food."""
    Training.objects.update(needs_approval=False, capacity=3)
    rows = enter(training, buyers(4))
    for row, diet in zip(rows, ["Vegetarian", "vegetarian ", "=1+1", "Fish"], strict=True):
        SpecialNeeds.objects.create(registration=row, diet=diet, access="Ramp", told_at=NOW)
    return rows


def test_the_kitchen_reads_lines_and_no_names(world, seated, login):
    client = login(world.organiser)
    context = client.get(page("needs")).context
    assert context["diets"] == [("Vegetarian", 2), ("=1+1", 1)]
    assert context["accesses"] == [("Ramp", 3)]
    assert [row.registration.person.name for row in context["rows"]] == [
        *("Buyer 1", "Buyer 2", "Buyer 3")
    ]
    assert read_csv(client.get(page("needs_export", "csv"))) == [
        ["What", "Told", "How often"],
        ["Food", "Vegetarian", "2"],
        ["Food", "'=1+1", "1"],
        ["Access", "Ramp", "3"],
    ]
    named = read_csv(client.get(page("needs_export", "csv") + "?names=on"))
    assert named[1] == ["Buyer 1", "City of Split", "confirmed", "Vegetarian", "Ramp"]


def test_food_and_access_are_in_no_other_export(world, seated, login):
    text = b"".join(login(world.organiser).get(page("registrations_export", "csv"))).decode()
    assert "egetarian" not in text
    assert "Ramp" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_two_statements(
    world, training, buyers, enter, login, rows, django_assert_num_queries
):
    Training.objects.update(needs_approval=False)
    for row in enter(training, buyers(rows)):
        SpecialNeeds.objects.create(registration=row, diet="Fish", told_at=NOW)
    client = login(world.organiser)
    with django_assert_num_queries(2 + FRAME):
        client.get(page("needs"))


def test_the_export_has_a_column_for_each_question(
    world, training, told, buyers, enter, login, django_assert_num_queries
):
    several = Question.objects.create(
        programme=world.programme,
        text="Days?",
        kind="several",
        options=["Mon", "Tue"],
        retired_at=NOW,
    )
    Question.objects.create(programme=world.programme, text="Never?", retired_at=NOW)
    QuestionAnswer.objects.create(question=several, registration=told, text="Mon\nTue")
    Consent.objects.create(
        registration=told, purpose="news", words="-", given_at=NOW, withdrawn_at=NOW
    )
    enter(training, buyers(1))
    client = login(world.organiser)
    with django_assert_num_queries(5 + FRAME):
        header, first, second = read_csv(client.get(page("registrations_export", "csv")))
    assert header[-4:] == ["Agrees to", "Bus?", "Job?", "Days?"]
    assert (first[-4:], second[-4:]) == (["photos", "yes", "", "Mon; Tue"], ["", "", "", ""])


# --- One address in several spellings -------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    ["JORG@BÜRO.example", "jorg@xn--bro-hoa.example", "ｊorg@büro.example", " Jorg@Büro.Example "],
)
def test_one_person_in_two_spellings_is_registered_once(world, training, enter, login, spelling):
    person = make_person("Jörg", email="jorg@büro.example")
    make_buyer(person, world.city)
    enter(training, [person])
    response = login(world.organiser).post(page("add"), {"email": spelling, "override": "Phoned"})
    assert field_errors(response) == {"__all__": ["Jörg is already registered."]}
    assert states(training) == ["applied"]
