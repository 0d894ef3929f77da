"""For the Gantt: dependencies in the measured project, and a project of 2,000 tasks with 1,000.

The large one begins next year and has people of its own, so that no other figure changes.
"""

from core import months
from partners.models import Organisation, Participation, Person, Project, TeamMember
from workpackages.models import Deliverable, Dependency, Task, WorkPackage

WORK_PACKAGES, TASKS, DEPENDENCIES = 12, 2000, 1000
DURATION = 48


def load(world) -> None:
    load_dependencies(world)
    world.planner, world.large = load_large(world)


def load_dependencies(world) -> None:
    """Each task of the measured project before a deliverable."""
    tasks = list(Task.objects.filter(project=world.project).order_by("pk"))
    deliverables = list(Deliverable.objects.filter(project=world.project).order_by("pk"))
    world.create(
        [
            Dependency(project=world.project, earlier_task=task, later_deliverable=deliverable)
            for task, deliverable in zip(tasks, deliverables, strict=False)
        ]
    )


def load_large(world) -> tuple[Person, Project]:
    [organisation] = world.create(
        [Organisation(name="Planners of much", short_name="Planner", country="ES")]
    )
    [project] = world.create(
        [
            Project(
                acronym="LARGE",
                slug="large",
                title="A large project",
                grant_number="641000",
                start=months.first_day(world.today.replace(day=1), 13),
                duration=DURATION,
            )
        ]
    )
    [partner] = world.create(
        [
            Participation(
                project=project,
                organisation=organisation,
                number=1,
                role="coordinator",
                entry=world.before.date(),
            )
        ]
    )
    [person] = world.create(
        [
            Person(
                email="planner@example.org",
                name="Planner",
                password=world.admin.password,
                account=Person.Account.ACTIVE,
                country="ES",
            )
        ]
    )
    world.create([TeamMember(person=person, participation=partner, since=partner.entry)])
    of_project = {"project": project, "lead": partner}
    packages = world.create(
        [
            WorkPackage(
                **of_project,
                number=str(n + 1),
                title=f"Work package {n + 1}",
                first_month=1,
                last_month=DURATION,
            )
            for n in range(WORK_PACKAGES)
        ]
    )
    tasks = world.create(
        [
            Task(
                **of_project,
                work_package=packages[n % WORK_PACKAGES],
                number=f"{n % WORK_PACKAGES + 1}.{n // WORK_PACKAGES + 1}",
                title=f"Compare the offers of region {n}",
                first_month=n % 42 + 1,
                last_month=n % 42 + 6,
            )
            for n in range(TASKS)
        ]
    )
    pairs = zip(tasks[::2], tasks[1::2], strict=True)
    world.create(
        [
            Dependency(project=project, earlier_task=earlier, later_task=later)
            for earlier, later in pairs
        ]
    )
    return person, project
