"""The history of a row: written by acts with a reason, read as a list of changes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise

from django.db import models
from django.utils import timezone
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from core import months
from core.fields import MonthSpansField, SearchTextField
from core.languages import kept

SAME_WITHIN = timedelta(seconds=30)  # a form that was sent twice


class Saves(HistoryManager):
    """What `row.history` and `Model.history` answer: every save, newest first."""

    @classmethod
    @cache  # each time they are read, the package asks for this class, and Django builds it anew
    def from_queryset(cls, queryset_class, class_name=None):
        return super().from_queryset(queryset_class, class_name)


class History(HistoricalRecords):
    """`history = History()` in a model: each save leaves a row, with who saved it and why."""

    def __init__(self, **options):
        super().__init__(history_manager=Saves, **options)


def record(instance, reason, *fields, by=None):
    """Save what an act changed, with its reason: one UPDATE and one history row.

    `fields` are the columns the act changed; a new row needs none and is inserted whole. For an
    existing row with no field named nothing is written, no history either.
    Lazy words are kept in the portal's own language.
    `by` is the person who acts; left out, it is who is logged in, or nobody: the portal itself.
    """
    if not fields and not instance._state.adding:
        return
    # Set for this save only: a later save of the same object has its own reason and person.
    instance._change_reason = kept(reason)
    if by is not None:
        instance._history_user = by
    try:
        instance.save(update_fields=None if instance._state.adding else fields)
    finally:
        del instance._change_reason
        if by is not None:
            del instance._history_user


def assign(row, **values) -> list[str]:
    """Give the row those of these values that it does not have; returns their names, for `record`.

    Not saved: the rules of the model are asked in between.
    """
    changed = [name for name in values if getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def entered_before(instance, *, by, but=()):
    """The row like this new one that the same person entered a moment ago, or None: a form that was
    sent twice.

    `but` are columns that acts fill in. The clock is read here, as the history reads it that is
    compared with.
    """
    columns = [
        field.attname
        for field in instance._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in but
    ]
    like_it = {name: getattr(instance, name) for name in columns}
    since = timezone.now() - SAME_WITHIN
    begun = type(instance).history.filter(history_type="+", history_user=by, history_date__gt=since)
    return type(instance)._base_manager.filter(**like_it, pk__in=begun.values("id")).first()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of one change, as text for people."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one save changed."""

    when: datetime
    who: models.Model | None  # the person, or None: the portal itself
    reason: str
    created: bool  # the row began here; `fields` is empty then
    fields: tuple[FieldChange, ...]


def changes(instance, limit=50, known: dict | None = None, *, among=None) -> list[Change]:
    """The newest `limit` changes of a row, newest first.

    `among` are those rows of its history that a reader may know: what was in between is told as
    one change.

    One statement for the history and, of a row that was changed, one for each tracked many-to-many
    field and one for each model that a changed foreign key points to, whatever the length. `known`
    are texts of rows that the page has at hand, {(model, id): text}: a model of which all are known
    is not asked. A save that changed nothing a reader knows and gave no reason is left out.
    """
    rows = instance.history if among is None else among
    newest_first = rows.select_related("history_user").order_by("-history_id")
    rows = list(newest_first[: limit + 1])
    values = _values(instance.history.model, rows)
    names = _names(values, known or {})
    found = []
    for row, now, before in zip(rows[:limit], values, [*values[1:], None], strict=False):
        created = row.history_type == "+"
        reason = row.history_change_reason or ""
        changed = ()
        if before and not created:
            changed = tuple(
                FieldChange(
                    label=str(field.verbose_name),
                    old=_text(field, before[field], names),
                    new=_text(field, now[field], names),
                )
                for field in now
                if now[field] != before[field]
            )
        if changed or created or reason:
            found.append(Change(row.history_date, row.history_user, reason, created, changed))
    return found


def _values(history_model, rows) -> list[dict]:
    """What each history row held: {field: value}; of a many-to-many field the ids.

    Those are only asked when there are two rows to compare: many a row has never changed.
    """
    fields = [field for field in history_model.tracked_fields if _is_for_people(field)]
    values = [{field: getattr(row, field.attname) for field in fields} for row in rows]
    for field in history_model._history_m2m_fields if len(rows) > 1 else ():
        ids = defaultdict(set)
        links = getattr(history_model, field.name).model._base_manager.filter(history__in=rows)
        for history_id, pk in links.values_list("history_id", field.m2m_reverse_field_name()):
            ids[history_id].add(pk)
        for row, value in zip(rows, values, strict=True):
            value[field] = ids[row.history_id]
    return values


def _is_for_people(field) -> bool:
    stamped = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return not (field.primary_key or stamped or isinstance(field, SearchTextField))


def _names(values: list[dict], known: dict) -> dict:
    """The text of every row that a change turned to or from: {(model, id): text}."""
    ids = defaultdict(set)
    for now, before in pairwise(values):
        for field in now:
            if field.remote_field and now[field] != before[field]:
                for pointed in (now[field], before[field]):
                    ids[field.related_model].update(pointed if field.many_to_many else {pointed})
    names = dict(known)
    for model, wanted in ids.items():
        unknown = {pk for pk in wanted if pk is not None and (model, pk) not in known}
        if unknown:
            # select_related: the text of a row often names the row above it
            rows = model._base_manager.select_related().filter(pk__in=unknown)
            names |= {(model, row.pk): str(row) for row in rows}
    return names


def _text(field, value, names) -> str:
    if value is None or value == "":
        return ""
    if field.many_to_many:
        return ", ".join(sorted(_name(field, pk, names) for pk in value))
    if field.remote_field:
        return _name(field, value, names)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, MonthSpansField):
        return months.spans_text(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        value = localtime(value)
    return str(localize(value))


def _name(field, pk, names) -> str:
    return names.get((field.related_model, pk), _("deleted"))
