"""Planning programmes and trainings, their details, and when registration is open."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.clock import wall_moment
from core.history import record
from trainings import asked, emails, scheduling, seats
from trainings.models import Programme, Training

WINDOW = ("window_opens", "window_closes")  # of the training itself
# A change of one of these reaches everybody registered, with a change for their calendar.
TOLD = ("title", "venue", "address", "city", "online_url", "zone")


@transaction.atomic
def save_programme(*, programme: Programme, buyer_groups, by, reason: str = "") -> Programme:
    """Save a new or changed programme with its audience; raises ValidationError."""
    if programme.pk:
        Programme.objects.select_for_update().get(pk=programme.pk)
    else:
        programme.slug = free_slug(Programme, programme)
    programme.full_clean()
    fields = [f.name for f in Programme._meta.concrete_fields if not f.primary_key]
    record(programme, reason, *fields, by=by)
    programme._history_user = by  # the row that the audience's change writes
    programme.buyer_groups.set(buyer_groups)
    return programme


@transaction.atomic
def plan(*, programme: Programme, by, reason: str = "", **details) -> Training:
    """A training in its window, without days. Raises ValidationError, at `reason` when a window of
    its own lies outside the programme's and no reason says why."""
    training = Training(programme=programme, project=programme.project, **details)
    training.slug = training.slug or free_slug(Training, training)
    training.full_clean()
    check_window(training, reason)
    record(training, reason, by=by)
    return training


def check_window(training, reason: str) -> None:
    """Raises ValidationError for a window of its own that cannot be, or that lies outside the
    programme's without a reason."""
    for name in WINDOW:
        training.project.check_day(getattr(training, name), name)
    if training.opens > training.closes:
        field = "window_closes" if training.window_closes else "window_opens"
        raise ValidationError({field: _("The window ends before it begins.")})
    programme = training.programme
    inside = programme.opens <= training.opens and training.closes <= programme.closes
    if not inside and not reason.strip():
        window = {"opens": date_format(programme.opens), "closes": date_format(programme.closes)}
        outside = _("The programme's window is %(opens)s to %(closes)s. Say why.") % window
        raise ValidationError({"reason": outside})


@transaction.atomic
def change_details(
    *,
    training,
    by,
    details: Mapping[str, object],
    now: datetime,
    reason: str = "",
    sequence: int | None = None,
) -> Training:
    """Change fields that are no dates. More capacity lets the line move up at once.

    A change of name, place or zone is mailed to everybody registered or invited. Raises
    ValidationError, also when the capacity would fall below the seats taken.
    """
    training = scheduling.lock(training, sequence, *Training.AHEAD, *Training.OVER)
    changed = [name for name, value in details.items() if getattr(training, name) != value]
    if not changed:
        return training
    before = {name: getattr(training, name) for name in changed}
    for name in changed:
        setattr(training, name, details[name])
    training.full_clean()
    if not set(changed).isdisjoint(WINDOW):
        check_window(training, reason)
    told = training.state in Training.FIXED and not set(changed).isdisjoint(TOLD)
    if "zone" in changed:
        changed += move_clocks(training)
    if told:
        training.sequence += 1
        changed.append("sequence")
    record(training, reason, *changed, by=by)
    if "starts_at" in changed:
        seats.shorten_offers(training, by=by, reason=reason)
    if told:
        changes = told_changes(training, before)
        scheduling.tell(training, "changed", changes=changes, reason=reason, now=now)
        asked.note(training, changes=changes, reason=reason, now=now)
    if "capacity" in changed:
        seats.fill_seats(training, now=now)
    return training


def told_changes(training, before: Mapping[str, object]) -> list[dict]:
    """What people read about a change of details: label, old and new."""
    return [
        {
            "label": Training._meta.get_field(name).verbose_name,
            "old": before[name],
            "new": getattr(training, name),
        }
        for name in TOLD
        if name in before
    ]


def move_clocks(training) -> list[str]:
    """The same wall time in another zone is another moment; returns the fields it changed."""
    days = emails.active_days(training)
    if not days:
        return []
    training.starts_at = wall_moment(days[0].day, days[0].starts, training.zone)
    training.ends_at = wall_moment(days[-1].day, days[-1].ends, training.zone)
    return ["starts_at", "ends_at"]


@transaction.atomic
def open_registration(
    *, training, by, opens: datetime | None = None, closes: datetime | None = None
) -> Training:
    """Let people register, from `opens` to `closes`; left out: from now, until it starts."""
    training = scheduling.lock(training, None, *Training.FIXED)
    if closes and closes > training.starts_at:
        raise ValidationError({"closes": _("Registration closes when the training starts.")})
    if opens and opens >= (closes or training.starts_at):
        raise ValidationError({"closes": _("Registration closes before it opens.")})
    training.registration_switch = True
    training.registration_opens, training.registration_closes = opens, closes
    record(
        training,
        _("Registration opened"),
        "registration_switch",
        "registration_opens",
        "registration_closes",
        by=by,
    )
    return training


@transaction.atomic
def close_registration(*, training, by) -> Training:
    """Take no more registrations; who is registered stays, and the line still moves up."""
    training = scheduling.lock(training, None, *Training.AHEAD)
    training.registration_switch = False
    record(training, _("Registration closed"), "registration_switch", by=by)
    return training


def free_slug(model, row) -> str:
    """An address for the row that no other of its project has, made of its title."""
    longest = model._meta.get_field("slug").max_length
    base = slugify(row.title)[: longest - 3].strip("-") or model._meta.model_name
    taken = set(
        model.objects.filter(project=row.project, slug__startswith=base).values_list(
            "slug", flat=True
        )
    )
    slug, number = base, 2
    while slug in taken or slug in RESERVED:
        slug, number = f"{base}-{number}", number + 1
    return slug


# What stands in the same place of an address: projects/<project>/trainings/<...>/, and of a public
# one: open/<project>/trainings/<programme>/<...>/.
RESERVED = {"programmes", "new", "people", "embed", "materials"}
