"""Who comes by invitation is asked what everybody is asked who registers, with the same press."""

import pytest
from django.urls import reverse

from outbox.models import Mail
from tests.languages import english_in, shown
from tests.people import NOW, make_invitation, make_person
from tests.reading import errors as field_errors
from tests.reading import notes
from tests.trainings.conftest import states
from tests.trainings.test_answering import answers, ask, typed
from trainings import accepting, answering, links
from trainings.models import Consent, Invitation, Registration, SpecialNeeds, Training

ASKED = "Diet is no question: why do you come?"
NEEDED = "This field is required."


@pytest.fixture
def guest(db):
    return make_person("Guest", account="none")


@pytest.fixture
def invitation(world, training, guest):
    return make_invitation(training, world.city.organisation, guest, state="sent")


@pytest.fixture
def page(invitation):
    return reverse("trainings:invitation", args=[links.secret(invitation)])


def come(client, page, **more):
    return client.post(page, {"answer": "come"} | more, follow=True)


def with_colleague(client, page, **more):
    data = {"answer": "colleagues", "name_1": "Iva", "email_1": "iva@split.example"}
    return client.post(page, data | more, follow=True)


def test_all_is_kept_with_the_seat(world, training, client, page):
    line = ask(world, "Job?", is_required=True)
    several = ask(world, "Days?", kind="several", options=["Mon", "Tue"], training=training)
    form = client.get(page).context["come"]
    assert [field.label for field in form.fields.values()] == [
        *("Job?", "Days?", "Food", "Access"),
        *(str(words) for words in answering.WORDS.values()),
    ]
    assert [name for name in answering.WORDS if form[name].value()] == []  # nothing is ticked
    response = come(
        client,
        page,
        **{f"question_{line.pk}": "Buyer", f"question_{several.pk}": ["Mon", "Tue"]},
        diet="Vegetarian",
        access="A ramp",
        list="on",
    )
    assert notes(response) == ["You have a seat. A mail with all details is on its way."]
    assert "waits for your answer" not in response.text
    assert answers() == [("Job?", "Buyer"), ("Days?", "Mon\nTue")]
    needs, consent = SpecialNeeds.objects.get(), Consent.objects.get()
    assert (needs.diet, needs.access, consent.purpose) == ("Vegetarian", "A ramp", "list")
    assert states(training) == ["confirmed"]


def test_what_is_missing_is_said_there_and_nothing_is_lost_or_written(
    world, training, client, page
):
    name = f"question_{ask(world, ASKED, is_required=True).pk}"
    other = f"question_{ask(world, 'Bus?', kind='yes').pk}"
    response = come(client, page, **typed(diet="No nuts", photos="on"), **{other: "no"})
    assert field_errors(response) == {name: [NEEDED]}
    form = response.context["come"]
    values = [form[each].value() for each in ("diet", "photos", other)]
    assert values == ["No nuts", True, "no"]
    assert response.text.count("<title>Error: ") == 1
    assert (Registration.objects.count(), Mail.objects.count()) == (0, 0)
    assert Invitation.objects.get().state == "sent"
    come(client, page, **typed(), **{name: "To learn"})
    assert answers() == [(ASKED, "To learn")]


def test_the_act_writes_all_or_nothing(world, training, invitation):
    question = ask(world, is_required=True)
    token = links.secret(invitation)
    with pytest.raises(answering.ValidationError) as refused:
        accepting.accept(token=token, now=NOW, told=answering.Told(answers={question: ""}))
    assert refused.value.message_dict == {f"question_{question.pk}": ["Answer this question."]}
    assert (Registration.objects.count(), Mail.objects.count()) == (0, 0)
    assert Invitation.objects.get().state == "sent"


def test_what_the_act_refuses_loses_nothing(world, training, client, page):
    name = f"question_{ask(world, is_required=True).pk}"
    world.city.until = NOW.date().replace(day=1)
    world.city.save()
    response = come(client, page, **typed(diet="No nuts"), **{name: "To learn"})
    assert list(field_errors(response)) == ["__all__"]
    form = response.context["come"]
    assert (form["diet"].value(), form[name].value()) == ("No nuts", "To learn")
    assert not SpecialNeeds.objects.exists()


def test_what_need_not_be_answered_stops_nobody(world, training, client, page):
    ask(world)
    come(client, page, **typed())
    assert (states(training), answers()) == (["confirmed"], [])


def test_without_questions_one_press_is_enough(world, training, client, page):
    ask(world, retired_at=NOW)
    response = client.get(page)
    assert (dict(response.context["come"].fields), response.context["own"]) == ({}, None)
    assert "Do you agree?" not in response.text
    come(client, page)
    assert states(training) == ["confirmed"]


@pytest.mark.parametrize("count", [1, 5])
def test_the_questions_take_one_statement(world, client, page, django_assert_num_queries, count):
    for number in range(count):
        ask(world, f"Q{number}?")
    with django_assert_num_queries(4):  # the invitation, the questions, a registration, the days
        client.get(page)


def test_nothing_is_asked_where_nobody_can_come(world, client, page):
    ask(world, ASKED, is_required=True)
    Training.objects.update(registration_switch=False)
    assert ASKED not in client.get(page).text
    response = come(client, page)
    assert field_errors(response) == {"__all__": ["Registration is not open now."]}


# --- With colleagues ----------------------------------------------------------------------------


def test_colleagues_are_asked_on_their_own_page(world, training, client, page):
    ask(world, ASKED, is_required=True)
    with_colleague(client, page)
    row = Registration.objects.get()
    assert (row.person.email, row.unanswered(), answers()) == ("iva@split.example", 1, [])
    seat = client.get(reverse("trainings:seat", args=[links.secret(row)]))
    assert "1 question waits for your answer" in seat.text


def test_who_comes_too_is_asked_with_them(world, training, client, guest, page):
    name = f"own-question_{ask(world, ASKED, is_required=True).pk}"
    own = {"comes_too": "on", "own-diet": "No nuts"}
    response = with_colleague(client, page, **own)
    form = response.context["own"]
    assert form.errors == {name.removeprefix("own-"): [NEEDED]}
    assert form["diet"].value() == "No nuts"
    assert response.context["colleagues"]["email_1"].value() == "iva@split.example"
    assert not Registration.objects.exists()
    with_colleague(client, page, **own, **{name: "To learn"})
    assert [row.person.name for row in Registration.objects.order_by("pk")] == ["Guest", "Iva"]
    assert answers() == [(ASKED, "To learn")]
    assert SpecialNeeds.objects.get().registration.person == guest


def test_own_answers_of_who_does_not_say_they_come_are_asked_about_and_kept(
    world, training, client, page
):
    ask(world, ASKED, is_required=True)
    response = with_colleague(client, page, **{"own-diet": "No nuts"})
    assert response.context["colleagues"].errors == {
        "comes_too": ["Tick this if you come too; otherwise leave your own answers empty."]
    }
    assert response.context["own"]["diet"].value() == "No nuts"
    assert 'value="No nuts"' in response.text
    assert not Registration.objects.exists()


@pytest.mark.parametrize("language", ["es", "hr", "sv", "de"])
def test_the_page_speaks_the_readers_language(world, training, client, page, language):
    ask(world, "Zašto?", is_required=True)
    response = client.post(f"{page}?lang={language}", {"answer": "colleagues", "comes_too": "on"})
    assert english_in(shown(response.text), language) == []
