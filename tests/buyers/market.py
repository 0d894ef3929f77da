"""Rows of a market consultation for the tests, and who knocks at its pages."""

from datetime import date

from django.urls import reverse

from buyers.models import ConsultationQuestion, SupplierContact
from tests.people import NOW, make_buyer, make_membership, make_organisation, make_person

SLUG, GROUP = "ppi4test", "waste-buyers"
SEES = {"coordinator", "wp_lead", "task_lead", "organiser", "partner", "team_reader", "officer"}
READS = SEES | {"buyer"}  # the group
MANAGES = {"coordinator", "wp_lead"}


def url(name, *args):
    return reverse(f"buyers:{name}", args=[SLUG, GROUP, *args])


def make_question(consultation, number=1, **fields) -> ConsultationQuestion:
    fields = {
        "asked_on": date(2027, 9, 1),
        "text": f"Question {number}?",
        "asked_by": "Sorting Robots GmbH",
    } | fields
    return ConsultationQuestion.objects.create(consultation=consultation, number=number, **fields)


def make_published(consultation, number=1, **fields) -> ConsultationQuestion:
    fields = {"answer": f"Answer {number}.", "published_at": NOW} | fields
    return make_question(consultation, number, **fields)


def make_contact(consultation, by, **fields) -> SupplierContact:
    fields = {
        "day": date(2027, 9, 1),
        "supplier": "Sorting Robots GmbH",
        "told": "The tonnes of each city.",
        "entered_at": NOW,
    } | fields
    return SupplierContact.objects.create(consultation=consultation, entered_by=by, **fields)


def rival_of(world):
    """A person of another member organisation of the same group."""
    rival = make_person("Rival", zone="Europe/Zagreb")
    make_buyer(rival, make_membership(world.group, make_organisation("City of Graz")))
    return rival
