"""What the page of an item says of those it waits for and those that wait for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workpackages.dependencies import MODELS
from workpackages.models import Dependency, Task
from workpackages.proposals import Place

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a dependency as columns."""

    model: type
    pk: int
    number: str
    title: str
    state: str
    starts_on: date | None  # of a task
    ends_on: date  # or the due day

    @property
    def code(self) -> str:
        return f"{self.model.PREFIX}{self.number}"

    @property
    def state_label(self) -> str:
        return self.model.State(self.state).label

    @property
    def open(self) -> bool:
        return self.state in self.model.OPEN

    @property
    def ready(self) -> date:
        """The last day on which what it waits for may end."""
        return self.starts_on - A_DAY if self.starts_on else self.ends_on


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A dependency as it is seen from one of its ends."""

    pk: int  # of the dependency
    other: End
    lag: int
    misfit: str  # why it does not fit; nothing where it does, or where one of them is closed

    @property
    def lag_words(self) -> str:
        return lag_words(self.lag)


def neighbours(item, place: Place | None = None) -> tuple[list[Neighbour], list[Neighbour]]:
    """What the item waits for, and what waits for it; one statement.

    With a `place`: as it would be there.
    """
    kind, own = item._meta.model_name, _own(item, place)
    before = _rows("earlier").filter(**{f"later_{kind}": item})
    after = _rows("later").filter(**{f"earlier_{kind}": item})
    waits_for, waiting = [], []
    for pk, lag, *values, is_earlier in sorted(before.union(after, all=True)):
        other = _end(values)
        if is_earlier:
            waits_for.append(Neighbour(pk, other, lag, _misfit(other, own, lag)))
        else:
            waiting.append(Neighbour(pk, other, lag, _misfit(own, other, lag)))
    return waits_for, waiting


@cache
def _rows(end: str):
    """Dependencies with the columns of this end, of which one kind is filled.

    Built once: docs/speed.md. Both ends in one statement take PostgreSQL a millisecond to plan.
    """
    columns = [
        f"{end}_{kind}__{name}" for kind, model in MODELS.items() for name in _columns(model)
    ]
    rows = Dependency.objects.order_by().values_list("pk", "lag", *columns)
    return rows.annotate(is_earlier=Value(end == "earlier"))


def _columns(model) -> tuple[str, ...]:
    days = ("starts_on", "ends_on") if model is Task else ("due_on",)
    return ("pk", "number", "title", "state", *days)


def _end(values: list) -> End:
    """From the columns of the three kinds, of which one is filled."""
    for model in MODELS.values():
        own, values = values[: len(_columns(model))], values[len(_columns(model)) :]
        if own[0]:
            return End(model, *own[:4], own[4] if model is Task else None, own[-1])
    raise ValueError("a dependency with an open end")


def _own(item, place: Place | None) -> End:
    model, start = type(item), item.project.start
    if place:
        starts_on = place.ready(start) + A_DAY if place.starts else None
        ends_on = place.end(start)
    else:
        starts_on = item.starts_on if model is Task else None
        ends_on = item.ends_on if model is Task else item.due_on
    return End(model, item.pk, item.number, item.title, item.state, starts_on, ends_on)


def _misfit(earlier: End, later: End, lag: int) -> str:
    """D4.1 is due 12 days before T4.1 ends"""
    room = (later.ready - earlier.ends_on).days
    if room >= lag or not (earlier.open and later.open):
        return ""
    days = abs(room)
    if later.model is Task and earlier.model is Task:
        before = ngettext(
            "%(later)s starts %(days)d day before %(earlier)s ends",
            "%(later)s starts %(days)d days before %(earlier)s ends",
            days,
        )
        after = ngettext(
            "%(later)s starts %(days)d day after %(earlier)s ends",
            "%(later)s starts %(days)d days after %(earlier)s ends",
            days,
        )
    elif later.model is Task:
        before = ngettext(
            "%(later)s starts %(days)d day before %(earlier)s is due",
            "%(later)s starts %(days)d days before %(earlier)s is due",
            days,
        )
        after = ngettext(
            "%(later)s starts %(days)d day after %(earlier)s is due",
            "%(later)s starts %(days)d days after %(earlier)s is due",
            days,
        )
    elif earlier.model is Task:
        before = ngettext(
            "%(later)s is due %(days)d day before %(earlier)s ends",
            "%(later)s is due %(days)d days before %(earlier)s ends",
            days,
        )
        after = ngettext(
            "%(later)s is due %(days)d day after %(earlier)s ends",
            "%(later)s is due %(days)d days after %(earlier)s ends",
            days,
        )
    else:
        before = ngettext(
            "%(later)s is due %(days)d day before %(earlier)s",
            "%(later)s is due %(days)d days before %(earlier)s",
            days,
        )
        after = ngettext(
            "%(later)s is due %(days)d day after %(earlier)s",
            "%(later)s is due %(days)d days after %(earlier)s",
            days,
        )
    told = (before if room < 0 else after) % {
        "later": later.code,
        "earlier": earlier.code,
        "days": days,
    }
    return f"{told}; {lag_words(lag)}" if lag else told


def lag_words(lag: int) -> str:
    """14 days between are planned"""
    if lag < 0:
        return ngettext(
            "an overlap of %(days)d day is allowed", "an overlap of %(days)d days is allowed", -lag
        ) % {"days": -lag}
    if lag > 0:
        return ngettext(
            "%(days)d day between is planned", "%(days)d days between are planned", lag
        ) % {"days": lag}
    return _("right after")
