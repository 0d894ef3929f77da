"""Twenty projects, set by set: 10,000 plan items, 50 trainings, 20,000 registrations, 100 accounts.

Everything is fixed, nothing is drawn by lot, so that two runs load the same rows. The first project
is the one that is measured: it has all 50 trainings, and 500 plan items as every other one.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from benchmarks import loading_commitments, loading_gantt, loading_plan, loading_trainings
from buyers.models import BuyerGroup
from core import months
from partners.models import Organisation, Participation, Person, Project, TeamMember
from trainings.models import Training
from workpackages.models import Deliverable, Milestone, Task, WorkPackage

PASSWORD = "as long as it takes"
PROJECTS, PARTNERS, ORGANISATIONS = 20, 8, 40
WORK_PACKAGES, TASKS, DELIVERABLES, MILESTONES = 8, 92, 300, 100  # of each project
DURATION = 36
CITIES = [
    ("Zaragoza", "ES"),
    ("Zagreb", "HR"),
    ("Freiburg", "DE"),
    ("Utrecht", "NL"),
    ("Borås", "SE"),
]
BATCH = 2000


@dataclass
class World:
    """What the benchmark measures with."""

    today: date
    now: datetime
    before: datetime  # when everything was entered
    projects: list[Project] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)  # of the partners, one each
    partners: list[Participation] = field(default_factory=list)  # of all projects
    tasks: list[Task] = field(default_factory=list)
    admin: Person | None = None
    buyers: list[Person] = field(default_factory=list)  # with an account
    participants: list[Person] = field(default_factory=list)  # without
    organisation_of: dict[int, Organisation] = field(default_factory=dict)  # of these two
    group: BuyerGroup | None = None
    trainings: list[Training] = field(default_factory=list)
    planner: Person | None = None  # coordinates the large project, and nothing else
    large: Project | None = None

    @property
    def project(self) -> Project:
        return self.projects[0]

    @property
    def coordinator(self) -> Person:
        return self.people[0]

    @property
    def partner(self) -> Person:
        """Of the second partner of the measured project."""
        return self.people[5]

    @property
    def buyer(self) -> Person:
        """Named by a member of the measured project's buyer group."""
        return self.buyers[0]

    def create(self, rows: list, **fields) -> list:
        """With history, as if somebody had entered them long ago."""
        if not hasattr(type(rows[0]), "history"):
            return type(rows[0]).objects.bulk_create(rows, BATCH)
        return bulk_create_with_history(
            rows, type(rows[0]), batch_size=BATCH, default_date=self.before, **fields
        )


def load(now: datetime) -> World:
    world = World(today=now.date(), now=now, before=now - timedelta(days=60))
    load_consortia(world)
    load_plans(world)
    loading_trainings.load(world)
    loading_commitments.load(world)
    loading_plan.load(world)
    loading_gantt.load(world)
    return world


def load_consortia(world: World) -> None:
    """Forty organisations, each in four projects; one person of each, with a place in each."""
    password = make_password(PASSWORD)  # once: hashing is slow on purpose
    world.organisations = world.create(
        [
            Organisation(
                name=f"Organisation {n} for waste and resources",
                short_name=f"Partner {n}",
                type=Organisation.Type.PUBLIC,
                country=CITIES[n % 5][1],
                city=CITIES[n % 5][0],
            )
            for n in range(ORGANISATIONS)
        ]
    )
    everybody = world.create(
        [
            account(f"partner{n}@example.org", f"Partner Person {n}", password)
            for n in range(ORGANISATIONS)
        ]
        + [account(f"buyer{n}@example.org", f"Buyer Person {n}", password) for n in range(59)]
        + [account("admin@example.org", "Admin", password, is_staff=True, is_superuser=True)]
    )
    world.people, world.buyers = everybody[:ORGANISATIONS], everybody[ORGANISATIONS:-1]
    world.admin = everybody[-1]
    start = months.first_day(world.today.replace(day=1), -19)
    world.projects = world.create(
        [
            Project(
                acronym=f"PROJECT{n}",
                slug=f"project{n}",
                title=f"Public procurement of innovation {n}",
                grant_number=str(642000 + n),
                programme=Project.Programme.H2020,
                start=start,
                duration=DURATION,
                summary="Public buyers of waste services buy innovation together.",
            )
            for n in range(PROJECTS)
        ]
    )
    rows = [
        Participation(
            project=project,
            organisation=world.organisations[(n * 2 + k * 5) % ORGANISATIONS],
            number=k + 1,
            role="beneficiary" if k else "coordinator",
            entry=project.start,
        )
        for n, project in enumerate(world.projects)
        for k in range(PARTNERS)
    ]
    world.partners = world.create(rows)
    number = {organisation.pk: n for n, organisation in enumerate(world.organisations)}
    world.create(
        [
            TeamMember(
                person=world.people[number[partner.organisation_id]],
                participation=partner,
                since=partner.entry,
            )
            for partner in world.partners
        ]
    )


def account(email: str, name: str, password: str, **fields) -> Person:
    return Person(
        email=email,
        name=name,
        password=password,
        account=Person.Account.ACTIVE,
        country="ES",
        **fields,
    )


def load_plans(world: World) -> None:
    """Every thirtieth thing that should be done is not; a few things changed yesterday."""
    packages, tasks, deliverables, milestones = [], [], [], []
    for n, project in enumerate(world.projects):
        partners = world.partners[n * PARTNERS : (n + 1) * PARTNERS]
        own = [
            WorkPackage(
                **plan_item(project, partners[k], f"{k + 1}", f"Work package {k + 1}"),
                objectives="Buyers describe what they need, and buy it together.\n" * 5,
                description="The task leader collects, compares and reports.\n" * 10,
                first_month=1,
                last_month=DURATION,
            )
            for k in range(WORK_PACKAGES)
        ]
        packages += own
        for k in range(TASKS):
            at, number = k % WORK_PACKAGES, f"{k % WORK_PACKAGES + 1}.{k // WORK_PACKAGES + 1}"
            last = k % DURATION + 1
            item = plan_item(project, partners[k % PARTNERS], number, f"Compare the needs {k}")
            task = Task(**item, work_package=own[at], first_month=max(1, last - 6), last_month=last)
            if last < 20 and k % 30:
                task.state, task.progress = Task.State.DONE, 100
            tasks.append(task)
        for k in range(DELIVERABLES):
            at, number = k % WORK_PACKAGES, f"{k % WORK_PACKAGES + 1}.{k // WORK_PACKAGES + 1}"
            item = plan_item(project, partners[k % PARTNERS], number, f"Report on buying {k}")
            row = Deliverable(**item, work_package=own[at], due_month=k % DURATION + 1)
            if row.due_month < 20 and k % 30:
                row.state, row.submitted_on = Deliverable.State.SUBMITTED, world.today
            deliverables.append(row)
        for k in range(MILESTONES):
            item = plan_item(project, partners[k % PARTNERS], f"{k + 1}", f"Buyers have agreed {k}")
            row = Milestone(**item, due_month=k % DURATION + 1)
            if row.due_month < 20 and k % 30:
                row.state, row.achieved_on = Milestone.State.ACHIEVED, world.today
            milestones.append(row)
    world.create(packages)
    world.tasks = world.create(tasks)
    world.create(deliverables)
    world.create(milestones)
    through = Milestone.work_packages.through
    through.objects.bulk_create(
        [
            through(
                milestone=row,
                workpackage=packages[k // MILESTONES * WORK_PACKAGES + k % WORK_PACKAGES],
            )
            for k, row in enumerate(milestones)
        ]
    )
    bulk_update_with_history(
        deliverables[::40],
        Deliverable,
        ["title"],
        default_user=world.people[1],
        default_change_reason="The reviewer asked for it",
        default_date=world.now - timedelta(days=1),
    )


def plan_item(project, lead, number: str, title: str) -> dict:
    return {"project": project, "lead": lead, "number": number, "title": title}
