"""What the buyers of the demo want to buy together, and what each commits to: all illustrative.

The need follows the case of PPI4Waste, bulky waste; every number, date and name here is invented.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from buyers import (
    answering,
    commitment,
    conflicts,
    consulting,
    linking,
    needs,
    publishing,
)
from buyers.models import (
    ClassificationCode,
    Commitment,
    Consultation,
    ConsultationQuestion,
    Need,
    NeedShare,
    PlanningDocument,
    PriorArt,
    SupplierContact,
)

SORTING = {
    "title": "Sorting of bulky waste for reuse",
    "problem": "Furniture, mattresses and appliances arrive mixed and are crushed on the way. "
    "Sorting by hand is slow and hurts people; most of it is burnt or buried.",
    "affected_users": "Households that book a collection, the crews of the lorries, reuse shops.",
    "desired_outcome": "At least twice as much bulky waste is used again or recycled, at no higher "
    "cost a tonne and with fewer accidents of the crews.",
    "trigger": Need.Trigger.POLICY,
    "constraints": "Waste Framework Directive; national rules on second-hand goods; the lorries "
    "and recycling yards of today.",
    "market_gap": "Suppliers offer lines for mixed waste. No one yet offers to recognise and "
    "handle single bulky pieces at the yard.",
    "evidence": "Analyses of the composition of bulky waste in two cities; visits at three yards.",
    "unit": "tonnes a year",
    "priority": 5,
}
INDICATORS = [
    {"name": "Reused or recycled", "unit": "%", "baseline": Decimal(22), "target": Decimal(45)},
    {"name": "Cost of treatment", "unit": "EUR a tonne", "baseline": Decimal(118),
     "target": Decimal(118)},
    {"name": "Accidents of the crews", "unit": "a year", "baseline": Decimal(9),
     "target": Decimal(3)},
]  # fmt: skip
CPV = ["90511000", "90500000", "42914000"]

DRAFT = {
    "title": "Collection of bulky waste on demand",
    "problem": "Dates for a collection are given by telephone; every third one fails.",
    "desired_outcome": "Nine of ten collections happen on the first date.",
    "unit": "collections a year",
}

PRIOR_ART = [
    {"kind": "product", "title": "Robot arms that sort construction waste", "trl": 9,
     "covers": "partly", "note": "Pieces up to 30 kg; mattresses were never tried."},
    {"kind": "project", "title": "Camera recognition of furniture at the yard", "trl": 6,
     "covers": "partly", "note": "A demonstrator at one yard; 80 % of the pieces recognised."},
    {"kind": "standard", "title": "EN 50625 on the treatment of waste appliances", "trl": None,
     "covers": "no", "note": "For appliances alone."},
]  # fmt: skip


class Answer(NamedTuple):
    """What a member answers to the need."""

    member: str
    quantity: int
    price: int | None
    replacement: date  # of the real project's time
    nuts: str
    priority: int
    differences: str
    discloses: bool
    reuse_today: Decimal | None  # its own value of the first indicator


ANSWERS = [
    Answer("sur", 31_000, 2_900_000, date(2018, 6, 30), "ES300", 5,
           "Eleven municipalities; the yards belong to them.", True, Decimal(19)),
    Answer("zagreb", 24_500, 2_100_000, date(2017, 12, 31), "HR050", 5,
           "Collection stays in house; sorting may be a service.", True, Decimal(24)),
    Answer("City of Split", 9_200, 800_000, date(2018, 12, 31), "HR035", 4,
           "Half of it falls in the summer months.", False, Decimal(15)),
    Answer("City of Rijeka", 6_800, None, date(2019, 3, 31), "HR031", 3,
           "Yards on steep ground: no vehicles over 12 m.", False, None),
    Answer("Diputación de Sevilla", 14_300, 1_250_000, date(2018, 9, 30), "ES618", 4,
           "Small municipalities; a mobile unit would serve several.", False, None),
    Answer("City of Freiburg", 7_400, 690_000, date(2019, 12, 31), "DE131", 3,
           "A social enterprise runs the reuse shop and stays part of it.", False, Decimal(38)),
]  # fmt: skip


class Entry(NamedTuple):
    """An entry of the ledger, in the order in which they came."""

    member: str
    level: str
    years: int  # after the project's start
    quantity: int
    value: int | None
    conditions: str
    signatory: str  # the function of who signed
    ago: int  # days before today
    holds: int | None  # days from today
    is_disclosed: bool


ENTRIES = [
    Entry("sur", "interest", 4, 25_000, None, "", "", 210, None, True),
    Entry("zagreb", "intent", 4, 24_500, 2_100_000, "ERDF pays for the yards.",
          "Head of department", 160, 24, True),
    Entry("City of Split", "interest", 4, 9_200, None, "", "", 150, None, False),
    Entry("City of Rijeka", "interest", 4, 6_800, None, "After the new yard is built.", "",
          140, 220, False),
    Entry("Diputación de Sevilla", "intent", 4, 14_300, 1_250_000, "A mobile unit is possible.",
          "Deputy for the environment", 90, 275, False),
    Entry("City of Freiburg", "intent", 5, 7_400, 690_000, "", "Mayor for the environment",
          85, None, False),
    Entry("sur", "council", 4, 31_000, 2_900_000, "The grant covers a fifth.", "President",
          40, 690, True),
]  # fmt: skip

QUESTIONS = [
    ("A maker of sorting lines", "Will the pieces be weighed one by one?",
     "No. Outcomes are measured by tonnes that leave the yard for reuse and for recycling."),
    ("A start-up on image recognition", "May the cameras record people at the yard?",
     "No person may be recognisable. Recognition on the device is welcome."),
    ("A leasing company", "Is pay-per-use possible?", ""),
]  # fmt: skip


def enter_needs_and_commitments(demo) -> None:
    group = demo.members["zagreb"].group
    need = enter_need(demo, group)
    enter_answers(demo, need)
    enter_ledger(demo, need)
    consult_the_market(demo, group, need)
    plan_procurement(demo, group)
    link_and_declare(demo, group)


def enter_need(demo, group) -> Need:
    """The group's, shared; and a draft that only the people of Split read."""
    lead = demo.people["wp4.lead"]
    codes = list(ClassificationCode.objects.of("CPV").filter(code__in=CPV))
    need = Need(group=group, is_illustrative=True, **SORTING)
    need.answers_due = demo.today + timedelta(days=26)
    need = needs.enter(need=need, indicators=INDICATORS, cpv=codes, by=lead)
    need = needs.perform(need=need, verb="share", by=lead)
    for known in PRIOR_ART:
        found = demo.line.day(date(2015, 9, 15))
        needs.add_prior_art(art=PriorArt(need=need, source_date=found, **known), by=lead)
    split = demo.members["City of Split"].organisation
    draft = Need(group=group, organisation=split, is_illustrative=True, **DRAFT)
    needs.enter(need=draft, indicators=[], cpv=[], by=demo.people["buyer"])
    return need


def enter_answers(demo, need: Need) -> None:
    reuse = need.indicators.first()
    for known in ANSWERS:
        values = {
            "quantity": Decimal(known.quantity),
            "price_estimate": known.price and Decimal(known.price),
            "currency": "EUR" if known.price else "",
            "replacement_on": demo.line.day(known.replacement),
            "nuts": ClassificationCode.objects.of("NUTS").filter(code=known.nuts).first(),
            "priority": known.priority,
            "differences": known.differences,
            "discloses": known.discloses,
        }
        answering.answer(
            share=NeedShare(need=need, organisation=demo.members[known.member].organisation),
            values=values,
            indicators={reuse.pk: {"baseline": known.reuse_today, "target": None}},
            give=True,
            by=speaker(demo, known.member),
            on=demo.today,
        )


def enter_ledger(demo, need: Need) -> None:
    for known in ENTRIES:
        record_entry(demo, need, known)
    better = ENTRIES[2]._replace(level="intent", value=800_000, signatory="Mayor", ago=2)
    draft = draft_of(demo, need, better)
    commitment.save_draft(commitment=draft, by=demo.people["buyer"], today=demo.today)


def record_entry(demo, need: Need, known: Entry) -> Commitment:
    by = speaker(demo, known.member)
    draft = draft_of(demo, need, known)
    day = demo.today - timedelta(days=known.ago)
    draft = commitment.save_draft(commitment=draft, by=by, today=day)
    return commitment.record_draft(commitment=draft, by=by, now=demo.moment(day))


def draft_of(demo, need: Need, known: Entry) -> Commitment:
    return Commitment(
        project=demo.project,
        group=need.group,
        need=need,
        organisation=demo.members[known.member].organisation,
        level=known.level,
        year=demo.line.start.year + known.years,
        quantity=Decimal(known.quantity),
        value=known.value and Decimal(known.value),
        currency="EUR" if known.value else "",
        conditions=known.conditions,
        signatory=known.signatory,
        signed_on=demo.today - timedelta(days=known.ago) if known.signatory else None,
        valid_until=known.holds and demo.today + timedelta(days=known.holds),
        is_disclosed=known.is_disclosed,
    )


def speaker(demo, member: str):
    """Somebody who is named for the member."""
    return demo.members[member].people.order_by("pk").first().person


def consult_the_market(demo, group, need: Need) -> None:
    lead, line = demo.people["wp4.lead"], demo.line
    consultation = Consultation(
        group=group,
        title="Meet the market: sorting of bulky waste",
        channel="event",
        opens_on=line.day(date(2016, 3, 30)),
        closes_on=demo.today + timedelta(days=40),
        place="Zaragoza, Utrecht, Zagreb and Brussels",
        contact_email="market@ppi4waste.example",
        description="Public buyers of several countries look for ways to use bulky waste again. "
        "Tell us what you could do, by when, and what you would need from us.",
        is_illustrative=True,
    )
    consultation = consulting.enter(consultation=consultation, needs=[need], by=lead)
    [opening] = [step for step in consulting.STEPS if step.verb == "open"]
    consultation = consulting.go(consultation=consultation, step=opening, by=lead)
    for days, (supplier, text, answer) in enumerate(QUESTIONS):
        asked_on = demo.today - timedelta(days=30 - days)
        question = ConsultationQuestion(
            consultation=consultation, asked_by=supplier, asked_on=asked_on, text=text
        )
        question = consulting.ask(question=question, by=lead)
        if answer:
            question = consulting.answer(question=question, answer=answer, by=lead)
            consulting.publish(question=question, by=lead, now=demo.moment(demo.today))
    for supplier, size, country, told, shared in (
        ("A maker of sorting lines", "large", "DE", "The tonnes of each buyer, as published.",
         "The same table stands in the published answers."),
        ("A start-up on image recognition", "micro", "ES",
         "When the yard in Zagreb can be visited.", ""),
    ):  # fmt: skip
        contact = SupplierContact(
            consultation=consultation,
            day=demo.today - timedelta(days=20),
            supplier=supplier,
            size=size,
            country=country,
            told=told,
            shared_how=shared,
        )
        consulting.log(contact=contact, by=lead, now=demo.moment(demo.today))


def plan_procurement(demo, group) -> None:
    lead, line = demo.people["wp4.lead"], demo.line
    publishing.describe(
        group=group,
        by=lead,
        title="Sorting of bulky waste for reuse, in step in five countries",
        description="Services and equipment that recognise, handle and sort single bulky pieces at "
        "the yard, paid by the tonne that leaves it for reuse or recycling.",
        rationale="Buyers in several countries share an unmet need; together they are large enough "
        "for the market to answer it.",
        category="services",
        procedure="comp-dial",
        innovation="prod-innov",
        notice_on=line.day(date(2017, 2, 15)),
        tender_on=line.day(date(2017, 6, 1)),
        contract_from=line.day(date(2018, 1, 1)),
        contract_until=line.day(date(2021, 12, 31)),
    )
    publishing.add_document(
        document=PlanningDocument(
            group=group,
            type="needsAssessment",
            title="Common needs of the core buyers (illustrative)",
            url="https://ppi4waste.example/needs",
        ),
        published_on=line.day(date(2015, 11, 16)),
        by=lead,
        now=demo.moment(demo.today),
    )


def link_and_declare(demo, group) -> None:
    """The meeting and the risks that concern the group; three members have declared."""
    lead = demo.people["wp4.lead"]
    linking.link_meetings(group=group, meetings=demo.project.meetings.filter(kind="board"), by=lead)
    linking.link_risks(group=group, risks=[demo.risks[n] for n in ("2", "3", "4", "5")], by=lead)
    for member in ("sur", "zagreb", "City of Split"):
        conflicts.declare(
            group=group,
            organisation=demo.members[member].organisation,
            has_conflict=False,
            by=speaker(demo, member),
            now=demo.moment(demo.today),
        )
