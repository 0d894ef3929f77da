"""Other months for an item, and for those of its followers that a person takes along."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import months
from core.rights import tell
from core.templatetags import portal
from workpackages import planning
from workpackages.dependencies import MODELS, key_of
from workpackages.models import Deliverable, Dependency, Milestone, Task
from workpackages.proposals import Key, Place, Proposal, proposals

MONTHS = {"first_month", "last_month", "months", "due_month", "due_day"}  # fields of its place


@dataclass(frozen=True, slots=True)
class Follower:
    """What a page shows of a proposal."""

    item: object
    now: str
    then: str
    value: str  # says which item goes where
    outside: bool
    may_edit: bool

    @property
    def acceptable(self) -> bool:
        return self.may_edit and not self.outside


def place_of(item) -> Place:
    if hasattr(item, "due_month"):
        return Place(((item.due_month, item.due_month),), starts=False, day=item.due_day)
    spans = item.spans if isinstance(item, Task) else ((item.first_month, item.last_month),)
    return Place(spans, starts=True)


def columns_of(item, place: Place) -> dict:
    """The columns that put the item there."""
    if not place.starts:
        return {"due_month": place.last_month, "due_day": place.day}
    found = {"first_month": place.first_month, "last_month": place.last_month}
    if isinstance(item, Task):
        found["intervals"] = place.spans if len(place.spans) > 1 else ()
    return found


def words(place: Place) -> str:
    """M1–M4, M10–M12; or M21, or Thu 9 Sep 2027 (M21)."""
    text = months.spans_text(place.spans)
    return f"{portal.day(place.day)} ({text})" if place.day else text


def propose(project, moved: dict[Key, Place]) -> list[Proposal]:
    """What would no longer fit with these items at these places, and where it would go.

    Only what is open counts. Four statements.
    """
    places = open_places(project)
    # For what is done nothing waits, nor for a work package.
    moved = {key: place for key, place in moved.items() if key in places}
    if not moved:
        return []
    links = Dependency.objects.filter(project=project).links()
    span = {"start": project.start, "duration": project.duration}
    return proposals(moved.keys(), places | moved, links, **span)


def open_places(project) -> dict[Key, Place]:
    found = {}
    tasks = Task.objects.filter(project=project).open()
    for pk, first, last, intervals in tasks.values_list(
        "pk", "first_month", "last_month", "intervals"
    ):
        found["task", pk] = Place(intervals or ((first, last),), starts=True)
    for model in (Deliverable, Milestone):
        due = model.objects.filter(project=project).open()
        for pk, month, day in due.values_list("pk", "due_month", "due_day"):
            place = Place(((month, month),), starts=False, day=day)
            found[model._meta.model_name, pk] = place
    return found


def followers(project, moved: dict[Key, Place], person) -> list[Follower]:
    """The proposals with their items and whether this person may accept them."""
    found = propose(project, moved)
    items = load([proposal.key for proposal in found])
    rights = {kind: model.objects.rights_of(person) for kind, model in MODELS.items()}
    return [
        Follower(
            item=tell(items[proposal.key], rights[proposal.key[0]]),
            now=words(proposal.now),
            then=words(proposal.then),
            value=value_of(proposal),
            outside=proposal.outside,
            may_edit=items[proposal.key].may_edit,
        )
        for proposal in found
    ]


def load(keys: list[Key]) -> dict[Key, object]:
    """The items with what their rights need; at most three statements."""
    found = {}
    for kind, model in MODELS.items():
        ids = [pk for each, pk in keys if each == kind]
        if ids:
            related = ["project", "lead__organisation"]
            related += [] if model is Milestone else ["work_package"]
            rows = model.objects.filter(pk__in=ids).select_related(*related)
            found |= {key_of(row): row for row in rows}
    return found


def value_of(proposal: Proposal) -> str:
    kind, pk = proposal.key
    place = proposal.then
    return f"{kind}:{pk}:{place.day or months.spans_text(place.spans)}"


@transaction.atomic
def move(*, item, place: Place, accepted=(), by, reason: str):
    """Put the item there, and those followers where they were proposed to go.

    `accepted` are the values of proposals as they were seen. Raises ValidationError when one is no
    longer proposed, would lie outside the project, or a rule of the model forbids it; then nothing
    has moved. Returns the row.
    """
    told = {"by": by, "reason": reason}
    row = planning.change(item=item, **told, **columns_of(item, place))  # and holds the project
    take_along(project=row.project, moved={key_of(row): place}, accepted=accepted, **told)
    return row


@transaction.atomic
def take_along(*, project, moved: dict[Key, Place], accepted, by, reason: str) -> None:
    """Put those followers of what has moved where they were proposed to go; see `move`."""
    if not accepted:
        return
    proposed = {value_of(each): each for each in propose(project, moved) if not each.outside}
    if not set(accepted) <= proposed.keys():
        raise ValidationError(
            {"accepted": _("The plan has changed since you looked. See what follows now.")}
        )
    chosen = [proposed[value] for value in proposed if value in accepted]
    rows = load([proposal.key for proposal in chosen])
    for proposal in chosen:
        follower = rows[proposal.key]
        with planning.naming(follower, at="accepted"):
            columns = columns_of(follower, proposal.then)
            planning.change(item=follower, by=by, reason=reason, **columns)
