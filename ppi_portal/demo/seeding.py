"""The demo project, entered through the acts that people use."""

from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from buyers.models import BuyerGroup, BuyerMembership, BuyerPerson
from core.clock import wall_moment
from core.history import record
from core.languages import of_country
from partners import inviting
from partners.models import Organisation, Participation, Person, Project, ProjectReader, TeamMember
from ppi_portal.demo import (
    buying,
    countdown,
    facts,
    meetings,
    risks,
)
from ppi_portal.demo.attendance import enter_attendance
from ppi_portal.demo.baselines import enter_baselines
from ppi_portal.demo.community import enter_community, invite_to_trainings
from ppi_portal.demo.dependencies import enter_dependencies
from ppi_portal.demo.effort import enter_effort
from ppi_portal.demo.feasibility import enter_feasibility_plan
from ppi_portal.demo.materials import enter_materials
from ppi_portal.demo.questions import enter_questions
from ppi_portal.demo.talk import enter_talk
from ppi_portal.demo.timeline import DURATION, Timeline
from ppi_portal.demo.training import hold_training_for_trainers, plan_regional_trainings
from ppi_portal.demo_accounts import ACCOUNTS, DOMAIN, PASSWORD
from reminders.defaults import install_defaults
from workpackages import planning, progress
from workpackages.models import Deliverable, Meeting, Milestone, Risk, Task, WorkPackage

ZONE = "Europe/Brussels"


class Demo:
    """The rows that later parts of the demo refer to by their keys in `facts`."""

    def __init__(self, today: date):
        self.today = today
        self.line = Timeline.before_window(today)
        self.password = make_password(PASSWORD)  # once: hashing is slow by design
        self.project: Project | None = None
        self.partners: dict[str, Participation] = {}
        # By the part of their address before the @; who acts for a partner also by its key.
        self.people: dict[str, Person] = {}
        self.work_packages: dict[str, WorkPackage] = {}
        self.tasks: dict[str, Task] = {}
        self.members: dict[str, BuyerMembership] = {}
        self.board: Meeting | None = None  # of Bilbao
        self.risks: dict[str, Risk] = {}

    def moment(self, day: date, hour: int = 9) -> datetime:
        return wall_moment(day, time(hour), ZONE)

    def person(self, box: str, name: str, zone: str, country: str, account=None) -> Person:
        """A person of the demo: a role and no name. Without an account they only get mail."""
        person = Person(
            email=f"{box}@{DOMAIN}",
            name=name,
            zone=zone,
            country=country,
            language=of_country(country),
            account=account or Person.Account.NONE,
            is_demo=True,
            password=self.password if account else make_password(None),
        )
        person.full_clean()
        record(person, "")
        self.people[box] = person
        return person


@transaction.atomic
def seed(*, today: date) -> Project:
    """Enter the demo as it stands on `today`; the portal must be empty of projects."""
    demo = Demo(today)
    install_defaults(active_from=demo.moment(today - timedelta(days=30)))
    enter_consortium(demo)
    enter_plan(demo)
    countdown.let_a_task_pause(demo)
    enter_baselines(demo)
    countdown.enter_countdowns(demo)
    countdown.enter_reviews(demo)
    enter_effort(demo)
    meetings.enter_meetings(demo)
    risks.enter_risks(demo)
    meetings.enter_actions(demo)
    enter_dependencies(demo)
    enter_buyers(demo)
    community = enter_community(demo, name_person)
    buying.enter_needs_and_commitments(demo)
    enter_feasibility_plan(demo)
    hold_training_for_trainers(demo)
    enter_attendance(demo)
    plan_regional_trainings(demo)
    invite_to_trainings(community)
    enter_materials(demo)
    enter_questions(demo)
    enter_talk(demo)
    return demo.project


def enter_consortium(demo: Demo) -> None:
    line = demo.line
    demo.project = Project(
        acronym="PPI4Waste",
        slug="ppi4waste",
        title="Promotion of Public Procurement of Innovation for Resource Efficiency and Waste "
        "Treatment",
        grant_number="642451",
        programme=Project.Programme.H2020,
        start=line.start,
        duration=DURATION,
        zone=ZONE,
        summary=facts.SUMMARY,
    )
    demo.project.full_clean()
    record(demo.project, "")
    accounts = {address.partition("@")[0] for address, _role in ACCOUNTS}
    admin = demo.person("admin", "Portal administrator", ZONE, "BE", Person.Account.ACTIVE)
    admin.is_staff = admin.is_superuser = True
    record(admin, "", "is_staff", "is_superuser")
    for number, key, name, short, kind, country, city, zone, box, function in facts.PARTNERS:
        organisation = Organisation(
            name=name, short_name=short, type=kind, country=country, city=city
        )
        organisation.full_clean()
        record(organisation, "")
        role = Participation.Role.COORDINATOR if number == 1 else Participation.Role.BENEFICIARY
        partner = Participation(
            project=demo.project,
            organisation=organisation,
            number=number,
            role=role,
            entry=line.start,
        )
        partner.full_clean()
        record(partner, "")
        demo.partners[key] = partner
        if box:
            account = Person.Account.ACTIVE if box in accounts else None
            person = demo.person(box, f"{function}, {short}", zone, country, account)
            place = TeamMember(person=person, participation=partner, since=line.start)
            place.full_clean()
            record(place, "")
        demo.people[key] = demo.people.get(box) or demo.people["coordinator"]
    officer = demo.person("reader", "Project officer", ZONE, "BE", Person.Account.ACTIVE)
    reading = ProjectReader(person=officer, project=demo.project, since=line.start)
    record(reading, "")
    inviting.invite_to_team(
        participation=demo.partners["rws"],
        email=f"rws@{DOMAIN}",
        name="Innovation buyer, Rijkswaterstaat",
        by=demo.people["coordinator"],
        now=demo.moment(demo.today - timedelta(days=9)),
    )


def enter_plan(demo: Demo) -> None:
    for number, title, lead, first, last, illustrative in facts.WORK_PACKAGES:
        item = WorkPackage(
            project=demo.project,
            number=number,
            title=title,
            lead=demo.partners[lead],
            first_month=first,
            last_month=last,
            is_illustrative=illustrative,
            objectives=facts.WP4_OBJECTIVES if number == "4" else "",
            description=facts.WP4_DESCRIPTION if number == "4" else "",
        )
        planning.enter(item=item, by=demo.people[lead], contributors=others(demo, lead))
        demo.work_packages[number] = item
    for row in facts.TASKS:
        enter_task(demo, *row)
    for row in facts.DELIVERABLES:
        enter_deliverable(demo, *row)
    for row in facts.MILESTONES:
        enter_milestone(demo, *row)


def others(demo: Demo, lead: str) -> list[Participation]:
    return [partner for key, partner in demo.partners.items() if key != lead]


def enter_task(demo, number, title, text, lead, contributors, first, last, done, illustrative):
    by = demo.people[lead]
    item = Task(
        project=demo.project,
        work_package=demo.work_packages[number.partition(".")[0]],
        number=number,
        title=title,
        description=text,
        lead=demo.partners[lead],
        first_month=first,
        last_month=last,
        is_illustrative=illustrative,
    )
    planning.enter(
        item=item, by=by, contributors=[demo.partners[key] for key in contributors.split()]
    )
    if done == 100:
        item = progress.perform(item=item, verb="finish", by=by)
    else:
        item = progress.perform(item=item, verb="report", by=by, progress=done, reason="")
    demo.tasks[number] = item


def enter_deliverable(demo, number, package, title, lead, month, day, level, fate):
    by, coordinator = demo.people[lead], demo.people["coordinator"]
    item = Deliverable(
        project=demo.project,
        work_package=demo.work_packages[package],
        number=number,
        title=title,
        lead=demo.partners[lead],
        due_month=month,
        due_day=day and demo.line.weekday(day, demo.people[lead].country.code),
        level=level,
        reviewer=demo.people["wp4.lead"] if number == "4.3" else None,
        is_illustrative=True,
    )
    if item.due_day:
        item.due_month = demo.project.month(item.due_day)
    planning.enter(item=item, by=by)
    if fate == "pending":
        return
    progress.perform(item=item, verb="draft", by=by, reason="")
    if fate == "draft":
        return
    on = item.due_on - timedelta(days=4)
    progress.perform(item=item, verb="submit", by=coordinator, on=on, reason="")
    if fate == "accepted":
        on = item.due_on + timedelta(days=60)
        progress.perform(item=item, verb="accept", by=coordinator, on=on, reason="")


def enter_milestone(demo, number, title, packages, lead, month, verification, achieved):
    by = demo.people[lead]
    item = Milestone(
        project=demo.project,
        number=number,
        title=title,
        lead=demo.partners[lead],
        due_month=month,
        means_of_verification=verification,
        is_illustrative=True,
    )
    packages = [demo.work_packages[package] for package in packages.split()]
    planning.enter(item=item, by=by, work_packages=packages)
    if achieved:
        progress.perform(
            item=item, verb="achieve", by=by, on=demo.line.day(achieved), reason=verification
        )


def enter_buyers(demo: Demo) -> None:
    start = demo.line.day(date(2015, 10, 1))
    group = BuyerGroup(
        project=demo.project,
        name=facts.GROUP,
        slug="bulky-waste",
        purpose=facts.GROUP_PURPOSE,
        task=demo.tasks["4.1"],
        is_illustrative=True,
    )
    group.full_clean()
    record(group, "")
    for key, name, country, city, zone, tier, box, function in facts.MEMBERS:
        if key in demo.partners:
            organisation = demo.partners[key].organisation
        else:
            organisation = Organisation(name=name, short_name=key, country=country, city=city)
            organisation.full_clean()
            record(organisation, "")
        member = BuyerMembership(group=group, organisation=organisation, tier=tier, since=start)
        member.full_clean()
        record(member, "")
        demo.members[key] = member
        if box:
            account = Person.Account.ACTIVE if box == "buyer" else None
            person = demo.people.get(box) or demo.person(
                box, f"{function}, {key}", zone, country, account
            )
            name_person(demo, member, person, start)
    for box, key in facts.COLLEAGUES:
        member = demo.members[key]
        country = member.organisation.country.code
        function = f"{box.partition('.')[2].capitalize()} department"
        person = demo.person(
            box, f"{function}, {member.organisation.short_name}", "Europe/Zagreb", country
        )
        name_person(demo, member, person, start)
    group.lead_procurer = demo.members["zagreb"]
    record(group, "Appointed by the group", "lead_procurer", by=demo.people["wp4.lead"])


def name_person(demo, member, person, since) -> None:
    named = BuyerPerson(membership=member, person=person, since=since)
    named.full_clean()
    record(named, "", by=demo.people["wp4.lead"])
