"""What changed: the newest history rows of the plan and the trainings that a person may see."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, Value
from django.urls import reverse

from partners.places import places_of
from trainings.models import Training
from workpackages.models import Deliverable, Milestone, Task, WorkPackage

PLAN = {
    "work_package": WorkPackage,
    "task": Task,
    "deliverable": Deliverable,
    "milestone": Milestone,
}


@dataclass(frozen=True, slots=True)
class News:
    """One save of one row, by somebody else."""

    kind: str
    address: str  # the code of a plan item, the slug of a training
    title: str
    state: str
    how: str  # "+" for a new row
    reason: str
    when: datetime
    who: str
    slug: str

    @property
    def label(self) -> str:
        return self.title if self.kind == "training" else f"{self.address} {self.title}"

    @property
    def url(self) -> str:
        if self.kind == "training":
            return reverse("trainings:training", args=[self.slug, self.address])
        return reverse(f"workpackages:{self.kind}", args=[self.slug, self.address.lower()])

    @property
    def state_label(self) -> str:
        model = Training if self.kind == "training" else PLAN[self.kind]
        return model.State(self.state).label


def since(moment: datetime, *, person, limit: int) -> list[News]:
    """The last change of each thing by others after `moment`, newest first; one statement."""
    projects = places_of(person).seen
    queries = [
        history(kind, model.history.filter(project__in=projects), moment, person).annotate(
            handle=F("number")
        )
        for kind, model in PLAN.items()
    ]
    trainings = Training.history.filter(id__in=Training.objects.visible_to(person).values("pk"))
    queries.append(history("training", trainings, moment, person).annotate(handle=F("slug")))
    columns = ("kind", "handle", "title", "state", "history_type", "history_change_reason",
               "history_date", "history_user__name", "project__slug")  # fmt: skip
    first, *others = [query.values_list(*columns) for query in queries]
    newest = first.union(*others, all=True).order_by("-history_date")[: limit * 3]
    last_change = {}
    for kind, handle, title, state, how, reason, when, who, slug in newest:
        address = f"{PLAN[kind].PREFIX}{handle}" if kind in PLAN else handle
        news = News(kind, address, title, state, how, reason or "", when, who or "", slug)
        last_change.setdefault((slug, kind, address), news)
    return list(last_change.values())[:limit]


def history(kind, rows, moment, person):
    return (
        rows.filter(history_date__gt=moment)
        .exclude(history_user=person)
        .order_by()
        .annotate(kind=Value(kind, output_field=CharField()))
    )
