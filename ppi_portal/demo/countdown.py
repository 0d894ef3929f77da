"""Countdowns to the deliverables of WP4, the project reviews, and a task that pauses.

All of it is invented: the real project's internal dates are not known.
"""

from datetime import date

from workpackages import countdown, planning, progress
from workpackages.models import Deliverable, Review

# deliverable, reviewer, who revises it
COUNTDOWNS = [("4.1", "iclei", "wp4.lead"), ("4.2", "acr", ""), ("4.3", "wp4.lead", "iclei")]
PAUSES = ("3.2", ((6, 12), (18, 30)))

# number, title, month, venue, comments, day on which it was held, outcome
REVIEWS = [
    ("1", "Interim review", 18, "Brussels", "With the first periodic report.", date(2016, 6, 21),
     "Good progress. The reviewers ask for more contracting authorities at the regional "
     "trainings."),
    ("2", "Final review", 33, "Brussels", "With the final report and all deliverables.", None, ""),
]  # fmt: skip


def enter_countdowns(demo) -> None:
    for number, reviewer, reviser in COUNTDOWNS:
        item = Deliverable.objects.get(project=demo.project, number=number)
        by = demo.people["wp4.lead"]
        steps = countdown.plan(deliverable=item, by=by)
        countdown.change(
            deliverable=item,
            by=by,
            days={step.kind: step.due_on for step in steps},
            people={"revision": demo.people.get(reviser)},
            reviewer=demo.people[reviewer],
        )


def enter_reviews(demo) -> None:
    coordinator = demo.people["coordinator"]
    for number, title, month, venue, comments, held, outcome in REVIEWS:
        item = Review(
            project=demo.project,
            number=number,
            title=title,
            due_month=month,
            venue=venue,
            comments=comments,
            lead=demo.partners["iat"],
            is_illustrative=True,
        )
        planning.enter(item=item, by=coordinator)
        if held:
            on = demo.line.weekday(held, "BE")
            progress.perform(item=item, verb="hold", by=coordinator, on=on, outcome=outcome)


def let_a_task_pause(demo) -> None:
    number, intervals = PAUSES
    planning.change(
        item=demo.tasks[number],
        by=demo.people["coordinator"],
        reason="Illustrative",
        intervals=intervals,
    )
