"""Planning the countdown of a deliverable, moving it along, and marking its steps.

Every act locks the deliverable first, so that no two of them meet, nor one of `progress`.
"""

from datetime import date, timedelta
from itertools import pairwise, takewhile

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.clock import working_day_on_or_before
from core.history import assign, record
from core.rights import tell
from partners.models import TeamMember
from partners.querysets import day_or_today
from workpackages import progress
from workpackages.models import CountdownStep
from workpackages.steps import done, in_order

Kind = CountdownStep.Kind


@transaction.atomic
def plan(*, deliverable, by) -> list[CountdownStep]:
    """All five steps, counted back from the due day; what the draft has reached is done.

    Raises ValidationError for a reviewer who is on the team of the lead partner.
    """
    row = progress.locked(deliverable)
    row.refuse_unless(*row.OPEN)
    if row.steps.exists():
        raise ValidationError(_("%s has a countdown already.") % row.code)
    reached = {Kind.DRAFT: drafted_on(row), Kind.REVIEW: row.approved_on}
    steps = [
        CountdownStep(
            deliverable=row,
            kind=kind,
            due_on=working_day(row, row.due_on - timedelta(days=days)),
            counted_from=row.due_on,
            done_on=reached.get(kind),
        )
        for kind, days in CountdownStep.DAYS_BEFORE.items()
    ]
    for step in steps:
        record(step, "", by=by)
    row.check_reviewer()  # stricter from now on
    return steps


def sequence(deliverable, person, today: date) -> list[CountdownStep]:
    """The steps in their order, as a page shows them to a person: one statement.

    Each with that person's rights, `stage` (done, late, next or ahead) and `is_next`.
    """
    steps = in_order(deliverable.steps.select_related("person"))
    rights = CountdownStep.objects.rights_of(person)
    coming = next((step for step in steps if not step.done_on), None)
    for step in steps:
        tell(step, rights)
        step.is_next = step is coming
        step.stage = stage(step, today)
    return steps


def stage(step, today: date) -> str:
    if step.done_on:
        return "done"
    if step.due_on < today:
        return "late"
    return "next" if step.is_next else "ahead"


def misfit(deliverable, steps) -> date | None:
    """The due day that steps still to be done were counted from, where it is another now."""
    if deliverable.state not in deliverable.OPEN:
        return None
    counted = (step.counted_from for step in steps if not step.done_on)
    return next((day for day in counted if day != deliverable.due_on), None)


def drafted_on(deliverable) -> date | None:
    """Since when there is the draft that there is."""
    versions = deliverable.history.order_by("-history_id").values_list("state", "history_date")
    drafts = list(takewhile(lambda version: version[0] == deliverable.State.DRAFT, versions))
    return localdate(drafts[-1][1]) if drafts else None


def working_day(deliverable, day: date) -> date:
    """The last working day of the lead's country up to this day, or up to the due day."""
    country = deliverable.lead.organisation.country.code
    day = working_day_on_or_before(min(day, deliverable.due_on), country)
    return max(day, deliverable.project.start)


@transaction.atomic
def change(
    *,
    deliverable,
    by,
    days: dict,
    people: dict,
    reviewer,
    reason: str = "",
    today: date | None = None,
) -> None:
    """Other days and persons, by kind, for the steps still to be done; `reviewer` reviews.

    Whoever is named anew has a place on a team that is not over. Raises ValidationError at
    `day_<kind>` and `person_<kind>`, the fields of the form.
    """
    row = progress.locked(deliverable)
    row.refuse_unless(*row.OPEN)
    ahead = [step for step in in_order(row.steps.select_related("person")) if not step.done_on]
    days = {step.kind: days[step.kind] for step in ahead}
    check_days(row, days)
    check_people(row, ahead, people | {Kind.REVIEW: reviewer}, day_or_today(today))
    if Kind.REVIEW in days and row.reviewer_id != getattr(reviewer, "pk", None):
        name_reviewer(row, reviewer, by=by, reason=reason)
    for step in ahead:
        person = people.get(step.kind)
        write(step, days[step.kind], row, person_id=person and person.pk, by=by, reason=reason)


def check_days(deliverable, days: dict[str, date]) -> None:
    """In the project, not after the due day, none before the one before it."""
    refused = {}
    for kind, day in days.items():
        try:
            deliverable.project.check_day(day, f"day_{kind}")
        except ValidationError as refusal:
            refused |= refusal.message_dict
        if day > deliverable.due_on:
            refused[f"day_{kind}"] = _("This is after the due day of the deliverable.")
    for before, kind in pairwise(days):
        if days[kind] < days[before]:
            words = _("This is before the step before it: %s.") % Kind(before).label
            refused.setdefault(f"day_{kind}", words)
    if refused:
        raise ValidationError(refused)


def check_people(deliverable, steps, people: dict, today: date) -> None:
    """Who is named for a step already may stay."""
    anew = {
        step.kind: people[step.kind]
        for step in steps
        if people.get(step.kind) and people[step.kind] != step.in_charge
    }
    places = TeamMember.objects.not_over(today).filter(participation__project=deliverable.project)
    known = set(places.filter(person__in=anew.values()).values_list("person", flat=True))
    refused = {
        f"person_{kind}": _("This person is on no team of the project.")
        for kind, person in anew.items()
        if person.pk not in known
    }
    if refused:
        raise ValidationError(refused)


def name_reviewer(deliverable, reviewer, *, by, reason: str) -> None:
    deliverable.reviewer = reviewer
    try:
        deliverable.check_reviewer()
    except ValidationError as refusal:
        raise ValidationError({"person_review": refusal.message_dict["reviewer"]}) from None
    record(deliverable, reason, "reviewer", by=by)


def write(step, day: date, deliverable, *, by, reason: str, **values) -> None:
    """The step with another day, counted from the due day as it is now; nothing where all is as
    it was."""
    changed = assign(step, due_on=day, counted_from=deliverable.due_on, **values)
    record(step, reason, *changed, by=by)


@transaction.atomic
def move_along(*, deliverable, by, reason: str = "") -> None:
    """The steps still to be done move with the due day."""
    row = progress.locked(deliverable)
    row.refuse_unless(*row.OPEN)
    steps = in_order(row.steps.all())
    days = moved(row, steps)
    for step in steps:
        if step.kind in days:
            write(step, days[step.kind], row, by=by, reason=reason)


def moved(deliverable, steps) -> dict[str, date]:
    """The new days of the steps still to be done; empty where the countdown fits."""
    if not misfit(deliverable, steps):
        return {}
    days, day = {}, deliverable.project.start
    for step in (step for step in steps if not step.done_on):
        shift = deliverable.due_on - step.counted_from
        day = max(day, working_day(deliverable, step.due_on + shift) if shift else step.due_on)
        days[step.kind] = day
    return days


@transaction.atomic
def finish(*, step, by, on: date) -> None:
    """Mark a step as done: by the act on the deliverable that does it, or by hand.

    Raises ValidationError for the submission, which asks for more: see `Deliverable.submit`.
    """
    deliverable = progress.locked(step.deliverable)
    deliverable.refuse_unless(*deliverable.OPEN)
    step = deliverable.steps.get(pk=step.pk)
    if step.done_on or step.by_hand:
        done(step, by=by, on=on)
    elif step.kind == Kind.DRAFT:
        progress.perform(item=deliverable, verb="draft", by=by)
    elif step.kind == Kind.REVIEW:
        progress.perform(item=deliverable, verb="approve", by=by, on=on)
    else:
        raise ValidationError(_("Mark the deliverable as submitted: that is this step."))


@transaction.atomic
def reopen(*, step, by, reason: str = "") -> None:
    """Take back the mark of a step that is marked by hand."""
    deliverable = progress.locked(step.deliverable)
    deliverable.refuse_unless(*deliverable.OPEN)
    step = deliverable.steps.get(pk=step.pk)
    if not step.by_hand:
        raise ValidationError(_("This step follows from the state of the deliverable."))
    step.reopen(by=by, reason=reason)
