"""One change to many items: what it would do to each of them, and then the doing of just that."""

import copy
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import months
from core.rights import tell
from core.templatetags.portal import day
from partners.models import Person
from partners.places import places_of
from workpackages import emails, moving, planning, progress
from workpackages.dependencies import key_of
from workpackages.models import Deliverable, Milestone, Task, WorkPackage
from workpackages.models.base import all_of

MODELS = {model._meta.model_name: model for model in (WorkPackage, Task, Deliverable, Milestone)}
KINDS = {
    "lead": gettext_lazy("New lead partner"),
    "move": gettext_lazy("Move by months"),
    "reviewer": gettext_lazy("New reviewer"),
    "join": gettext_lazy("Add a contributing partner"),
    "leave": gettext_lazy("Remove a contributing partner"),
    "cancel": gettext_lazy("Cancel"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One of KINDS, with what it takes: a participation, a person, or a number of months."""

    kind: str
    value: object = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a change would do to one item."""

    item: object
    old: str = ""
    new: str = ""
    values: dict = field(default_factory=dict)  # for `planning.change`
    refusal: str = ""  # why it stays as it is
    along: tuple[str, ...] = ()  # the codes of what is cancelled with it


def read_picked(text: str) -> dict:
    """The ids by model that a page names as "task-12,deliverable-4"; anything else is left out."""
    picked = defaultdict(set)
    for name, pk in re.findall(r"\b([a-z]+)-(\d{1,15})\b", text):
        if name in MODELS:
            picked[MODELS[name]].add(int(pk))
    return picked


@cache
def leads_any() -> Q:
    """Whether a partner leads a work package or a task. Built once: docs/speed.md."""
    own = {"lead": OuterRef("pk")}
    return Q(Exists(WorkPackage.objects.filter(**own))) | Q(Exists(Task.objects.filter(**own)))


def may_change_any(project, partners, person) -> bool:
    """Whether there is anything in the plan that this person may edit; no statement.

    `partners` are the project's, each told by `leads_any` as `leads`.
    """
    places = places_of(person)
    leading = {partner.pk for partner in partners if partner.leads}
    return project.pk in places.coordinated or not leading.isdisjoint(places.at_work)


# --- Looking -------------------------------------------------------------------------------------


def propose(project, picked: dict, change: Change, *, by, lock: bool = False) -> list[Proposal]:
    """What the change would do, in the order of the plan; a statement or two for each model."""
    found = [
        _proposal(item, change)
        for model in MODELS.values()
        if picked.get(model)
        for item in _items(model, project, picked[model], change, by, lock)
    ]
    return _with_what_goes_along(found) if change.kind == "cancel" else found


def told(proposals: list[Proposal], change: Change, *, by) -> list[Person]:
    """Who gets a mail of it: the people of a new lead."""
    if change.kind != "lead" or all(proposal.refusal for proposal in proposals):
        return []
    return list(Person.objects.acting_for(change.value).exclude(pk=by.pk))


def followers(project, proposals: list[Proposal], change: Change, *, by) -> list[moving.Follower]:
    """What would no longer fit once these have moved, as `moving.followers` has it."""
    return moving.followers(project, _places(proposals), by) if change.kind == "move" else []


def _places(proposals: list[Proposal]) -> dict:
    """Where a move puts those that it moves."""
    moved = [(each.item, each.values) for each in proposals if not each.refusal]
    return {key_of(item): moving.place_of(_changed(item, values)) for item, values in moved}


def fingerprint(proposals: list[Proposal], people: list[Person]) -> str:
    """Of all that a person was shown, to tell whether it would still be the same."""
    seen = [
        (each.item._meta.model_name, each.item.pk, each.old, each.new, each.refusal, each.along)
        for each in proposals
    ]
    return hashlib.sha256(repr((seen, [person.pk for person in people])).encode()).hexdigest()


def _items(model, project, ids, change: Change, by, lock: bool) -> Iterator:
    related = ["lead__organisation"]
    if model in (Task, Deliverable):
        related.append("work_package")  # its lead has rights
    if model is Deliverable:
        related.append("reviewer")
    rows = model.objects.filter(project=project, pk__in=ids).select_related(*related)
    if change.kind in ("join", "leave"):
        rows = rows.prefetch_related("contributors__organisation")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    rights = model.objects.rights_of(by)
    for item in rows.order_by("sort_key"):
        item.project = project
        yield tell(item, rights)


def _proposal(item, change: Change) -> Proposal:
    try:
        _refuse(item, change)
        values, old, new = WAYS[change.kind](item, change.value)
        _check(item, values)
    except ValidationError as refusal:
        return Proposal(item, refusal=" ".join(refusal.messages))
    return Proposal(item, old, new, values)


def _refuse(item, change: Change) -> None:
    """Raises ValidationError where the right or the state does not allow it."""
    right = "may_edit"
    if change.kind == "cancel":
        right = next(act.right for act in progress.ACTS[type(item)] if act.verb == "cancel")
    if not getattr(item, right):
        raise ValidationError(_("You may not edit it."))
    item.refuse_unless(*item.OPEN)


def _changed(item, values: dict):
    """The item as it would be."""
    then = copy.copy(item)
    for name in values.keys() - {"contributors"}:
        setattr(then, name, values[name])
    return then


def _check(item, values: dict) -> None:
    """Raises ValidationError for what the rules of one row refuse; asks the database nothing."""
    then = _changed(item, values)
    all_of(then.check_lead, *then.month_checks())


def _lead(item, partner):
    if item.lead_id == partner.pk:
        raise ValidationError(_("%s leads it already.") % partner.organisation.short_name)
    names = item.lead.organisation.short_name, partner.organisation.short_name
    return {"lead": partner}, *names


def _move(item, count: int):
    if isinstance(item, WorkPackage | Task):
        values = {"first_month": item.first_month + count, "last_month": item.last_month + count}
        if getattr(item, "intervals", ()):
            spans = tuple((first + count, last + count) for first, last in item.intervals)
            values["intervals"] = spans
        if values.get("intervals"):
            return values, item.span, months.spans_text(values["intervals"])
        return values, item.span, months.span(values["first_month"], values["last_month"])
    values = {"due_month": item.due_month + count}
    old, new = months.label(item.due_month), months.label(values["due_month"])
    if item.due_day:
        values["due_day"] = months.moved(item.project.start, item.due_day, count)
        old, new = f"{day(item.due_day)} ({old})", f"{day(values['due_day'])} ({new})"
    return values, old, new


def _reviewer(item, person):
    if not isinstance(item, Deliverable):
        raise ValidationError(_("Only deliverables have a reviewer."))
    if item.reviewer_id == person.pk:
        raise ValidationError(_("%s reviews it already.") % person)
    return {"reviewer": person}, str(item.reviewer or ""), str(person)


def _join(item, partner):
    name, there = partner.organisation.short_name, list(item.contributors.all())
    if item.lead_id == partner.pk:
        raise ValidationError(_("%s leads it.") % name)
    if partner in there:
        raise ValidationError(_("%s contributes already.") % name)
    return _list_of(there, [*there, partner])


def _leave(item, partner):
    there = list(item.contributors.all())
    if partner not in there:
        raise ValidationError(_("%s does not contribute.") % partner.organisation.short_name)
    return _list_of(there, [each for each in there if each != partner])


def _list_of(before, after):
    old, new = (
        ", ".join(each.organisation.short_name for each in some) for some in (before, after)
    )
    return {"contributors": after}, old, new


def _cancel(item, _value):
    return {}, item.get_state_display(), str(item.State.CANCELLED.label)


WAYS = {
    "lead": _lead,
    "move": _move,
    "reviewer": _reviewer,
    "join": _join,
    "leave": _leave,
    "cancel": _cancel,
}


def _with_what_goes_along(proposals: list[Proposal]) -> list[Proposal]:
    """With a work package its open tasks and deliverables are cancelled, ticked or not."""
    going = {
        each.item.pk
        for each in proposals
        if isinstance(each.item, WorkPackage) and not each.refusal
    }
    if not going:
        return proposals
    along = defaultdict(list)
    for model in (Task, Deliverable):
        inside = model.objects.open().filter(work_package__in=going).order_by("sort_key")
        for item in inside.only("number", "work_package"):
            along[item.work_package_id].append(item.code)
    return [
        Proposal(each.item, each.old, each.new, along=tuple(along[each.item.pk]))
        if isinstance(each.item, WorkPackage) and each.item.pk in going
        else each
        for each in proposals
    ]


# --- Doing ---------------------------------------------------------------------------------------


@transaction.atomic
def carry_out(
    *,
    project,
    picked: dict,
    change: Change,
    seen: str,
    by,
    reason: str = "",
    notify: bool = True,
    accepted=(),
) -> list:
    """Do what `propose` says, if that is still what was `seen` (a fingerprint); returns the items.

    All of them or none. The people of a new lead get one mail that names all. `accepted` are the
    followers of a move that are taken along, see `moving.take_along`. Raises ValidationError, with
    the code "changed" where the plan is another one by now.
    """
    project = planning.hold(project.pk)
    proposals = propose(project, picked, change, by=by, lock=True)
    if fingerprint(proposals, told(proposals, change, by=by)) != seen:
        raise ValidationError(
            _("The plan has changed meanwhile. This is what would happen now."), code="changed"
        )
    # Work packages last: what is in them is cancelled by itself first.
    fitting = [each for each in reversed(proposals) if not each.refusal]
    done = []
    given = {"by": by, "reason": reason}
    for each in fitting:
        with planning.naming(each.item):
            if change.kind == "cancel":
                row = progress.perform(item=each.item, verb="cancel", **given)
            else:
                row = planning.change(item=each.item, notify=False, **given, **each.values)
        done.append(row)
    done.reverse()
    if change.kind == "move":
        moving.take_along(project=project, moved=_places(proposals), accepted=accepted, **given)
    if notify and change.kind == "lead" and done:
        emails.lead_assigned(done, by=by)
    return done
