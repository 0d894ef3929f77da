"""What an act on a deliverable does to its countdown.

`progress.perform` calls `follow`, `progress.undo` calls `take_back`; both hold the deliverable.
"""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.dates import key_of
from core.history import record
from outbox.posting import withdraw
from workpackages.models import CountdownStep

Kind = CountdownStep.Kind
AFTER_DRAFT = CountdownStep.ORDER[1:]
FINISHES = {
    "draft": (Kind.DRAFT,),
    "approve": (Kind.REVIEW,),
    "submit": CountdownStep.ORDER,
}
REOPENS = {"draft": AFTER_DRAFT, "reject": AFTER_DRAFT}


def in_order(steps) -> list[CountdownStep]:
    return sorted(steps, key=lambda step: CountdownStep.ORDER.index(step.kind))


def follow(deliverable, verb: str, *, by) -> None:
    """Finish the steps that the act has done, and reopen those that it asks for anew.

    They carry the act's own moment in their history, by which `take_back` finds them.
    """
    finishes, reopens = FINISHES.get(verb, ()), REOPENS.get(verb, ())
    steps = in_order(deliverable.steps.all()) if finishes or reopens else []
    if not steps:
        return
    moment = deliverable.history.latest("history_id").history_date
    for step in steps:
        step._history_date = moment
        if step.kind in reopens:
            step.reopen(by=by)
        if step.kind in finishes and not step.done_on:
            day = deliverable.submitted_on if verb == "submit" else localdate(moment)
            done(step, by=by, on=day)


def take_back(deliverable, moment, *, by) -> None:
    """Put the steps back that an act at this moment has finished or reopened."""
    for step in deliverable.steps.all():
        newest, *before = step.history.order_by("-history_id")[:2]
        if before and newest.history_date == moment:
            step.done_on = before[0].done_on
            record(step, _("Taken back"), "done_on", by=by)


def done(step, *, by, on) -> None:
    """Finish a step; mail that waits about it goes back."""
    step.finish(by=by, on=on)
    withdraw(subject_key=key_of(step), reason=_("This step is done."))
