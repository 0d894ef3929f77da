"""The bars of the figures, the table that is printed and the file that is written.

Peers: pretix 2026.8, Indico 3.2.9 and Redmine 5.0.4 on two cores with the same number of rows.
"""

import json
import statistics
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Bar:
    """What a figure must reach (`ms`, `sql`: at most; the others as they say) and what peers do."""

    label: str
    ms: float | None = None
    goal: float | None = None
    sql: int | None = 10
    peer: str = ""


PAGES = {
    "about": Bar("Open page with nothing on it"),
    "login": Bar("Log in page", 4, 1, peer="4.1"),
    "desk_partner": Bar("My desk, partner", 15, 4, peer="39"),
    "desk_coordinator": Bar("My desk, coordinator", 15, 4, peer="39"),
    "desk_buyer": Bar("My desk, buyer", 15, 4, peer="39"),
    "project": Bar("Project, its own page", 15, 3, peer="36"),
    "plan": Bar("Plan, 500 items folded", 15, 4, 8, "39"),
    "plan_table": Bar("Plan, 50 of 500 rows", 15, 4, 8, "39"),
    "gantt": Bar("Gantt, 500 items open", 75, 20, 12, "771"),
    "gantt_large": Bar("Gantt, 2,000 tasks", 300, 80, 12),
    "plan_csv": Bar("Plan, CSV of 2,000", 60, 10),
    "plan_xlsx": Bar("Plan, XLSX of 2,000", 300, 130),
    "deliverables": Bar("Deliverables, 50 of 300", 15, 4, 8, "39"),
    "work_package": Bar("Work package, 62 items", 15, 3, peer="36"),
    "deliverable": Bar("Deliverable", 15, 3, peer="36"),
    "calendar": Bar("Calendar, month", 10, 3, peer="17"),
    "partners": Bar("Partners", 15, 4, 8, "39"),
    "people": Bar("People", 15, 4, 8, "39"),
    "buyer_groups": Bar("Buyer groups", 15, 4, 8, "39"),
    "buyer_group": Bar("Buyer group of 200", 20, 4, peer="89"),
    "commitments": Bar("Commitments, 50 of 2,000", 15, 6, peer="89"),
    "commitments_steered": Bar("Commitments, who steers", 15, 6, peer="89"),
    "commitment_totals": Bar("Commitment totals, CSV", 15, 4),
    "feasibility": Bar("Feasibility plan, 12 parts", 15, 4),
    "options": Bar("Options compared, a buyer", 15, 5),
    "financing": Bar("Financing computed, a buyer", 200, 50),
    "financing_steered": Bar("Financing, who steers", 200, 50),
    "plan_decision": Bar("Decision on the plan", 15, 4),
    "plan_pdf": Bar("Feasibility plan as PDF", 5000, 1000),
    "trainings": Bar("Trainings, 50", 15, 4, 8, "39"),
    "training": Bar("Training, for a buyer", 15, 3, peer="36"),
    "training_run": Bar("Training, for who runs it", 15, 3, peer="36"),
    "attendees": Bar("Attendees, a page of 2,000", 20, 4, peer="89"),
    "attendee_search": Bar("Attendees, search in 2,000", 25, 5, peer="200"),
    "attendees_csv": Bar("Attendees, CSV of 2,000", 60, 10, peer="267"),
    "attendees_xlsx": Bar("Attendees, XLSX of 2,000", 300, 130, peer="2,303"),
    "attendees_ods": Bar("Attendees, ODS of 2,000", 300, 60),
    "participants": Bar("Participants, 50 of 20,000", 20, 5, peer="89"),
    "participant_search": Bar("Participants, search in 20,000", 25, 6, peer="200"),
    "invitations": Bar("Invitations, who is missing", 15, 5),
    "go": Bar("Go or no-go, 2,000 registered", 20, 6),
    "agenda": Bar("Agenda, who runs the training", 15, 4),
    "public_programme": Bar("Public programme, 50 trainings", 15, 4),
    "public_training": Bar("Public training", 15, 4),
    "ical": Bar("iCal of one training", 3, 1, peer="8.3"),
    "feed": Bar("iCal feed of 50", 10, 2, peer="70"),
    "timeline": Bar("Reminders, timeline", 15, 4, peer="39"),
    "ledger": Bar("Reminders, ledger of 5,000", 15, 4, 8, "39"),
    "outbox": Bar("Outbox, 50 of 5,000", 15, 4, 8, "39"),
    "registration": Bar("Registration with its mail", 12, 2, 14, "31"),
    "registration_at_4": Bar("Registration, 4 connections", None, None, 14),
}
RUNS = {
    "plan_1000": Bar("Plan 1,000 reminders", None, None, None),
    "plan_5000": Bar("Plan 5,000 reminders", 3000, None, None),
    "mails_1000": Bar("Plan, write and send 1,000", sql=None, peer="102"),
    "mails_5000": Bar("Plan, write and send 5,000", sql=None, peer="102"),
    "cold_start": Bar("Start to the first 200", 2000, 500, None, "2900"),
}
MAILS_PER_SECOND, GOAL_MAILS_PER_SECOND = 400, 1500
FIRST_MAIL_MS, PSS_MIB, GOAL_PSS_MIB = 2000, 150, 60


def times(taken: list[float], beside: list[float] = ()) -> dict:
    """Median and 95th percentile of milliseconds; with what the log in page took `beside`, how many
    of it fit into the median."""
    ranked = sorted(taken)
    median = statistics.median(ranked)
    figure = {
        "median_ms": round(median, 2),
        "p95_ms": round(ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))], 2),
    }
    return figure | ({"log_ins": round(median / statistics.median(beside), 1)} if beside else {})


def print_table(found: dict, earlier: dict) -> None:
    """Every figure beside its bar; `>` marks what misses it; `was` is the last run's median."""
    print(f"\n{'':32}{'median':>8}{'p95':>8}{'÷login':>8}{'cpu':>7}{'bar':>7}{'goal':>6}{'peer':>6}"
          f"{'was':>8}{'SQL':>6}{'bar':>5}{'KB':>7}")  # fmt: skip
    for name, bar in (PAGES | RUNS).items():
        if (figure := found.get(name)) and "median_ms" in figure:
            print(row(bar, figure, earlier.get(name, {})))
    print()
    for name in ("mails_1000", "mails_5000"):
        if figure := found.get(name):
            print_mails(RUNS[name].label, figure)
    if memory := found.get("memory"):
        late = mark(memory["pss_mib"], PSS_MIB)
        print(
            f"{late}Memory, master and 2 workers: {memory['pss_mib']} MiB fresh, "
            f"{memory['pss_mib_after']} MiB at the end (PSS; bar {PSS_MIB}, goal {GOAL_PSS_MIB})"
        )


def row(bar: Bar, figure: dict, earlier: dict) -> str:
    late = mark(figure["median_ms"], bar.ms)
    many = mark(figure.get("statements"), bar.sql)
    was = earlier.get("median_ms")
    return (
        f"{late}{bar.label:30}{figure['median_ms']:>8}{figure['p95_ms']:>8}"
        f"{text(figure.get('log_ins')):>8}{text(figure.get('cpu_ms')):>7}{text(bar.ms):>7}"
        f"{text(bar.goal):>6}{bar.peer:>6}{text(was):>8}{many:>2}{text(figure.get('statements')):>4}{text(bar.sql):>5}"
        f"{text(round(figure['bytes'] / 1000, 1) if 'bytes' in figure else None):>7}"
    )


def print_mails(label: str, figure: dict) -> None:
    late = mark(-figure["mails_per_s"], -MAILS_PER_SECOND)
    slow = mark(figure["first_ms"], FIRST_MAIL_MS)
    print(
        f"{late}{label}: {figure['mails_per_s']} mails/s (bar {MAILS_PER_SECOND}, goal "
        f"{GOAL_MAILS_PER_SECOND}) for {figure['rows']} mails in {figure['seconds']} s;\n"
        f"  {slow}first after {figure['first_ms']} ms, {figure['connections']} connections of "
        f"{figure['workers']} workers, {figure['lost']} lost, {figure['doubled']} doubled"
    )


def mark(figure, bar) -> str:
    return "> " if figure is not None and bar is not None and figure > bar else "  "


def text(number) -> str:
    return "" if number is None else f"{number:g}"


def read(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def write(path: Path, found: dict) -> None:
    """What was not measured this time stays as it was."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(read(path) | found, indent=1) + "\n")
