"""Acts on market consultations: numbers, steps, what is published once and for all, the log."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from buyers import consulting
from buyers.models import Consultation, ConsultationQuestion, Need, SupplierContact
from tests.buyers.market import make_contact, make_published, make_question
from tests.people import NOW, TODAY, make_consultation, make_group, make_need

STEPS = {step.verb: step for step in consulting.STEPS}


def new(world, **fields):
    fields = {
        "title": "Sorting of bulky waste",
        "opens_on": date(2027, 9, 20),
        "closes_on": date(2027, 10, 20),
    } | fields
    return Consultation(group=world.group, **fields)


def refused(act, **given) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        act(**given)
    return refusal.value.messages


def test_numbers_run_in_each_group_and_what_is_sent_twice_is_there_once(world):
    one = consulting.enter(consultation=new(world), by=world.coordinator)
    again = consulting.enter(consultation=new(world), by=world.coordinator)
    two = consulting.enter(consultation=new(world, title="Another"), by=world.coordinator)
    elsewhere = new(world)
    elsewhere.group = make_group(world.project, "Other buyers")
    first = consulting.enter(consultation=elsewhere, by=world.coordinator)
    assert again.pk == one.pk
    assert [row.number for row in (one, two, first)] == [1, 2, 1]


def test_days_in_the_wrong_order_or_far_from_the_project_are_refused(world):
    act, by = consulting.enter, world.coordinator
    wrong = new(world, closes_on=date(2027, 9, 1))
    assert refused(act, consultation=wrong, by=by) == ["It closes before it opens."]
    [told] = refused(act, consultation=new(world, closes_on=date(2227, 9, 1)), by=by)
    assert told.startswith("This day is far from the project")
    assert not Consultation.objects.exists()


def test_only_needs_that_the_group_shares_are_linked(world):
    other = make_need(make_group(world.project, "Other buyers"))
    draft = make_need(world.group, 2, state=Need.State.DRAFT)
    shared = make_need(world.group, 1)
    for need in (other, draft):
        told = refused(
            consulting.enter, consultation=new(world), needs=[need], by=world.coordinator
        )
        assert told == ["Choose needs that the group shares."]
    row = consulting.enter(consultation=new(world), needs=[shared], by=world.coordinator)
    assert list(row.needs.all()) == [shared]


def test_the_steps_lead_from_state_to_state_and_no_other_way(world):
    row = make_consultation(world.group)
    for verb, state in [
        *[("open", "open"), ("close", "closed"), ("reopen", "open"), ("cancel", "cancelled")],
        ("reopen", "planned"),
    ]:
        consulting.go(consultation=row, step=STEPS[verb], by=world.wp_lead, reason="So agreed")
        row.refresh_from_db()
        assert row.state == state
    told = refused(consulting.go, consultation=row, step=STEPS["close"], by=world.wp_lead)
    assert told == ["This consultation is planned: this cannot be done now."]
    assert refused(consulting.go, consultation=row, step=STEPS["cancel"], by=world.wp_lead) == [
        "Say why."
    ]
    assert row.history.first().history_change_reason == "So agreed"


# --- Questions -----------------------------------------------------------------------------------


def asked(consultation, **fields):
    fields = {"text": "How much?", "asked_on": TODAY} | fields
    return ConsultationQuestion(consultation=consultation, **fields)


def test_questions_are_numbered_and_what_is_sent_twice_is_there_once(world):
    row = make_consultation(world.group, state="open")
    one = consulting.ask(question=asked(row), by=world.coordinator)
    again = consulting.ask(question=asked(row), by=world.coordinator)
    two = consulting.ask(question=asked(row, text="How often?"), by=world.coordinator)
    assert (again.pk, one.number, two.number) == (one.pk, 1, 2)


def test_a_cancelled_consultation_takes_no_questions(world):
    row = make_consultation(world.group, state="cancelled")
    told = refused(consulting.ask, question=asked(row), by=world.coordinator)
    assert told == ["This consultation is cancelled: it takes no questions."]


def test_what_is_published_is_never_changed(world):
    question = make_question(make_consultation(world.group, state="open"))
    by = world.coordinator
    assert refused(consulting.publish, question=question, by=by, now=NOW) == [
        "There is no answer yet. Write it first."
    ]
    consulting.answer(question=question, by=by, answer="9,000 tonnes.")
    consulting.publish(question=question, by=by, now=NOW)
    later = NOW.replace(hour=23)
    assert consulting.publish(question=question, by=by, now=later).published_at == NOW  # once
    told = refused(consulting.answer, question=question, by=by, answer="10,000 tonnes.")
    assert told == ["Question 1 is published and stays as it is. Enter a new one that follows it."]
    question.refresh_from_db()
    assert (question.answer, question.published_at) == ("9,000 tonnes.", NOW)


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_nothing_is_published_where_nobody_could_read_it(world, state):
    question = make_question(make_consultation(world.group, state=state), answer="Yes.")
    [told] = refused(consulting.publish, question=question, by=world.coordinator, now=NOW)
    assert told.startswith(f"The consultation is {state}.")
    question.refresh_from_db()
    assert question.published_at is None


# --- The log -------------------------------------------------------------------------------------


def test_a_line_of_the_log_knows_who_entered_it_and_is_there_once(world):
    row = make_consultation(world.group)

    def told():
        contact = SupplierContact(
            consultation=row, day=TODAY, supplier="Robots", told="The tonnes", channel="phone"
        )
        return consulting.log(contact=contact, by=world.wp_lead, now=NOW)

    line, again = told(), told()
    assert (line.entered_by, line.entered_at, again.pk) == (world.wp_lead, NOW, line.pk)
    assert SupplierContact.objects.count() == 1


def test_how_the_others_got_the_same_is_said_once(world):
    row = make_contact(make_consultation(world.group), world.coordinator)
    by = world.coordinator
    consulting.share(contact=row, how="Published as question 1.", by=by)
    assert refused(consulting.share, contact=row, how="By mail.", by=by) == [
        "This line says already how the others got the same: Published as question 1."
    ]
    row.refresh_from_db()
    assert row.shared_how == "Published as question 1."


def test_a_line_is_struck_out_once_and_stays(world):
    row = make_contact(make_consultation(world.group), world.coordinator)
    given = {"contact": row, "by": world.coordinator}
    assert refused(consulting.strike, **given, reason=" ", on=TODAY) == ["Say why."]
    consulting.strike(**given, reason="Another supplier", on=TODAY)
    assert refused(consulting.strike, **given, reason="Again", on=TODAY) == [
        "This line is struck out."
    ]
    assert refused(consulting.share, **given, how="By mail.") == ["This line is struck out."]
    row.refresh_from_db()
    assert (row.struck_on, row.struck_reason) == (TODAY, "Another supplier")


def test_counts_of_a_consultation_leave_out_what_is_struck(world):
    row = make_consultation(world.group, state="open")
    make_published(row, 1)
    make_published(row, 2)
    make_question(row, 3)
    for fields in ({}, {"shared_how": "All"}, {"struck_on": TODAY}):
        make_contact(row, world.coordinator, **fields)
    found = Consultation.objects.with_counts().get()
    counts = (found.questions_published, found.contacts_logged, found.contacts_waiting)
    assert counts == (2, 2, 1)
    make_consultation(world.group, 2)
    empty = Consultation.objects.with_counts().get(number=2)
    assert (empty.questions_published, empty.contacts_logged, empty.contacts_waiting) == (0, 0, 0)
