"""Writing market consultations: the forms, bad input, what happened meanwhile."""

from datetime import date

import pytest

from buyers.models import Consultation, ConsultationQuestion, Need
from tests.buyers.market import make_question, url
from tests.partners.test_pages import fields_of, submit
from tests.people import make_consultation, make_group, make_need
from tests.reading import errors, notes


@pytest.fixture
def consultation(world):
    return make_consultation(
        world.group,
        title="Sorting of bulky waste",
        state="open",
        description="Tell us what your machines sort.",
        contact_email="market@example.org",
        report="Three suppliers could deliver.",
    )


def test_from_plan_to_a_published_answer(world, login):
    client = login(world.coordinator)
    need = make_need(world.group)
    answer = submit(
        client,
        url("new_consultation"),
        title="Sorting",
        description="Tell us",
        needs=[need.pk],
        opens_on="2027-09-07",
        closes_on="2027-09-30",
    )
    assert answer.url == url("consultation", 1)
    row = Consultation.objects.get()
    assert (row.state, list(row.needs.all())) == ("planned", [need])
    answer = client.post(url("consultation_act", 1, "open"), follow=True)
    assert notes(answer)[-1] == "The consultation is open. Its page is public."
    submit(client, url("new_question", 1), text="How much?", asked_by="Alba SA")
    submit(client, url("edit_question", 1, 1), answer="9,000 tonnes.")
    answer = client.post(url("publish_question", 1, 1), follow=True)
    assert notes(answer)[-1] == "Question 1 is published."
    client.logout()
    text = client.get(url("public_consultation", 1)).text
    assert "9,000 tonnes." in text
    assert "Alba" not in text


def test_a_published_question_has_no_way_to_be_edited(world, consultation, login):
    client = login(world.coordinator)
    question = make_question(consultation, answer="Yes.")
    seen = fields_of(client.get(url("edit_question", 1, 1)))
    client.post(url("publish_question", 1, 1))
    assert url("edit_question", 1, 1) + '"' not in client.get(url("consultation", 1)).text
    answer = client.get(url("edit_question", 1, 1), follow=True)
    assert notes(answer)[0].startswith("Question 1 is published and stays as it is.")
    answer = client.post(url("edit_question", 1, 1), seen | {"answer": "No."})
    answer = client.post(url("edit_question", 1, 1), fields_of(answer))
    assert errors(answer)["__all__"][0].startswith("Question 1 is published")
    assert answer.context["form"]["answer"].value() == "No."
    question.refresh_from_db()
    assert question.answer == "Yes."


def test_what_is_typed_stays_when_it_was_closed_meanwhile(world, consultation, login):
    client = login(world.coordinator)
    Consultation.objects.update(state="cancelled")
    answer = client.post(url("consultation_act", 1, "close"), {"reason": "All is said"})
    assert errors(answer) == {
        "__all__": ["This consultation is cancelled: this cannot be done now."]
    }
    assert answer.context["form"]["reason"].value() == "All is said"
    answer = client.get(url("consultation_act", 1, "close"), follow=True)
    assert notes(answer) == ["This consultation is cancelled: “Close” is not possible now."]
    assert client.get(url("consultation_act", 1, "burn")).status_code == 404
    typed = {"text": "How much?", "asked_on": "2027-09-06"}
    answer = client.post(url("new_question", 1), typed)
    assert errors(answer) == {"__all__": ["This consultation is cancelled: it takes no questions."]}


def test_who_saves_second_is_told(world, consultation, login):
    client = login(world.coordinator)
    seen = fields_of(client.get(url("write_report", 1)))
    submit(client, url("write_report", 1), report="First")
    answer = client.post(url("write_report", 1), seen | {"report": "Second"})
    assert errors(answer)["__all__"][0].startswith("This was changed while")
    assert client.post(url("write_report", 1), fields_of(answer)).status_code == 302
    assert Consultation.objects.get().report == "Second"


@pytest.mark.parametrize(
    ("where", "args", "typed", "field", "message"),
    [
        ("new_consultation", [], {"title": ""}, "title", "This field is required."),
        ("new_consultation", [], {"title": "x" * 201}, "title", "Ensure this value has at most"),
        ("new_consultation", [], {"title": "a\0b"}, "title", "Null characters are not"),
        ("new_consultation", [], {"closes_on": "2027-09-01"}, "closes_on", "It closes before"),
        ("new_consultation", [], {"opens_on": "soon"}, "opens_on", "Enter a valid date."),
        ("new_consultation", [], {"closes_on": "9999-12-31"}, "closes_on", "This day is far"),
        ("new_consultation", [], {"needs": ["1e9"]}, "needs", "“1e9” is not a valid value."),
        ("new_consultation", [], {"needs": ["9" * 20]}, "needs", "Select a valid choice."),
        ("new_consultation", [], {"channel": "smoke"}, "channel", "Select a valid choice."),
        ("new_consultation", [], {"online_url": "javascript:alert(1)"}, "online_url", "Enter a"),
        ("edit_consultation", [1], {"contact_email": "me"}, "contact_email", "Enter a valid"),
        ("new_question", [1], {"text": ""}, "text", "This field is required."),
        ("new_question", [1], {"asked_on": "2027-09-07"}, "asked_on", "This day has not come"),
        ("new_question", [1], {"asked_by": "x" * 201}, "asked_by", "Ensure this value has at"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_changes_nothing(
    world, consultation, login, where, args, typed, field, message
):
    good = {
        "new_consultation": {
            "title": "Sorting",
            "opens_on": "2027-09-07",
            "closes_on": "2027-09-30",
        },
        "new_question": {"text": "How much?", "asked_on": "2027-09-06"},
    }.get(where, {})
    before = list(Consultation.objects.values())
    answer = submit(login(world.coordinator), url(where, *args), **good | typed)
    assert list(errors(answer)) == [field]
    assert errors(answer)[field][0].startswith(message)
    assert answer.context["form"][field].value() == typed[field]
    assert list(Consultation.objects.values()) == before
    assert not ConsultationQuestion.objects.exists()


def test_a_need_of_another_group_or_a_draft_is_no_choice(world, consultation, login):
    other = make_need(make_group(world.project, "Other buyers"))
    draft = make_need(world.group, 2, state=Need.State.DRAFT)
    for need in (other, draft):
        answer = submit(login(world.coordinator), url("edit_consultation", 1), needs=[need.pk])
        assert list(errors(answer)) == ["needs"]


def test_a_double_press_enters_one(world, consultation, login):
    client = login(world.coordinator)
    typed = {"text": "How much?", "asked_on": "2027-09-06"}
    for _press in range(2):
        assert client.post(url("new_question", 1), typed).status_code == 302
    assert ConsultationQuestion.objects.count() == 1
    assert date(2027, 9, 6) == ConsultationQuestion.objects.get().asked_on
