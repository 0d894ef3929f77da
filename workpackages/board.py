"""The plan as a board: a column for each state, a card for each item, the acts that move it."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from core.rights import tell
from partners.places import places_of
from workpackages.models import Deliverable, Milestone, Task
from workpackages.plan import Row
from workpackages.progress import open_acts

KINDS = {model._meta.model_name: model for model in (Task, Deliverable, Milestone)}
A_COLUMN = 12  # cards that a column shows until it is unfolded
# What the rights and the acts of an item read.
READ = {
    Task: ("work_package__lead", "progress"),
    Deliverable: ("work_package__lead", "reviewer", "approved_on"),
    Milestone: (),
}


@dataclass(frozen=True, slots=True)
class Way:
    """An act that takes a card to another column."""

    label: str
    address: str
    to: str  # the states it may end in
    asks: bool  # it has a page; else one press does it


@dataclass(slots=True)
class Card:
    row: Row
    ways: list[Way] = field(default_factory=list)


@dataclass(slots=True)
class Column:
    state: str
    label: str
    cards: list[Card]
    count: int
    late: int

    @property
    def folded(self) -> int:
        return self.count - len(self.cards)


def columns(rows: list[Row], model, opened: str) -> list[Column]:
    """What is open with the nearest day first, what is over with the last one first.

    `opened` is the state of a column that is shown whole.
    """
    found = []
    for state, label in model.State.choices:
        inside = [row for row in rows if row.state == state]
        inside.sort(key=lambda row: (row.due_on, row.sort_key), reverse=state not in model.OPEN)
        shown = inside if state == opened else inside[:A_COLUMN]
        late = sum(row.late for row in inside)
        found.append(Column(state, str(label), [Card(row) for row in shown], len(inside), late))
    return found


def show_ways(found: list[Column], model, project, person, back: str) -> None:
    """Give the cards what this person may do with them; at most two statements.

    After an act one comes `back` to this address.
    """
    cards = {card.row.pk: card for column in found for card in column.cards}
    if not places_of(person).at_work:
        return
    related = [name.partition("__")[0] for name in READ[model] if "__" in name]
    items = model.objects.filter(pk__in=cards).select_related(*related)
    rights = model.objects.rights_of(person)
    query = urlencode({"next": back})
    for item in items.only("number", "project", "lead", "state", *READ[model]):
        item.project = project
        card = cards[item.pk]
        card.ways = [
            Way(
                str(act.label),
                f"{card.row.url}{act.verb}/?{query}",
                " ".join(act.leads_to),
                bool(act.asks),
            )
            for act in open_acts(tell(item, rights))
            if act.leads_to and item.state not in act.leads_to
        ]
