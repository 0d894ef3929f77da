"""The modules of a programme: its curriculum, written and put in order by who edits it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.history import assign, entered_before, record
from trainings.models import Module, Programme

MOST_MODULES = 30


@transaction.atomic
def enter(*, module: Module, by) -> Module:
    """The last of them. Sent twice it is there once. Raises ValidationError."""
    programme = _hold(module.programme_id)
    if before := entered_before(module, by=by, but=("position",)):
        return before
    positions = programme.modules.values_list("position", flat=True)
    if len(positions) >= MOST_MODULES:
        most = {"most": MOST_MODULES}
        raise ValidationError(_("A programme has at most %(most)d modules.") % most)
    module.position = max(positions, default=0) + 1
    module.full_clean()
    record(module, "", by=by)
    return module


@transaction.atomic
def change(*, module: Module, by, **values) -> Module:
    """Items of agendas keep the title that they have."""
    module = _locked(module)
    changed = assign(module, **values)
    module.full_clean()
    record(module, "", *changed, by=by)
    return module


@transaction.atomic
def move(*, module: Module, up: bool, by) -> Module:
    """Change places with the one before or after it; the first and the last stay."""
    module = _locked(module)
    taught = list(module.programme.modules.taught())
    at = taught.index(module) if module in taught else -1
    beside = at - 1 if up else at + 1
    if at < 0 or not 0 <= beside < len(taught):
        return module
    taught[at], taught[beside] = taught[beside], taught[at]
    for position, each in enumerate(taught, 1):
        record(each, "", *assign(each, position=position), by=by)
    return module


@transaction.atomic
def retire(*, module: Module, by, now: datetime) -> Module:
    """No new item is about it; those that are stay."""
    module = _locked(module)
    if module.retired_at is None:
        module.retired_at = now
        record(module, _("Taught no more"), "retired_at", by=by)
    return module


@transaction.atomic
def teach_again(*, module: Module, by) -> Module:
    """The last of them."""
    module = _locked(module)
    if module.retired_at:
        taught = module.programme.modules.taught().values_list("position", flat=True)
        module.retired_at, module.position = None, max(taught, default=0) + 1
        record(module, _("Taught again"), "retired_at", "position", by=by)
    return module


def _hold(programme: int) -> Programme:
    return Programme.objects.select_for_update().get(pk=programme)


def _locked(module: Module) -> Module:
    """The row as it is now; its programme is held, and with it the order of its modules."""
    programme = _hold(module.programme_id)
    module = Module.objects.get(pk=module.pk)
    module.programme = programme
    return module
