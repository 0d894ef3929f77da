"""Every page at one kept connection, as the person who opens it; and its statements."""

import os
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from benchmarks import figures
from benchmarks.client import Browser
from benchmarks.loading import PASSWORD, World
from benchmarks.servers import children
from ppi_portal import feeds

REQUESTS = 20  # of each page in each round
BESIDE = 10  # requests of the log in page before, and after
WARM = 3
# What every page asks because somebody is logged in, and what transactions say.
NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")


@dataclass
class Page:
    name: str
    person: str  # attribute of World, or "" for a visitor
    path: str


def all_pages(world: World) -> list[Page]:
    slug = world.project.slug
    large = [slug, world.trainings[0].slug]
    feed = feeds.make_address(world.buyers[0])
    wanted = [
        ("about", "", "about", [], ""),
        ("login", "", "account_login", [], ""),
        ("desk_partner", "partner", "desk", [], ""),
        ("desk_coordinator", "coordinator", "desk", [], ""),
        ("desk_buyer", "buyer", "desk", [], ""),
        ("project", "partner", "project", [slug], ""),
        ("plan", "partner", "workpackages:plan", [slug], ""),
        ("plan_table", "partner", "workpackages:plan", [slug], "?sort=due_on"),
        ("gantt", "coordinator", "workpackages:gantt", [slug], "?open=all"),
        ("gantt_large", "planner", "workpackages:gantt", [world.large.slug], "?open=all"),
        ("plan_csv", "planner", "workpackages:plan_export", [world.large.slug, "csv"], ""),
        ("plan_xlsx", "planner", "workpackages:plan_export", [world.large.slug, "xlsx"], ""),
        ("deliverables", "partner", "workpackages:deliverables", [slug], ""),
        ("work_package", "partner", "workpackages:work_package", [slug, "wp1"], ""),
        ("deliverable", "partner", "workpackages:deliverable", [slug, "d1.1"], ""),
        ("calendar", "partner", "calendar", [], ""),
        ("partners", "partner", "partners:list", [slug], ""),
        ("people", "partner", "partners:people", [slug], ""),
        ("buyer_groups", "partner", "buyers:list", [slug], ""),
        ("buyer_group", "partner", "buyers:group", [slug, "cities"], ""),
        ("commitments", "buyer", "buyers:commitments", [slug, "cities"], ""),
        ("commitments_steered", "coordinator", "buyers:commitments", [slug, "cities"], ""),
        (
            *("commitment_totals", "buyer", "buyers:commitment_totals_export"),
            *([slug, "cities", "csv"], "?need=1"),
        ),
        ("feasibility", "buyer", "buyers:plan", [slug, "cities"], ""),
        ("options", "buyer", "buyers:plan_options", [slug, "cities", "contract"], ""),
        ("financing", "buyer", "buyers:plan_financing", [slug, "cities"], ""),
        ("financing_steered", "coordinator", "buyers:plan_financing", [slug, "cities"], ""),
        ("plan_decision", "buyer", "buyers:plan_decision", [slug, "cities"], ""),
        ("plan_pdf", "coordinator", "buyers:plan_pdf", [slug, "cities"], ""),
        ("trainings", "partner", "trainings:list", [slug], ""),
        ("training", "buyer", "trainings:training", large, ""),
        ("training_run", "coordinator", "trainings:training", large, ""),
        ("attendees", "coordinator", "trainings:registrations", large, ""),
        ("attendee_search", "coordinator", "trainings:registrations", large, "?q=horvat"),
        ("attendees_csv", "coordinator", "trainings:registrations_export", [*large, "csv"], ""),
        ("attendees_xlsx", "coordinator", "trainings:registrations_export", [*large, "xlsx"], ""),
        ("attendees_ods", "coordinator", "trainings:registrations_export", [*large, "ods"], ""),
        ("participants", "coordinator", "trainings:people", [slug], ""),
        ("participant_search", "coordinator", "trainings:people", [slug], "?q=horvat"),
        ("invitations", "coordinator", "trainings:invitations", large, ""),
        ("go", "coordinator", "trainings:confirm", large, ""),
        ("agenda", "coordinator", "trainings:agenda", large, ""),
        ("public_programme", "", "trainings:public_programme", [slug, "regional"], ""),
        ("public_training", "", "trainings:public_training", [slug, "regional", large[1]], ""),
        ("ical", "buyer", "trainings:ics", large, ""),
        ("feed", "", "feed", [feed], ""),
        ("timeline", "coordinator", "reminders:timeline", [slug], ""),
        ("ledger", "coordinator", "reminders:ledger", [slug], ""),
        ("outbox", "admin", "outbox:list", [], ""),
    ]
    pages = []
    for name, person, route, arguments, query in wanted:
        try:
            pages.append(Page(name, person, reverse(route, args=arguments) + query))
        except NoReverseMatch:
            print(f"  not there: {name} ({route})")
    return pages


def measure(world: World, port: int, web: int, rounds: int) -> dict:
    """Name -> median_ms, p95_ms, log_ins, cpu_ms, statements, bytes of every page."""
    pages = all_pages(world)
    visitor = Browser(port)
    browsers = {"": visitor}
    for role in sorted({page.person for page in pages} - {""}):
        browsers[role] = Browser(port)
        browsers[role].log_in(getattr(world, role).email, PASSWORD)
    pages = [page for page in pages if answers(page, browsers[page.person])]
    taken = {page.name: [] for page in pages}
    beside = {page.name: [] for page in pages}
    cpu = dict.fromkeys(taken, 0.0)
    size = {}
    for _round in range(rounds):
        for page in pages:
            browser = browsers[page.person]
            browser.new_connection()
            for _nth in range(WARM):
                browser.get(page.path)
            beside[page.name] += log_ins(visitor)
            before = cpu_seconds(web)
            for _nth in range(REQUESTS):
                ms, _status, body = browser.get(page.path)
                taken[page.name].append(ms)
            cpu[page.name] += cpu_seconds(web) - before
            beside[page.name] += log_ins(visitor)
            size[page.name] = len(body)
    return {
        page.name: figures.times(taken[page.name], beside[page.name])
        | {
            "cpu_ms": round(cpu[page.name] * 1000 / len(taken[page.name]), 1),
            "statements": len(statements(page, world)),
            "bytes": size[page.name],
        }
        for page in pages
    }


def log_ins(visitor: Browser) -> list[float]:
    """How long the log in page takes just now: the measure of a machine that has slow minutes."""
    return [visitor.get(reverse("account_login"))[0] for _nth in range(BESIDE)]


def answers(page: Page, browser: Browser) -> bool:
    """A page that is broken is named, not measured."""
    _ms, status, _body = browser.get(page.path)
    if status != 200:
        print(f"  not measured: {page.name} answers {status} ({page.path})")
    return status == 200


def statements(page: Page, world: World) -> list[str]:
    client = Client(headers={"host": "localhost"})
    if page.person:
        client.force_login(getattr(world, page.person))
    client.get(page.path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page.path)
        b"".join(response)  # a streamed export asks while it is read
    return counted(captured)


def counted(captured: CaptureQueriesContext) -> list[str]:
    """Without transactions, the session, and the first look-up of who is logged in."""
    found = [query["sql"] for query in captured.captured_queries]
    found = [sql for sql in found if not sql.startswith(NOT_COUNTED)]
    found = [sql for sql in found if "django_session" not in sql]
    who = [sql for sql in found if 'FROM "partners_person" WHERE "partners_person"."id" = ' in sql]
    if who:
        found.remove(who[0])
    if os.environ.get("BENCH_SQL"):
        print(*found, sep="\n", end="\n\n")
    return found


def cpu_seconds(web: int) -> float:
    """Of gunicorn's workers, user and system; 0 where /proc is missing. Steps of 10 ms."""
    ticks = 0
    for pid in children(web):
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
