"""The plan of the demo as it was signed, and what has moved since; all of it illustrative."""

from workpackages import baselines, filters, planning
from workpackages.models import Deliverable, SavedFilter

NAME = "Grant agreement"
WHY = "Annex 1 as it was signed"
# number, due month today, why
MOVED = [
    ("4.2", 26, "The risks are scored at the project board first"),
    ("4.4", 27, "The last regional training is not fixed yet"),
]
LATE = "Late in WP4"


def enter_baselines(demo) -> None:
    coordinator = demo.people["coordinator"]
    baselines.freeze(
        project=demo.project,
        name=NAME,
        reason=WHY,
        by=coordinator,
        now=demo.moment(demo.line.start),
    )
    for number, month, why in MOVED:
        item = Deliverable.objects.get(project=demo.project, number=number)
        planning.change(item=item, due_month=month, by=coordinator, reason=why)
    filters.save(
        project=demo.project,
        person=coordinator,
        page=SavedFilter.Page.DELIVERABLES,
        name=LATE,
        query=f"work_package={demo.work_packages['4'].pk}&late=on",
        is_shared=True,
    )
