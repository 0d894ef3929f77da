"""Actions: what one person has to do by a day, out of a meeting or against a risk."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.history import entered_before, record
from workpackages.models import Action, Meeting, Risk
from workpackages.planning import rewrite
from workpackages.progress import Act, locked

ACTS = (
    Act(
        verb="finish",
        label=_("Done"),
        done=_("Done: %(item)s"),
        right="may_report",
        states=Action.OPEN,
        needs_day=True,
    ),
    Act(
        verb="reopen",
        label=_("Reopen"),
        done=_("Open again: %(item)s"),
        right="may_report",
        states=(Action.State.DONE, Action.State.CANCELLED),
        asks=("reason",),
        needs_reason=True,
    ),
    Act(
        verb="cancel",
        label=_("Cancel the action"),
        done=_("Cancelled: %(item)s"),
        right="may_edit",
        states=Action.OPEN,
        asks=("reason",),
        needs_reason=True,
        ends=True,
    ),
)


OVER = {  # what an action can be part of, and the state in which nothing is added to it any more
    "meeting": (Meeting.State.CANCELLED, _("This meeting was cancelled.")),
    "risk": (Risk.State.CLOSED, _("This risk is closed.")),
}


@transaction.atomic
def assign(*, action, by) -> Action:
    """Save a new action of a meeting, of a risk or of both; sent twice it is there once. Raises
    ValidationError, for a cancelled meeting and a closed risk too."""
    check_sources(hold_sources({name: getattr(action, name) for name in OVER}))
    action.full_clean()
    if before := entered_before(action, by=by):
        return before
    record(action, "", by=by)
    return action


@transaction.atomic
def change(*, action, by, reason: str = "", **values) -> Action:
    """Write new values to the action as it is now. Raises ValidationError as `assign` does, but not
    for what the action is part of already."""
    sources = hold_sources({name: values.get(name) for name in OVER})
    row = locked(action)
    check_sources(sources, row)
    rewrite(row, by=by, reason=reason, **values)
    return row


def check_sources(sources: dict, before: Action | None = None) -> None:
    """Raises ValidationError where an action would become part of what is over.

    `before` is the action as it stands, where there is one.
    """
    refused = {
        name: words
        for name, (over, words) in OVER.items()
        if (above := sources.get(name))
        and above.state == over
        and above.pk != getattr(before, f"{name}_id", None)
    }
    if refused:
        raise ValidationError(refused)


def hold_sources(sources: dict) -> dict:
    """The meeting and the risk as they are now; they stay so until the transaction ends."""
    return {name: locked(above) for name, above in sources.items() if above}
