"""Market consultations and open data in Django admin."""

import pytest

from buyers.models import (
    Consultation,
    ConsultationQuestion,
    PlannedProcurement,
    PlanningDocument,
    SupplierContact,
)
from tests.buyers.market import (
    make_contact,
    make_document,
    make_procurement,
    make_published,
    make_question,
)
from tests.partners.test_admin import change, page
from tests.people import make_consultation, make_group, make_need, make_person

# And the statements of their lists.
MODELS = {Consultation: 8, SupplierContact: 7, PlannedProcurement: 5, PlanningDocument: 7}


@pytest.fixture
def as_staff(client, world):
    client.force_login(make_person("Staff", is_staff=True))
    return client


@pytest.fixture
def consultation(world):
    row = make_consultation(world.group, title="Sorting", state="open")
    make_published(row, 1)
    make_question(row, 2)
    make_contact(row, world.coordinator)
    make_procurement(world.group)
    make_document(world.group)
    return row


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_pages_and_search_open(consultation, as_staff, model, django_assert_num_queries):
    row = model.objects.first()
    with django_assert_num_queries(MODELS[model]):
        assert as_staff.get(page(model)).status_code == 200
    for address in (f"{page(model)}?q=sorting", page(model, "change", row.pk)):
        assert as_staff.get(address).status_code == 200, address
    assert as_staff.get(page(model, "delete", row.pk)).status_code == 403


@pytest.mark.parametrize("model", [Consultation, SupplierContact])
def test_what_acts_enter_is_not_added_here(consultation, as_staff, model):
    assert as_staff.get(page(model, "add")).status_code == 403


def test_the_log_is_only_read_here(consultation, as_staff):
    contact = SupplierContact.objects.get()
    address = page(SupplierContact, "change", contact.pk)
    assert as_staff.post(address, {"supplier": "Other"}).status_code == 403


def questions(consultation, **values) -> dict:
    """What the inline posts, with these values for each of the two questions."""
    first, second = consultation.questions.order_by("number")
    data = {"questions-TOTAL_FORMS": 2, "questions-INITIAL_FORMS": 2}
    for n, row in enumerate((first, second)):
        typed = {"text": row.text, "asked_by": "", "asked_on": "2027-09-01", "answer": ""} | values
        data |= {f"questions-{n}-{name}": value for name, value in typed.items()}
        data |= {
            f"questions-{n}-id": row.pk,
            f"questions-{n}-consultation": consultation.pk,
        }
    return data


def test_a_published_question_is_only_read_here_too(consultation, as_staff):
    answer = change(as_staff, consultation, **questions(consultation, answer="Changed"))
    assert answer.status_code == 302
    first, second = ConsultationQuestion.objects.order_by("number")
    assert (first.answer, second.answer) == ("Answer 1.", "Changed")
    assert first.history.count() == 1


def test_needs_of_its_own_group_are_offered_and_no_drafts(consultation, world, as_staff):
    shared = make_need(world.group, 1)
    make_need(world.group, 2, state="draft")
    make_need(make_group(world.project, "Other buyers"), 1)
    form = as_staff.get(page(Consultation, "change", consultation.pk)).context["adminform"].form
    assert list(form.fields["needs"].queryset) == [shared]


def test_days_in_the_wrong_order_are_refused(consultation, as_staff):
    typed = questions(consultation) | {"closes_on": "2020-01-01"}
    answer = change(as_staff, consultation, **typed)
    assert answer.context["adminform"].form.errors == {"closes_on": ["It closes before it opens."]}
