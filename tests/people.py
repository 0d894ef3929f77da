"""The people of the tests and the small project they work in.

`world` is one small project, PPI4Test, that runs from 1 January 2026 for 33 months; tests say which
day it is for them (`TODAY`). Everybody of house.md stands in it once, and a stranger outside of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from buyers.models import (
    BuyerGroup,
    BuyerMembership,
    BuyerPerson,
    Commitment,
    Consultation,
    Need,
    NeedShare,
    Tier,
)
from core import months
from core.clock import wall_moment
from partners.models import Organisation, Participation, Person, Project, ProjectReader, TeamMember
from trainings import links
from trainings.models import Invitation, Programme, Training, TrainingDay
from workpackages.models import (
    Action,
    Deliverable,
    Meeting,
    Milestone,
    ReportingPeriod,
    Review,
    Risk,
    Task,
    WorkPackage,
)

START = date(2026, 1, 1)
TODAY = date(2027, 9, 6)  # a Monday in M21
NOW = datetime(2027, 9, 6, 9, 0, tzinfo=ZoneInfo("Europe/Brussels"))
PASSWORD = "correct horse battery"


def make_person(name: str, **fields) -> Person:
    """An active account; its address is <name>@example.org with dots for blanks."""
    fields.setdefault("email", f"{name.lower().replace(' ', '.')}@example.org")
    return Person.objects.create_user(name=name, password=PASSWORD, **fields)


def make_organisation(short_name: str, **fields) -> Organisation:
    fields = {"name": short_name, "country": "ES", "city": "Zaragoza"} | fields
    return Organisation.objects.create(short_name=short_name, **fields)


def make_project(acronym="PPI4Test", **fields) -> Project:
    fields = {
        "slug": acronym.lower(),
        "title": f"{acronym} in full",
        "grant_number": str(642000 + Project.objects.count()),
        "programme": Project.Programme.H2020,
        "start": START,
        "duration": 33,
        "summary": "Public buyers of waste services buy innovation together.",
    } | fields
    return Project.objects.create(acronym=acronym, **fields)


def make_partner(project, organisation, number, role="beneficiary", **fields) -> Participation:
    fields.setdefault("entry", project.start)
    return Participation.objects.create(
        project=project, organisation=organisation, number=number, role=role, **fields
    )


def make_member(person, participation, access="editor", **fields) -> TeamMember:
    fields.setdefault("since", participation.entry)
    return TeamMember.objects.create(
        person=person, participation=participation, access=access, **fields
    )


def make_work_package(project, lead, number="4", **fields) -> WorkPackage:
    fields = {"title": f"Work package {number}", "first_month": 10, "last_month": 30} | fields
    return WorkPackage.objects.create(project=project, lead=lead, number=number, **fields)


def make_task(work_package, lead, number="4.1", **fields) -> Task:
    fields = {"title": f"Task {number}", "first_month": 12, "last_month": 24} | fields
    return Task.objects.create(
        project=work_package.project, work_package=work_package, lead=lead, number=number, **fields
    )


def make_deliverable(work_package, lead, number="4.1", **fields) -> Deliverable:
    fields = {"title": f"Deliverable {number}", "due_month": 22} | fields
    return Deliverable.objects.create(
        project=work_package.project, work_package=work_package, lead=lead, number=number, **fields
    )


def make_milestone(work_package, lead, number="1", **fields) -> Milestone:
    fields = {"title": f"Milestone {number}", "due_month": 23} | fields
    milestone = Milestone.objects.create(
        project=work_package.project, lead=lead, number=number, **fields
    )
    milestone.work_packages.add(work_package)
    return milestone


def make_review(project, lead, number="1", **fields) -> Review:
    fields = {"title": f"Review {number}", "due_month": 22} | fields
    return Review.objects.create(project=project, lead=lead, number=number, **fields)


def make_period(project, number=1, first_month=1, last_month=18, **fields) -> ReportingPeriod:
    return ReportingPeriod.objects.create(
        project=project, number=number, first_month=first_month, last_month=last_month, **fields
    )


def make_risk(work_package, lead, number="1", **fields) -> Risk:
    fields = {
        "title": f"Risk {number}",
        "category": "market",
        "likelihood": 3,
        "impact": 4,
    } | fields
    risk = Risk.objects.create(project=work_package.project, lead=lead, number=number, **fields)
    risk.work_packages.add(work_package)
    return risk


def make_meeting(project, title="Project board", **fields) -> Meeting:
    fields = {
        "slug": title.lower().replace(" ", "-"),
        "first_day": date(2027, 9, 27),
        "last_day": date(2027, 9, 28),
        "zone": "Europe/Madrid",
        "city": "Bilbao",
    } | fields
    return Meeting.objects.create(project=project, title=title, **fields)


def make_action(owner, meeting=None, risk=None, **fields) -> Action:
    fields = {"text": "Write to the buyers", "due_on": date(2027, 9, 20)} | fields
    project = (meeting or risk).project
    return Action.objects.create(project=project, meeting=meeting, risk=risk, owner=owner, **fields)


def make_group(project, name="Waste buyers", **fields) -> BuyerGroup:
    fields.setdefault("slug", name.lower().replace(" ", "-"))
    return BuyerGroup.objects.create(project=project, name=name, **fields)


def make_membership(group, organisation, tier=Tier.AUTHORITY, **fields) -> BuyerMembership:
    fields.setdefault("since", group.project.start)
    return BuyerMembership.objects.create(
        group=group, organisation=organisation, tier=tier, **fields
    )


def make_buyer(person, membership, **fields) -> BuyerPerson:
    fields.setdefault("since", membership.since)
    return BuyerPerson.objects.create(person=person, membership=membership, **fields)


def make_need(group, number=1, **fields) -> Need:
    """Shared, the group's own."""
    fields = {
        "title": f"Need {number}",
        "problem": "Bulky waste is sorted by hand.",
        "desired_outcome": "Twice as much of it is used again.",
        "unit": "tonnes a year",
        "state": Need.State.SHARED,
    } | fields
    return Need.objects.create(group=group, number=number, **fields)


def make_share(need, organisation, **fields) -> NeedShare:
    """Given."""
    fields = {"quantity": 1000, "state": NeedShare.State.GIVEN, "given_on": TODAY} | fields
    return NeedShare.objects.create(need=need, organisation=organisation, **fields)


def make_commitment(need, organisation, **fields) -> Commitment:
    """An interest that stands."""
    fields = {
        "year": 2028,
        "quantity": 1000,
        "value": 50_000,
        "currency": "EUR",
        "state": Commitment.State.STANDING,
        "recorded_at": NOW,
    } | fields
    return Commitment.objects.create(
        project=need.group.project, group=need.group, need=need, organisation=organisation, **fields
    )


def make_consultation(group, number=1, **fields) -> Consultation:
    """Planned."""
    fields = {
        "title": f"Consultation {number}",
        "opens_on": date(2027, 9, 20),
        "closes_on": date(2027, 10, 20),
    } | fields
    return Consultation.objects.create(group=group, number=number, **fields)


def make_programme(task, groups=(), **fields) -> Programme:
    fields = {
        "title": "Regional trainings",
        "slug": "regional",
        "first_month": 21,
        "last_month": 23,
        "window_opens": months.first_day(task.project.start, 21) + timedelta(days=14),
        "target_number": 4,
        "tiers": [Tier.CORE, Tier.AUTHORITY],
    } | fields
    programme = Programme.objects.create(project=task.project, task=task, **fields)
    programme.buyer_groups.set(groups)
    return programme


def make_training(programme, organiser, title="Zagreb", **fields) -> Training:
    """Planned: in the window, without days."""
    fields = {
        "slug": title.lower(),
        "zone": "Europe/Zagreb",
        "city": title,
        "capacity": 25,
    } | fields
    return Training.objects.create(
        programme=programme, project=programme.project, organiser=organiser, title=title, **fields
    )


def fix_day(training, day=date(2027, 9, 22), **fields) -> Training:
    """Scheduled on one day, 09:00-17:00, with registration open: what the acts leave behind."""
    row = TrainingDay.objects.create(
        training=training, position=1, day=day, starts=time(9), ends=time(17)
    )
    training.first_day = training.last_day = day
    training.starts_at, training.ends_at = row.span(training.zone)
    training.state = Training.State.SCHEDULED
    training.registration_switch = True
    training.decision_day = day - timedelta(days=14)
    for name, value in fields.items():
        setattr(training, name, value)
    training.save()
    return training


def make_invitation(training, organisation, person, state="prepared", **fields) -> Invitation:
    """Prepared; with state="sent" it went out, to be answered in ten days."""
    row = Invitation(
        training=training,
        organisation=organisation,
        person=person,
        state=state,
        why=f"{organisation.short_name} is a contracting authority in Waste buyers.",
        prepared_at=NOW,
        prepared_by=person,
    )
    if state == "sent":
        row.sent_at, row.answer_by = NOW, TODAY + timedelta(days=10)
        links.give(row, ends=wall_moment(TODAY + timedelta(days=11), zone=training.zone))
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


@dataclass
class World:
    """The small project; every attribute is a saved row."""

    project: Project
    iat: Participation  # coordinator
    unizar: Participation  # leads WP4
    iclei: Participation  # leads T4.2, schedules the trainings
    zagreb: Participation  # organises the training
    acr: Participation  # a partner that leads nothing but D4.1
    wp4: WorkPackage
    t41: Task
    t42: Task
    d41: Deliverable
    ms1: Milestone
    group: BuyerGroup
    city: BuyerMembership  # a contracting authority that names the buyer
    programme: Programme
    training: Training
    administrator: Person
    coordinator: Person
    wp_lead: Person
    task_lead: Person
    organiser: Person
    partner: Person
    team_reader: Person  # reads on ACR+'s team
    officer: Person  # project officer, reads the project
    buyer: Person
    stranger: Person  # active account, no place

    def person(self, role: str) -> Person:
        return getattr(self, role)


ROLES = (
    "administrator",
    "coordinator",
    "wp_lead",
    "task_lead",
    "organiser",
    "partner",
    "team_reader",
    "officer",
    "buyer",
    "stranger",
)


def make_world(start: date = START) -> World:
    project = make_project(start=start)
    partners = {}
    people = {}
    for number, (key, name, role, country, person) in enumerate(
        [
            ("iat", "IAT", "coordinator", "ES", "coordinator"),
            ("unizar", "UNIZAR", "beneficiary", "ES", "wp_lead"),
            ("iclei", "ICLEI", "beneficiary", "DE", "task_lead"),
            ("zagreb", "ZGH", "beneficiary", "HR", "organiser"),
            ("acr", "ACR+", "beneficiary", "BE", "partner"),
        ],
        start=1,
    ):
        organisation = make_organisation(name, country=country)
        partners[key] = make_partner(project, organisation, number, role)
        people[person] = make_person(person.replace("_", " ").title())
        make_member(people[person], partners[key])
    people["team_reader"] = make_person("Team Reader")
    make_member(people["team_reader"], partners["acr"], access="reader")
    people["officer"] = make_person("Officer")
    ProjectReader.objects.create(person=people["officer"], project=project, since=project.start)
    people["administrator"] = Person.objects.create_superuser(
        "administrator@example.org", PASSWORD, name="Administrator"
    )
    people["stranger"] = make_person("Stranger")
    people["buyer"] = make_person("Buyer", zone="Europe/Zagreb")

    wp4 = make_work_package(project, partners["unizar"], title="Capacity building")
    t41 = make_task(wp4, partners["unizar"], "4.1", title="Feasibility plan")
    t42 = make_task(wp4, partners["iclei"], "4.2", title="Participation of the buyer group")
    d41 = make_deliverable(wp4, partners["acr"], "4.1", title="Training handbook")
    ms1 = make_milestone(wp4, partners["iclei"], "1", title="Trainings held")
    group = make_group(project, task=t41)
    make_membership(group, partners["zagreb"].organisation, Tier.CORE)
    city = make_membership(group, make_organisation("City of Split", country="HR", city="Split"))
    make_buyer(people["buyer"], city)
    programme = make_programme(t42, [group])
    training = make_training(programme, partners["zagreb"])
    return World(
        project=project,
        wp4=wp4,
        t41=t41,
        t42=t42,
        d41=d41,
        ms1=ms1,
        group=group,
        city=city,
        programme=programme,
        training=training,
        **partners,
        **people,
    )


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture
def login(client):
    """login(person) -> the test client, logged in as that person."""

    def log_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def admin(world, login):
    """The test client, logged in as the portal administrator."""
    return login(world.administrator)
