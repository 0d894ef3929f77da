"""Actions: what one person has to do by a day, out of a meeting or against a risk."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.history import record
from workpackages.models import Action
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


@transaction.atomic
def assign(*, action, by) -> Action:
    """Save a new action of a meeting, of a risk or of both. Raises ValidationError."""
    action.full_clean()
    record(action, "", by=by)
    return action


@transaction.atomic
def change(*, action, by, reason: str = "", **values) -> Action:
    """Write new values to the action as it is now. Raises ValidationError."""
    row = locked(action)
    rewrite(row, by=by, reason=reason, **values)
    return row
