"""What waits for what in the demo: illustrative, all of it.

One of them does not fit, so that the plan has something to say: D4.1 is due before T4.1 ends.
"""

from workpackages.dependencies import link
from workpackages.models import Deliverable, Milestone, Task

# earlier, later, days between
DEPENDENCIES = [
    ("T2.1", "T4.1", 0),
    ("D4.1", "MS3", 0),
    ("MS3", "D4.2", 14),
    ("T4.1", "D4.1", 0),
    ("D4.3", "MS4", 0),
    ("MS4", "D4.4", 30),
]


def enter_dependencies(demo) -> None:
    items = {
        item.code: item
        for model in (Task, Deliverable, Milestone)
        for item in model.objects.filter(project=demo.project)
    }
    for earlier, later, lag in DEPENDENCIES:
        link(earlier=items[earlier], later=items[later], lag=lag, by=demo.people["wp4.lead"])
