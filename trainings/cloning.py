"""A new planned training after another: what that one is, and neither its days nor its people."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from core.history import entered_before, record
from trainings import agenda, planning
from trainings.models import Training

# The columns of each part that may be copied; rows are copied by `_copy_rows`.
COLUMNS = {
    "description": ("description",),
    "place": ("region", "nuts", "venue", "address", "city", "country", "map_url"),
    "contact": ("contact_name", "contact_email"),
}
PARTS = (*COLUMNS, "agenda", "trainers", "cohosts", "questions")
OF_ITEM = ("day", "position", "starts", "ends", "title", "module", "note")
ALWAYS = ("language", "capacity", "needs_approval")


@transaction.atomic
def clone(*, training, by, title: str, organiser, zone: str, parts: Iterable[str]) -> Training:
    """`parts` are those of `PARTS` to copy. Sent twice it is there once. Raises ValidationError."""
    source = Training.objects.locked(training.pk)
    parts = frozenset(parts)
    columns = [*ALWAYS, *(name for part in COLUMNS if part in parts for name in COLUMNS[part])]
    details = {
        "title": title,
        "organiser": organiser,
        "zone": zone,
        **{name: getattr(source, name) for name in columns},
    }
    like_it = Training(programme=source.programme, project=source.project, **details)
    if before := entered_before(like_it, by=by, but=("slug",)):
        return before
    new = planning.plan(programme=source.programme, by=by, **details)
    _copy_rows(source, new, parts, by=by)
    new.agenda = agenda.in_words(new)
    new.cohosts = agenda.cohosts_in_words(new)
    record(new, _("Made after “%(title)s”") % {"title": source}, "agenda", "cohosts", by=by)
    return new


def held_by(training) -> dict[str, int]:
    """How much there is of each part that can be copied; parts of which there is nothing are left
    out."""
    counts = {part: int(any(getattr(training, name) for name in COLUMNS[part])) for part in COLUMNS}
    counts |= {
        "agenda": training.agenda_items.count(),
        "trainers": training.trainers.teaching().count(),
        "cohosts": training.cohost_rows.count(),
        "questions": _own_questions(training).count(),
    }
    return {part: counts[part] for part in PARTS if counts[part]}


def _copy_rows(source, new, parts, *, by) -> None:
    trainers = {}  # those of the source: those of the new training
    if "trainers" in parts:
        for trainer in source.trainers.teaching():
            trainers[trainer.pk] = _copy(trainer, new, by, "person", "name", "organisation")
    if "agenda" in parts:
        for item in source.agenda_items.select_related("module").prefetch_related("trainers"):
            if item.module and item.module.retired_at:
                item.module = None  # it is taught no more
            copied = _copy(item, new, by, *OF_ITEM)
            teach = [trainers[each.pk] for each in item.trainers.all() if each.pk in trainers]
            agenda.set_trainers(copied, teach, by=by)
    if "cohosts" in parts:
        for cohost in source.cohost_rows.all():
            _copy(cohost, new, by, "name", "country", "website", "contact_name", "contact_email")
    if "questions" in parts:
        for question in _own_questions(source):
            columns = ("programme", "position", "text", "kind", "options", "is_required")
            _copy(question, new, by, *columns)


def _copy(row, training, by, *columns):
    copied = type(row)(training=training, **{name: getattr(row, name) for name in columns})
    record(copied, "", by=by)
    return copied


def _own_questions(training):
    """Those of the training alone, which its programme does not ask everywhere."""
    return training.questions.asked()
