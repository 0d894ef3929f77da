"""Rows of market consultations and of open data, and who knocks at their pages."""

from datetime import date

from django.urls import reverse

from buyers import publishing
from buyers.models import (
    ClassificationCode,
    ConsultationQuestion,
    PlannedProcurement,
    PlanningDocument,
    SupplierContact,
)
from tests.people import (
    NOW,
    make_buyer,
    make_consultation,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_share,
)
from tests.records.samples import file

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


# --- Open data -----------------------------------------------------------------------------------


def make_procurement(group, **fields) -> PlannedProcurement:
    fields = {
        "title": "Sorting of bulky waste",
        "description": "Machines that sort bulky waste, with maintenance.",
        "rationale": "Most bulky waste is burnt today.",
        "procedure": "innovation",
        "innovation": "mar-nov",
        "notice_on": date(2027, 10, 1),
        "tender_on": date(2028, 1, 10),
        "contract_from": date(2028, 7, 1),
        "contract_until": date(2032, 6, 30),
    } | fields
    return PlannedProcurement.objects.create(group=group, **fields)


def make_document(group, **fields) -> PlanningDocument:
    """Published, elsewhere."""
    fields = {
        "type": "needsAssessment",
        "title": "Needs of the cities",
        "url": "https://example.org/needs.pdf",
        "published_on": date(2027, 9, 1),
    } | fields
    return PlanningDocument.objects.create(group=group, **fields)


def make_filed(group, by, published_on=date(2027, 9, 1), name="study.pdf", **fields):
    """A document with a file that the portal serves."""
    document = PlanningDocument(
        group=group, type="feasibilityStudy", title=f"Study {name}", **fields
    )
    return publishing.add_document(
        document=document, published_on=published_on, upload=file(name), by=by, now=NOW
    )


def make_code(scheme, code, label) -> ClassificationCode:
    return ClassificationCode.objects.create(scheme=scheme, code=code, label=label)


def complete(world):
    """A group of which a release can tell all that the portal knows; the City of Split leads
    it."""
    group = world.group
    group.lead_procurer = world.city
    group.save()
    make_procurement(group)
    need = make_need(group, title="Sorting", desired_outcome="Twice as much is used again.")
    need.cpv.set(
        [
            make_code("CPV", "42914000", "Recycling equipment"),
            make_code("CPV", "90511000", "Refuse collection services"),
        ]
    )
    nuts = make_code("NUTS", "HR035", "Splitsko-dalmatinska županija")
    make_share(need, world.city.organisation, nuts=nuts, quantity=9000)
    make_consultation(group, 1, title="Dialogue", state="open", contact_email="m@example.org")
    make_document(group)
    return group
