"""The points that the contract has to settle, and how far they are."""

from dataclasses import dataclass

from django.db import transaction

from buyers.models import Clause, FeasibilityPlan
from core.history import assign, record

DONE = (Clause.State.SETTLED, Clause.State.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class ClauseView:
    topic: str
    label: str
    state: str
    state_label: str
    text: str  # Markdown
    owner: str  # the short name of who prepares it, or "": who manages the group
    owner_id: int | None

    @property
    def is_done(self) -> bool:
        """Settled, or agreed not to be needed."""
        return self.state in DONE


def read(plan: FeasibilityPlan) -> list[ClauseView]:
    """All of a plan, for whoever sees it. One statement."""
    columns = ("topic", "state", "text", "owner", "owner__short_name")
    states, topics = dict(Clause.State.choices), dict(Clause.Topic.choices)
    return [
        ClauseView(topic, str(topics[topic]), state, str(states[state]), text, name or "", owner)
        for topic, state, text, owner, name in plan.clauses.values_list(*columns)
    ]


@transaction.atomic
def change(*, clause: Clause, by, reason: str = "", **values) -> Clause:
    """Raises ValidationError at the field that is wrong."""
    row = Clause.objects.select_for_update(of=("self",), no_key=True).get(pk=clause.pk)
    changed = assign(row, **values)
    row.full_clean()
    record(row, reason, *changed, by=by)
    return row
