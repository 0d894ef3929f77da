"""Unmet needs: written, shared with the group, closed; and what there is already against them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.models import BuyerGroup, Indicator, Need, NeedShare, PriorArt
from core.history import assign, entered_before, record
from workpackages.planning import rewrite
from workpackages.progress import Act

State = Need.State
MOST_INDICATORS = 12

ACTS = (
    Act(
        verb="share",
        label=gettext_lazy("Share with the group"),
        done=gettext_lazy("%(item)s is shared. The members of the group can answer it."),
        right="may_edit",
        states=(State.DRAFT,),
    ),
    Act(
        verb="reopen",
        label=gettext_lazy("Open it again"),
        done=gettext_lazy("%(item)s is shared again."),
        right="may_edit",
        states=(State.CLOSED,),
        asks=("reason",),
        needs_reason=True,
    ),
    Act(
        verb="withdraw",
        label=gettext_lazy("Back to draft"),
        done=gettext_lazy("%(item)s is a draft again. The other members no longer see it."),
        right="may_edit",
        states=(State.SHARED,),
    ),
    Act(
        verb="close",
        label=gettext_lazy("Close the need"),
        done=gettext_lazy("%(item)s is closed."),
        right="may_edit",
        states=(State.SHARED,),
        asks=("reason",),
        needs_reason=True,
    ),
)


def locked(need) -> Need:
    """The row anew, with group and project, locked until the transaction ends."""
    rows = Need.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("group__project").get(pk=need.pk)


@transaction.atomic
def enter(*, need: Need, indicators, cpv, by) -> Need:
    """Save a new need under the group's next number, as a draft. Sent twice it is there once.

    `indicators`: values of Indicator, in their order. Raises ValidationError.
    """
    group = BuyerGroup.objects.select_for_update(no_key=True).get(pk=need.group_id)
    need.state = State.DRAFT
    need.number = 0
    if before := entered_before(need, by=by, but=["number", "state"]):
        return before
    highest = group.needs.aggregate(highest=Max("number"))["highest"] or 0
    need.number = highest + 1
    need.full_clean()
    record(need, "", by=by)
    need.cpv.set(cpv)
    for position, values in enumerate(indicators):
        _write_indicator(Indicator(need=need), by, position=position, **_bare(values))
    return need


@transaction.atomic
def change(*, need: Need, indicators, cpv, by, reason: str = "", **values) -> Need:
    """Write new values to the need as it is now; owner and number stay. Raises ValidationError."""
    row = locked(need)
    if row.state == State.CLOSED:
        raise ValidationError(_("This need is closed. Open it again first."))
    if values.get("unit", row.unit) != row.unit and is_answered(row):
        raise ValidationError({"unit": _("Members have answered in %s.") % row.unit})
    told = [reason] if reason else []
    told += _change_indicators(row, indicators, by)
    told += _change_cpv(row, cpv)
    changed = assign(row, **values)
    row.full_clean()
    # What changed beside the need's own columns is told in its history too.
    record(row, "; ".join(told)[:500], *(changed or (["title"] if told else [])), by=by)
    return row


def _change_cpv(row: Need, cpv) -> list[str]:
    before = set(row.cpv.values_list("code", flat=True))
    now = {code.code for code in cpv}
    if before == now:
        return []
    row.cpv.set(cpv)
    old, new = (", ".join(sorted(codes)) or "–" for codes in (before, now))
    return [_("CPV codes: %(old)s → %(new)s") % {"old": old, "new": new}]


def _change_indicators(row: Need, indicators, by) -> list[str]:
    """Indicators with an `id` are changed, others begin, and those left out go."""
    there = {each.pk: each for each in row.indicators.all()}
    told = []
    for position, values in enumerate(indicators):
        indicator = there.pop(values.get("id"), None)
        words = _("Indicator changed: %s") if indicator else _("Indicator added: %s")
        indicator = indicator or Indicator(need=row)
        if _write_indicator(indicator, by, position=position, **_bare(values)):
            told.append(words % indicator.name)
    for gone in there.values():
        if gone.answers.filter(share__state=NeedShare.State.GIVEN).exists():
            raise ValidationError(
                _("Members have answered to “%s”: it cannot be taken out.") % gone.name
            )
        told.append(_("Indicator taken out: %s") % gone.name)
        gone._history_user = by
        gone.delete()
    return told


def _bare(values: dict) -> dict:
    return {name: values[name] for name in ("name", "unit", "baseline", "target")}


def _write_indicator(indicator: Indicator, by, **values) -> bool:
    """Whether anything but its place is new."""
    changed = assign(indicator, **values)
    indicator.full_clean()
    record(indicator, "", *changed, by=by)
    return changed != ["position"] and bool(changed)


def is_answered(need: Need) -> bool:
    return need.shares.given().exists()


@transaction.atomic
def perform(*, need: Need, verb: str, by, reason: str = "") -> Need:
    """Do the act of that name to the need as it is now. Raises ValidationError."""
    row = locked(need)
    [act] = [act for act in ACTS if act.verb == verb]
    if row.state not in act.states:
        raise ValidationError(
            _("This need is %(state)s: this cannot be done now.")
            % {"state": row.get_state_display()},
            code="state",
        )
    if verb == "withdraw":
        _refuse_if_relied_on(row)
    row.state = {
        "share": State.SHARED,
        "reopen": State.SHARED,
        "withdraw": State.DRAFT,
        "close": State.CLOSED,
    }[verb]
    record(row, reason, "state", by=by)
    return row


def _refuse_if_relied_on(row: Need) -> None:
    """Raises ValidationError where others read elsewhere what this need says. Drafts of others are
    not asked for: that there are some is nobody's to know."""
    if is_answered(row):
        raise ValidationError(_("Somebody has answered it: it stays shared. You can close it."))
    if row.commitments.recorded().exists():
        raise ValidationError(
            _("Somebody has committed something to it: it stays shared. You can close it.")
        )
    if row.requests.exists() or row.consultations.exists():
        raise ValidationError(
            _("Members or suppliers were asked about it: it stays shared. You can close it.")
        )


@transaction.atomic
def add_prior_art(*, art: PriorArt, by) -> PriorArt:
    """Sent twice it is there once. Raises ValidationError."""
    _open(art.need)
    if before := entered_before(art, by=by):
        return before
    art.full_clean()
    record(art, "", by=by)
    return art


@transaction.atomic
def change_prior_art(*, art: PriorArt, by, **values) -> PriorArt:
    row = _of_an_open_need(art)
    rewrite(row, by=by, **values)
    return row


@transaction.atomic
def take_out_prior_art(*, art: PriorArt, by, on: date, reason: str) -> PriorArt:
    """It is no longer shown with the need; its history stays."""
    row = _of_an_open_need(art)
    row.removed_on = on
    record(row, reason, "removed_on", by=by)
    return row


def _of_an_open_need(art: PriorArt) -> PriorArt:
    _open(art.need)
    row = PriorArt.objects.select_for_update(of=("self",), no_key=True).get(pk=art.pk)
    if row.removed_on:
        raise ValidationError(_("“%s” has been taken out already.") % row)
    return row


def _open(need: Need) -> None:
    if locked(need).state == State.CLOSED:
        raise ValidationError(_("This need is closed. Open it again first."))
