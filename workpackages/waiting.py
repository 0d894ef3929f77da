"""What the page of an item says of those it waits for and those that wait for it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workpackages.dependencies import MODELS, key_of
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
    kind, own = item._meta.model_name, key_of(item)
    rows = Dependency.objects.filter(Q(**{f"earlier_{kind}": item}) | Q(**{f"later_{kind}": item}))
    columns = [
        f"{end}_{each}__{name}"
        for end in ("earlier", "later")
        for each, model in MODELS.items()
        for name in _columns(model)
    ]
    half = len(columns) // 2
    waits_for, waiting = [], []
    for pk, lag, *values in rows.order_by("pk").values_list("pk", "lag", *columns):
        earlier, later = _end(values[:half]), _end(values[half:])
        if (earlier.model._meta.model_name, earlier.pk) == own:
            misfit = _misfit(_placed(earlier, item, place), later, lag)
            waiting.append(Neighbour(pk, later, lag, misfit))
        else:
            misfit = _misfit(earlier, _placed(later, item, place), lag)
            waits_for.append(Neighbour(pk, earlier, lag, misfit))
    return waits_for, waiting


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


def _placed(end: End, item, place: Place | None) -> End:
    if place is None:
        return end
    start = item.project.start
    starts_on = place.ready(start) + A_DAY if place.starts else None
    return End(end.model, end.pk, end.number, end.title, end.state, starts_on, place.end(start))


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
