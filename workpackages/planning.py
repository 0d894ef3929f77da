"""Writing the plan: new items, and changes to what an item says."""

from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import key_of
from core.history import assign, record
from outbox.posting import withdraw
from partners.models import Project
from workpackages import emails
from workpackages.progress import locked


@transaction.atomic
def enter(*, item, by, reason: str = "", **lists):
    """Save a new item; `lists` are its many-to-many fields, such as `contributors`.

    The lead is told. Raises ValidationError where a rule of the model forbids it.
    """
    hold(item.project_id)
    item.full_clean()
    record(item, reason, by=by)
    _set_lists(item, lists, by, reason)
    emails.lead_assigned([item], by=by)
    return item


@transaction.atomic
def change(*, item, by, reason: str = "", notify: bool = True, **values):
    """Write new values of an item's fields and lists to the row as it is now.

    A new lead is told unless `notify` is False; what waits for the old one goes back. Raises
    ValidationError where a rule of the model forbids it. Returns the row.
    """
    hold(item.project_id)
    row = locked(item)
    names = {field.name for field in row._meta.many_to_many}
    lists = {name: values.pop(name) for name in [*values] if name in names}
    old_lead = row.lead_id
    changed = assign(row, **values)
    row.full_clean()
    if changed:
        record(row, reason, *changed, *row.DERIVED, by=by)
    _set_lists(row, lists, by, reason)
    if row.lead_id != old_lead:
        withdraw(subject_key=key_of(row), reason=_("%s has a new lead.") % row.code)
        if notify:
            emails.lead_assigned([row], by=by)
    return row


def rewrite(row, *, by, reason: str = "", **values) -> list[str]:
    """Save what is new of these columns of a row that is locked; returns their names.

    Raises ValidationError where a rule of the model forbids it.
    """
    changed = assign(row, **values)
    row.full_clean()
    record(row, reason, *changed, by=by)
    return changed


@contextmanager
def naming(item, at: str = NON_FIELD_ERRORS):
    """Of many items: what is refused says of which one, at this field of the form."""
    try:
        yield
    except ValidationError as refusal:
        told = [f"{item.code}: {message}" for message in refusal.messages]
        raise ValidationError({at: told}) from None


def hold(project_id: int) -> Project:
    """The project as it is now. Nobody else writes its plan until the transaction ends: takes a
    number, moves, links, freezes, enters effort.

    Taken before any row in it. What only points to the project, such as a first comment, comes
    through: in the stronger lock the two would wait for each other.
    """
    return Project.objects.select_for_update(no_key=True).get(pk=project_id)


def _set_lists(item, lists: dict, by, reason: str) -> None:
    # Each list that changes writes a history row.
    item._history_user, item._change_reason = by, reason
    for name, rows in lists.items():
        getattr(item, name).set(rows)
    del item._history_user, item._change_reason
