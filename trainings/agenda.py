"""The agenda of a training, who teaches, and who hosts it together with the organiser.

Each act holds the training's row and keeps `Training.agenda` and `Training.cohosts`, the same in
words. What was done stands in the history of the training too, as its reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.models import BuyerPerson
from core.history import Change, assign, entered_before, record
from partners.models import TeamMember
from trainings import eligibility, scheduling
from trainings.days import MOST_DAYS
from trainings.models import AgendaItem, CoHost, Trainer, Training, TrainingDay

MOST_ITEMS = 80
MOST_TRAINERS = 30


@dataclass(slots=True)
class AgendaDay:
    """One day of the agenda: its number, the training day when it is fixed, what happens."""

    number: int
    day: TrainingDay | None = None
    items: list[AgendaItem] = field(default_factory=list)

    @property
    def has_hours(self) -> bool:
        return any(item.starts for item in self.items)


# --- What happens when ---------------------------------------------------------------------------


@transaction.atomic
def add_item(*, item: AgendaItem, trainers: Iterable[Trainer] = (), by) -> AgendaItem:
    """The last of its day, or where its hours put it. Sent twice it is there once."""
    item.training = training = _hold(item.training)
    if before := entered_before(item, by=by, but=("position",)):
        return before
    if training.agenda_items.count() >= MOST_ITEMS:
        raise ValidationError(_("An agenda has at most %(most)d items.") % {"most": MOST_ITEMS})
    _enter_item(item, list(trainers), by=by)
    _keep_words(training, _("Agenda: “%(title)s” added") % {"title": item.title}, by=by)
    return item


@transaction.atomic
def change_item(
    *, item: AgendaItem, by, trainers: Iterable[Trainer] | None = None, **values
) -> AgendaItem:
    """Without `trainers` those stay who are there. Raises ValidationError."""
    training = _hold(item.training)
    item = _again(item, training)
    day_before = item.day
    changed = assign(item, **values)
    if item.day != day_before:
        item.position = _last_place(training, item.day)
        changed.append("position")
    trainers = set(item.trainers.all() if trainers is None else trainers)
    _check_item(item, trainers, new_module="module" in changed)
    record(item, "", *changed, by=by)
    if set_trainers(item, trainers, by=by) or changed:
        _keep_words(training, _("Agenda: “%(title)s” changed") % {"title": item.title}, by=by)
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by) -> Training:
    """Its history stays."""
    training = _hold(item.training)
    item = _again(item, training)
    item._history_user = by
    item.delete()
    return _keep_words(training, _("Agenda: “%(title)s” removed") % {"title": item.title}, by=by)


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by) -> AgendaItem:
    """Change places with the item before or after it, of those at the same hour or without one."""
    training = _hold(item.training)
    item = _again(item, training)
    of_day = list(training.agenda_items.filter(day=item.day))
    at = of_day.index(item)
    beside = at - 1 if up else at + 1
    if not 0 <= beside < len(of_day) or of_day[beside].starts != item.starts:
        raise ValidationError(_("Its hours say where it stands. Change them instead."))
    of_day[at], of_day[beside] = of_day[beside], of_day[at]
    for position, each in enumerate(of_day, 1):
        record(each, "", *assign(each, position=position), by=by)
    _keep_words(training, _("Agenda: “%(title)s” moved") % {"title": item.title}, by=by)
    return item


@transaction.atomic
def add_missing_modules(*, training, by) -> list[AgendaItem]:
    """An item without hours, on the last day, for each module that has none yet."""
    training = _hold(training)
    days = training.agenda_items.values_list("day", flat=True)
    items = [
        AgendaItem(training=training, day=max(days, default=1), title=module.title, module=module)
        for module in training.programme.modules.missing_at(training)
    ]
    for item in items:
        _enter_item(item, [], by=by)
    if items:
        _keep_words(training, _("Agenda: the modules that were missing added"), by=by)
    return items


def _enter_item(item, trainers, *, by) -> None:
    item.position = _last_place(item.training, item.day)
    _check_item(item, trainers, new_module=item.module_id is not None)
    record(item, "", by=by)
    set_trainers(item, trainers, by=by)


def _check_item(item, trainers, *, new_module: bool) -> None:
    """Raises ValidationError at the field that is wrong."""
    if item.day and item.day > MOST_DAYS:
        most = {"most": MOST_DAYS}
        raise ValidationError({"day": _("A training has at most %(most)d days.") % most})
    if (item.starts is None) != (item.ends is None):
        missing = "starts" if item.starts is None else "ends"
        raise ValidationError({missing: _("Enter both hours, or none.")})
    if item.module and item.module.programme_id != item.training.programme_id:
        raise ValidationError({"module": _("This is another programme's module.")})
    if new_module and item.module and item.module.retired_at:
        raise ValidationError({"module": _("This module is taught no more.")})
    if any(each.training_id != item.training_id or each.left_at for each in trainers):
        raise ValidationError({"trainers": _("One of these does not teach here.")})
    item.full_clean()


def _last_place(training, day: int) -> int:
    taken = training.agenda_items.filter(day=day).values_list("position", flat=True)
    return max(taken, default=0) + 1


def set_trainers(item, trainers, *, by) -> bool:
    """Whether they changed. For other acts, which hold the training and keep its words."""
    if set(trainers) == set(item.trainers.all()):
        return False
    item._history_user = by  # of the row that this writes
    item.trainers.set(trainers)
    del item._history_user
    return True


# --- Who teaches ---------------------------------------------------------------------------------


@transaction.atomic
def add_trainer(*, trainer: Trainer, by, today: date) -> Trainer:
    """A person with a place in the project, or somebody by name. What is left empty of a person
    follows from their place. Raises ValidationError."""
    trainer.training = training = _hold(trainer.training)
    if trainer.person_id:
        if not eligibility.people_of(training.programme, today).filter(pk=trainer.person_id):
            raise ValidationError({"person": _("This person has no place in the project.")})
        trainer.name = trainer.name or str(trainer.person)[:150]
        if not trainer.organisation:
            trainer.organisation = _organisation_of(trainer.person, training, today)[:150]
    if not trainer.name:
        raise ValidationError({"name": _("Choose a person, or write a name.")})
    before = entered_before(trainer, by=by)
    if before and before.left_at is None:
        return before
    teaching = training.trainers.teaching()
    if trainer.person_id and teaching.filter(person=trainer.person_id).exists():
        raise ValidationError({"person": _("This person teaches here already.")})
    if teaching.count() >= MOST_TRAINERS:
        most = {"most": MOST_TRAINERS}
        raise ValidationError(_("A training has at most %(most)d trainers.") % most)
    trainer.full_clean()
    record(trainer, "", by=by)
    _keep_words(training, _("Trainer added: %(trainer)s") % {"trainer": trainer}, by=by)
    return trainer


@transaction.atomic
def change_trainer(*, trainer: Trainer, by, **values) -> Trainer:
    """Name and organisation, as the agenda prints them."""
    training = _hold(trainer.training)
    trainer = _again(trainer, training)
    changed = assign(trainer, **values)
    trainer.full_clean()
    record(trainer, "", *changed, by=by)
    if changed:
        _keep_words(training, _("Trainer changed: %(trainer)s") % {"trainer": trainer}, by=by)
    return trainer


@transaction.atomic
def remove_trainer(*, trainer: Trainer, by, now: datetime) -> Training:
    """They teach here no longer; what they would have taught stays on the agenda."""
    training = _hold(trainer.training)
    trainer = _again(trainer, training)
    if trainer.left_at:
        return training
    for item in trainer.agenda_items.all():
        set_trainers(item, set(item.trainers.all()) - {trainer}, by=by)
    trainer.left_at = now
    record(trainer, "", "left_at", by=by)
    return _keep_words(training, _("Trainer removed: %(trainer)s") % {"trainer": trainer}, by=by)


def _organisation_of(person, training, today) -> str:
    """The partner on whose team they are, or else the buyer that names them."""
    teams = TeamMember.objects.valid_on(today).filter(
        person=person, participation__project=training.project_id
    )
    named = BuyerPerson.objects.valid_on(today).filter(
        person=person, membership__group__project=training.project_id
    )
    return (
        teams.values_list("participation__organisation__short_name", flat=True).first()
        or named.values_list("membership__organisation__short_name", flat=True).first()
        or ""
    )


# --- Who hosts it with the organiser -------------------------------------------------------------


@transaction.atomic
def add_cohost(*, cohost: CoHost, by) -> CoHost:
    """Raises ValidationError at `name` for one that stands there already."""
    cohost.training = training = _hold(cohost.training)
    if before := entered_before(cohost, by=by):
        return before
    _check_cohost(cohost, training)
    record(cohost, "", by=by)
    _keep_words(training, _("Co-host added: %(cohost)s") % {"cohost": cohost}, by=by)
    return cohost


@transaction.atomic
def change_cohost(*, cohost: CoHost, by, **values) -> CoHost:
    training = _hold(cohost.training)
    cohost = _again(cohost, training)
    changed = assign(cohost, **values)
    _check_cohost(cohost, training)
    record(cohost, "", *changed, by=by)
    if changed:
        _keep_words(training, _("Co-host changed: %(cohost)s") % {"cohost": cohost}, by=by)
    return cohost


@transaction.atomic
def remove_cohost(*, cohost: CoHost, by) -> Training:
    """Its history stays."""
    training = _hold(cohost.training)
    cohost = _again(cohost, training)
    cohost._history_user = by
    cohost.delete()
    return _keep_words(training, _("Co-host removed: %(cohost)s") % {"cohost": cohost}, by=by)


def _check_cohost(cohost, training) -> None:
    names = [each.name for each in training.cohost_rows.exclude(pk=cohost.pk)]
    if cohost.name in names:
        raise ValidationError({"name": _("This co-host stands here already.")})
    if len(", ".join([*names, cohost.name])) > Training._meta.get_field("cohosts").max_length:
        raise ValidationError({"name": _("The names of all co-hosts together are too long.")})
    cohost.full_clean()


# --- In words, and in order ----------------------------------------------------------------------


def timetable(items: Iterable[AgendaItem], days: list[TrainingDay]) -> list[AgendaDay]:
    """The days of the agenda in order; those without an item only where a training has days."""
    found = {number: AgendaDay(number, day) for number, day in enumerate(days, 1)}
    for item in items:
        found.setdefault(item.day, AgendaDay(item.day)).items.append(item)
    return [found[number] for number in sorted(found)]


def tell_moves(days: Iterable[AgendaDay]) -> None:
    """Each item knows whether it can change places with the one before (`goes_up`) or after it."""
    for each in days:
        for item in each.items:
            item.goes_up = item.goes_down = False
        for first, second in zip(each.items, each.items[1:], strict=False):
            first.goes_down = second.goes_up = first.starts == second.starts


def warnings(days: list[AgendaDay]) -> list[str]:
    """What to look at twice; none of it is forbidden, for groups may work side by side."""
    fixed = [each for each in days if each.day]
    found = []
    for each in days:
        timed = [item for item in each.items if item.starts]
        longest = None  # of those so far, the one that ends last
        for item in timed:
            if longest and item.starts < longest.ends:
                titles = {"first": longest.title, "second": item.title}
                found.append(_("“%(first)s” and “%(second)s” overlap.") % titles)
            if longest is None or item.ends > longest.ends:
                longest = item
        if each.day:
            hours = _hours(each.day)
            found += [
                _("“%(title)s” lies outside the hours of its day, %(hours)s.")
                % {"title": item.title, "hours": hours}
                for item in timed
                if item.starts < each.day.starts or item.ends > each.day.ends
            ]
        elif fixed:
            words = {"number": each.number}
            found.append(_("The agenda has a day %(number)d, and the training has not.") % words)
    return found


def in_words(training) -> str:
    """One line an item; where there are several days, each under a line of its own."""
    items = list(training.agenda_items.prefetch_related("trainers"))
    several = any(item.day > 1 for item in items)
    lines = []
    for each in timetable(items, []):
        if several:
            lines.append(_("Day %(number)d") % {"number": each.number})
        lines += [_line(item) for item in each.items]
    return "\n".join(lines)


def cohosts_in_words(training) -> str:
    return ", ".join(training.cohost_rows.values_list("name", flat=True))


def told(changes: Iterable[Change]) -> list[Change]:
    """Changes of a training for its history page: of the agenda only the lines that differ."""
    label = str(Training._meta.get_field("agenda").verbose_name)
    found = []
    for change in changes:
        fields = [_lines(each) if each.label == label else each for each in change.fields]
        found.append(replace(change, fields=tuple(each for each in fields if each.old or each.new)))
    return found


def _lines(change):
    old, new = change.old.splitlines(), change.new.splitlines()
    return replace(
        change,
        old="; ".join(line for line in old if line not in new),
        new="; ".join(line for line in new if line not in old),
    )


def _line(item) -> str:
    names = ", ".join(trainer.name for trainer in item.trainers.all())
    parts = (item.starts and _hours(item), item.title, names and f"({names})")
    return " ".join(part for part in parts if part)


def _hours(row) -> str:
    return f"{row.starts:%H:%M}–{row.ends:%H:%M}"


def _keep_words(training, what: str, *, by) -> Training:
    """What was done is the reason of the training's own history."""
    training.agenda = in_words(training)
    training.cohosts = cohosts_in_words(training)
    record(training, what, "agenda", "cohosts", by=by)
    return training


def _hold(training) -> Training:
    return scheduling.lock(training, None, *Training.AHEAD, *Training.OVER)


def _again(row, training):
    """The row as it is now, under the training's lock."""
    found = type(row).objects.filter(pk=row.pk, training=training).first()
    if found is None:
        raise ValidationError(_("Somebody has removed this meanwhile."), code="stale")
    found.training = training
    return found
