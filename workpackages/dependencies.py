"""Which item waits for which: linking two, and taking it back. Never in a circle."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.history import record
from workpackages import planning
from workpackages.models import Deliverable, Dependency, Milestone, Task
from workpackages.proposals import Key, Link
from workpackages.querysets.dependencies import KINDS

MODELS = dict(zip(KINDS, (Task, Deliverable, Milestone), strict=True))
LONGEST_LAG = 3650  # days


def key_of(item) -> Key:
    return item._meta.model_name, item.pk


@transaction.atomic
def link(*, earlier, later, lag: int = 0, by, reason: str = "") -> Dependency:
    """`later` waits for `earlier`, and `lag` calendar days more; below 0 they may overlap.

    Raises ValidationError as `check` does.
    """
    planning.hold(later.project_id)
    check(earlier, later, lag)
    dependency = Dependency(project_id=later.project_id, lag=lag, **columns(earlier, later))
    record(dependency, reason, by=by)
    return dependency


def check(earlier, later, lag: int) -> None:
    """Raises ValidationError at `earlier` or `lag`.

    For another project's item, a cancelled one, a link that there is already, and a circle.
    """
    if earlier.project_id != later.project_id:
        raise ValidationError({"earlier": _("This is not in the plan of %s.") % later.project})
    refusal = (
        _refuse_itself(earlier, later)
        or _refuse_cancelled(earlier, later)
        or _refuse_again(earlier, later)
        or _refuse_circle(earlier, later)
    )
    if refusal:
        raise ValidationError({"earlier": refusal})
    check_lag(lag)


def check_lag(lag: int) -> None:
    """Raises ValidationError at `lag`."""
    if abs(lag) > LONGEST_LAG:
        raise ValidationError(
            {"lag": _("At most %(days)d days, forwards or back.") % {"days": LONGEST_LAG}}
        )


def columns(earlier, later) -> dict:
    return {
        f"earlier_{earlier._meta.model_name}": earlier,
        f"later_{later._meta.model_name}": later,
    }


@transaction.atomic
def change_lag(*, dependency, lag: int, by, reason: str = "") -> Dependency:
    planning.hold(dependency.project_id)
    check_lag(lag)
    row = Dependency.objects.select_for_update(no_key=True).get(pk=dependency.pk)
    if row.lag != lag:
        row.lag = lag
        record(row, reason, "lag", by=by)
    return row


@transaction.atomic
def unlink(*, dependency, by, reason: str = "") -> None:
    """The two no longer wait for each other; the history keeps that they did."""
    planning.hold(dependency.project_id)
    row = Dependency.objects.select_for_update(no_key=True).filter(pk=dependency.pk).first()
    if row is None:
        return  # somebody else was faster: it is as it was wished
    row._change_reason, row._history_user = reason, by
    row.delete()


def circle(earlier: Key, later: Key, links: list[Link]) -> list[Key]:
    """The way round that a link between the two would close, from `later` to itself; or []."""
    followers = defaultdict(list)
    for each in links:
        followers[each.earlier].append(each.later)
    came_from, found = {later: earlier}, [later]
    for key in found:
        if key == earlier:
            way = [key]
            while way[-1] != later:
                way.append(came_from[way[-1]])
            return [*reversed(way), later]
        for follower in followers[key]:
            if follower not in came_from:
                came_from[follower] = key
                found.append(follower)
    return []


def _refuse_itself(earlier, later) -> str:
    return _("%s cannot wait for itself.") % later.code if earlier == later else ""


def _refuse_cancelled(earlier, later) -> str:
    for item in (earlier, later):
        item.refresh_from_db(fields=["state"])
        if item.state == item.State.CANCELLED:
            return _("%s is cancelled: nothing waits for it, and it waits for nothing.") % item.code
    return ""


def _refuse_again(earlier, later) -> str:
    if not Dependency.objects.filter(**columns(earlier, later)).exists():
        return ""
    ends = {"later": later.code, "earlier": earlier.code}
    return _("%(later)s waits for %(earlier)s already.") % ends


def _refuse_circle(earlier, later) -> str:
    links = Dependency.objects.filter(project=later.project_id).links()
    way = circle(key_of(earlier), key_of(later), links)
    if not way:
        return ""
    return _("This would be a circle: %s.") % " → ".join(codes(way))


def codes(keys: list[Key]) -> list[str]:
    """How people write these items; one statement a kind."""
    known = {}
    for kind, model in MODELS.items():
        ids = [pk for each, pk in keys if each == kind]
        if ids:
            rows = model.objects.filter(pk__in=ids).values_list("pk", "number")
            known |= {(kind, pk): f"{model.PREFIX}{number}" for pk, number in rows}
    return [known[key] for key in keys]
