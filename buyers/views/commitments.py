"""A commitment: its page, and writing, recording, withdrawing and discarding it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers import commitment as acts
from buyers import ledger
from buyers.forms.commitments import CommitmentForm, DiscardForm, RecordForm, WithdrawForm
from buyers.models import Commitment, Need
from buyers.views import groups
from core.history import changes
from core.rights import tell
from core.views import form_page
from partners.models import Organisation
from workpackages.talk import files_in

State = Commitment.State
LIKE = ("need", "year", "quantity", "value", "currency", "level", "budget_line", "conditions")


def commitment(request, slug, group, pk):
    row = find(request.user, slug, group, pk)
    today = timezone.localdate()
    held = files_in(row.dossier_id)
    context = {
        "project": row.project,
        "group": row.group,
        "commitment": row,
        "facts": ledger.facts(row),
        "is_expired": row.state == State.STANDING and row.is_expired(today),
        "files": [file for file in held if not file.is_removed],
        "may_replace": row.may_edit
        and row.state == State.STANDING
        and row.organisation_id in groups.acts_for(request.user, row.group),
        "may_upload": row.may_edit and row.state in (State.DRAFT, State.STANDING),
        "replaced_url": newer_url(request.user, row),
        # A draft was its own people's alone, and its history tells what stood in it.
        "changes": changes(row) if row.is_own else [],
    }
    return render_page(request, "buyers/commitment.html", context)


def newer_url(person, row) -> str:
    """Where the entry stands that has replaced it, for whoever may read that one too."""
    if not row.replaced_by_id:
        return ""
    seen = Commitment.objects.visible_to(person).filter(pk=row.replaced_by_id).exists()
    return f"{row.group.get_absolute_url()}commitments/{row.replaced_by_id}/" if seen else ""


def new_commitment(request, slug, group):
    """An empty draft, or one `like` another of one's own entries."""
    row = groups.find(request.user, slug, group)
    today = timezone.localdate()
    buyers = groups.acts_for(request.user, row)
    if not buyers or row.project.closed_on:
        raise PermissionDenied
    form = CommitmentForm(
        request.POST if request.method == "POST" else None,
        instance=Commitment(project=row.project, group=row),
        buyers=Organisation.objects.filter(pk__in=buyers).order_by("name"),
        needs=needs_for(row),
        initial=like(request, row),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user, today=today):
        messages.success(request, _("The draft is saved. It counts once you record it."))
        return redirect(form.outcome)
    return page(
        request,
        form,
        row,
        _("New commitment"),
        submit=_("Save as draft"),
        lede=_("A draft is seen by your own people alone. It counts when you record it."),
    )


def like(request, group) -> dict:
    """The first values of the form: those of an own entry, or the need that was asked for."""
    asked = {name: request.GET.get(name, "") for name in ("like", "need")}
    asked = {name: int(text) for name, text in asked.items() if text.isdecimal() and len(text) < 10}
    if "like" in asked:
        own = Commitment.objects.editable_by(request.user).filter(group=group, pk=asked["like"])
        if other := own.first():
            found = {name: getattr(other, name) for name in LIKE}
            return found | {"need": other.need_id, "organisation": other.organisation_id}
    if "need" in asked:
        return {"need": needs_for(group).filter(number=asked["need"]).first()}
    return {}


def needs_for(group, kept=None):
    """To which something can be committed; `kept` is the id of one more, of a draft."""
    rows = Need.objects.filter(group=group, state=Need.State.SHARED)
    if kept:
        rows = rows | Need.objects.filter(group=group, pk=kept)
    return rows.order_by("number")


def edit_commitment(request, slug, group, pk):
    row = find(request.user, slug, group, pk, to_edit=True)
    if row.state != State.DRAFT and request.method != "POST":
        return too_late(request, row)
    today, name = timezone.localdate(), str(row)
    buyers = {*groups.acts_for(request.user, row.group), row.organisation_id}
    form = CommitmentForm(
        request.POST if request.method == "POST" else None,
        instance=row,
        buyers=Organisation.objects.filter(pk__in=buyers).order_by("name"),
        needs=needs_for(row.group, kept=row.need_id),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user, today=today):
        messages.success(request, _("The draft is saved. It counts once you record it."))
        return redirect(form.outcome)
    return page(request, form, row.group, _("Edit the draft"), above=row, name=name)


def record_commitment(request, slug, group, pk):
    row = find(request.user, slug, group, pk, to_edit=True)
    if row.state != State.DRAFT and request.method != "POST":
        return too_late(request, row)
    form = RecordForm(request.POST if request.method == "POST" else None)
    given = {"commitment": row, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("The commitment is recorded. It counts from today."))
        return redirect(row)
    before = acts.standing_before(row)
    return page(
        request,
        form,
        row.group,
        _("Record the commitment"),
        above=row,
        submit=_("Record it"),
        template="buyers/record_commitment.html",
        lede=_("Once recorded it stays as it is: a newer one can replace it, or you withdraw it."),
        before=before,
        facts=ledger.facts(row),
        changes=differences(before, row),
        edit_url=f"{row.get_absolute_url()}edit/",
        row=row,
    )


def differences(before, row) -> list[dict]:
    """What changes against the entry that it replaces."""
    if not before:
        return []
    old, new = dict(ledger.facts(before)), dict(ledger.facts(row))
    return [
        {"label": label, "old": old.get(label, ""), "new": new.get(label, "")}
        for label in {**new, **old}
        if old.get(label) != new.get(label)
    ]


def withdraw_commitment(request, slug, group, pk):
    row = find(request.user, slug, group, pk, to_edit=True)
    if row.state != State.STANDING and request.method != "POST":
        return too_late(request, row)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    given = {"commitment": row, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("The commitment is withdrawn. It counts no longer."))
        return redirect(row)
    return page(
        request,
        form,
        row.group,
        _("Withdraw the commitment"),
        above=row,
        submit=_("Withdraw it"),
        danger=True,
        lede=_("It counts no longer. The entry stays in the ledger, with your reason."),
    )


def discard_commitment(request, slug, group, pk):
    try:
        row = find(request.user, slug, group, pk, to_edit=True)
    except Http404:
        of = groups.find(request.user, slug, group)
        if acts.discarded_by(request.user, of, pk):  # the second press
            return redirect("buyers:commitments", slug, group)
        raise
    if row.state != State.DRAFT and request.method != "POST":
        return too_late(request, row)
    form = DiscardForm(request.POST if request.method == "POST" else None)
    given = {"commitment": row, "by": request.user}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("The draft is discarded."))
        return redirect("buyers:commitments", slug, group)
    return page(
        request,
        form,
        row.group,
        _("Discard the draft"),
        above=row,
        submit=_("Discard it"),
        danger=True,
        lede=_("The draft and its documents are deleted. Nobody but your own people saw them."),
    )


def too_late(request, row):
    """It is in another state than the page is for."""
    told = _("This commitment is %s: that is not possible now.")
    messages.warning(request, told % row.get_state_display())
    return redirect(row)


def find(person, slug, group, pk, *, to_edit=False) -> Commitment:
    """The commitment with this person's rights to it: 404 when they do not see it, 403 when they
    see it and it is not theirs."""
    seen = Commitment.objects.visible_to(person).select_related(
        *("group__project", "group__task", "need", "organisation", "recorded_by")
    )
    row = get_object_or_404(seen, group__project__slug=slug, group__slug=group, pk=pk)
    row.project = row.group.project
    tell(row, Commitment.objects.rights_of(person))
    if to_edit and not row.may_edit:
        raise PermissionDenied
    return row


def page(request, form, group, title, *, above=None, **context):
    """A page that is one form, below a commitment or below all of them."""
    project = group.project
    return form_page(
        request,
        form,
        project,
        title,
        above=above.get_absolute_url()
        if above
        else reverse("buyers:commitments", args=[project.slug, group.slug]),
        above_label=context.pop("name", "") or above or _("Commitments"),
        group=group,
        **context,
    )
