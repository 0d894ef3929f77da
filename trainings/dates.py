"""What has a date in a training: its days, the end of registration, the go/no-go day.

All items of a training have its key; kinds tell them apart. Too few registrations are an item of
their own on the go/no-go day, so that reminders of it can stop when the minimum is reached.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import UTC, wall_moment
from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
from trainings.models import Registration, Training

ORGANISER = {"organiser": gettext_lazy("Organiser")}

KINDS = (
    Kind(
        "training_day",
        gettext_lazy("Training"),
        {"participant": gettext_lazy("Participants"), **ORGANISER},
    ),
    Kind("registration_closes", gettext_lazy("Registration closes"), ORGANISER),
    Kind("go_no_go", gettext_lazy("Go or no-go decision"), ORGANISER),
    Kind("registrations_lag", gettext_lazy("Registrations below the minimum"), ORGANISER),
)

State = Training.State
COLUMNS = (
    "pk",
    "slug",
    "title",
    "state",
    "venue",
    "city",
    "zone",
    "starts_at",
    "ends_at",
    "first_day",
    "decision_day",
    "registration_switch",
    "registration_closes",
    "counting",
    "sequence",
    "programme__minimum",
    "project_id",
    "project__acronym",
    "project__slug",
    "project__closed_on",
)


@cache
def _rows():
    """Built once: docs/speed.md."""
    return Training.objects.exclude(first_day=None).order_by("first_day", "pk").values(*COLUMNS)


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """Two statements at most. Go/no-go and lagging registrations are seen by who runs the training.

    A training of several days is one item, from its first start to its last end.
    """
    # Registration closes at a moment; zones reach from UTC-12 to UTC+14.
    closes = (
        wall_moment(first - timedelta(days=1), zone="UTC"),
        wall_moment(last + timedelta(days=2), zone="UTC"),
    )
    found = _rows().filter(
        Q(first_day__range=(first, last))
        | Q(decision_day__range=(first, last))
        | Q(registration_closes__range=closes)
    )
    if project is not None:
        found = found.filter(project=project)
    if person:
        found = found.visible_to(person)
    rows = list(found)
    deciding = {
        row["pk"] for row in rows if row["decision_day"] and first <= row["decision_day"] <= last
    }
    if person and deciding:
        run = Training.objects.runnable_by(person).filter(pk__in=deciding).order_by()
        deciding = set(run.values_list("pk", flat=True))
    pages = {}
    labels = {value: str(label) for value, label in State.choices}
    for row in rows:
        slug = row["project__slug"]
        if slug not in pages:
            pages[slug] = reverse("trainings:list", args=[slug])
        row["url"] = f"{pages[slug]}{row['slug']}/"
        row["state_label"] = labels[row["state"]]
        if first <= row["first_day"] <= last:
            yield _training_day(row)
        if row["registration_closes"]:
            item = _registration_closes(row)
            if first <= item.day <= last:
                yield item
        if row["pk"] in deciding:
            yield _go_no_go(row)
            yield _registrations_lag(row)


def keys_in(package) -> set[str]:
    """The keys of the trainings that serve the tasks of a work package."""
    found = Training.objects.filter(programme__task__work_package=package).order_by()
    return {_key(pk) for pk in found.values_list("pk", flat=True)}


def answerable(role: str, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Participants: who has a confirmed seat. Organiser: its people who may act for it today."""
    ids = ids_by_model(keys).get(Training._meta.label_lower, [])
    if role == "participant":
        seats = Registration.objects.filter(training__in=ids, state=Registration.State.CONFIRMED)
        pairs = seats.values_list("training", "person")
    else:
        team = TeamMember.objects.valid_on(day_or_today(None)).editors()
        pairs = team.filter(participation__trainings__in=ids).values_list(
            "participation__trainings", "person"
        )
    for pk, person in pairs.distinct():
        yield _key(pk), person


def _key(pk: int) -> str:
    return f"{Training._meta.label_lower}:{pk}"


def _item(
    row: dict, kind: str, label: str, moment: date | datetime, *, open: bool, **fields
) -> DatedItem:
    return DatedItem(
        key=_key(row["pk"]),
        kind=kind,
        label=label,
        moment=moment,
        url=row["url"],
        project_id=row["project_id"],
        project=row["project__acronym"],
        open=open and row["project__closed_on"] is None,
        cancelled=row["state"] in Training.OFF,
        **fields,
    )


def _training_day(row: dict) -> DatedItem:
    return _item(
        row,
        "training_day",
        row["title"],
        row["starts_at"],
        ends=row["ends_at"],
        zone=row["zone"],
        place=", ".join(part for part in (row["venue"], row["city"]) if part),
        open=row["state"] in Training.FIXED,
        state=row["state_label"],
        sequence=row["sequence"],
    )


def _registration_closes(row: dict) -> DatedItem:
    is_open = row["registration_switch"] and row["state"] in Training.FIXED
    return _item(
        row,
        "registration_closes",
        _("%(training)s: registration closes") % {"training": row["title"]},
        row["registration_closes"].astimezone(UTC),
        zone=row["zone"],
        open=is_open,
        state=_("registration open") if is_open else _("registration closed"),
    )


def _go_no_go(row: dict) -> DatedItem:
    return _item(
        row,
        "go_no_go",
        _("%(training)s: go or no-go") % {"training": row["title"]},
        row["decision_day"],
        open=row["state"] == State.SCHEDULED,
        state=row["state_label"],
    )


def _registrations_lag(row: dict) -> DatedItem:
    count, minimum = row["counting"], row["programme__minimum"]
    numbers = {"training": row["title"], "count": count, "minimum": minimum}
    return _item(
        row,
        "registrations_lag",
        _("%(training)s: %(count)d of at least %(minimum)d registered") % numbers,
        row["decision_day"],
        open=row["state"] == State.SCHEDULED and count < minimum,
        state=_("below the minimum") if count < minimum else _("minimum reached"),
    )
