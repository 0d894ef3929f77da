"""Buyer groups: the list, the page of one, and writing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers.forms import GroupForm
from buyers.models import BuyerGroup, BuyerPerson, Tier
from buyers.places import buyer_places_of
from core.history import changes
from core.rights import tell
from partners.models import Project
from partners.places import places_of


def groups(request, slug):
    """All groups for the consortium's people; for a buyer the groups that name them."""
    rows = BuyerGroup.objects.visible_to(request.user)
    seen = Project.objects.visible_to(request.user)
    named = [each.pk for each in buyer_places_of(request.user).projects]
    open_to = seen | Project.objects.filter(pk__in=named)
    project = get_object_or_404(open_to, slug=slug)
    tell(project, Project.objects.rights_of(request.user))
    context = {
        "project": project,
        "rows": rows.filter(project=project)
        .select_related("task", "lead_procurer__organisation")
        .with_tier_counts(timezone.localdate())
        .order_by("name"),
        "tiers": Tier.labels,
    }
    return render(request, "buyers/list.html", context)


def group(request, slug, group):
    row = find(request.user, slug, group)
    today = timezone.localdate()
    people = BuyerPerson.objects.visible_to(request.user).not_over(today)
    members = (
        row.memberships.select_related("organisation")
        .by_tier()
        .prefetch_related(
            Prefetch("people", people.select_related("person").order_by("person__name"), "named")
        )
    )
    context = {
        "project": row.project,
        "group": row,
        "members": members.not_over(today),
        "former": row.memberships.select_related("organisation").over(today).order_by("until"),
        "own": buyer_places_of(request.user, today).organisations,
        "changes": changes(row, limit=20) if row.may_edit else [],
        "today": today,
    }
    return render(request, "buyers/group.html", context)


def new_group(request, slug):
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if project.pk not in places_of(request.user).coordinated:
        raise PermissionDenied
    form = GroupForm(
        request.POST if request.method == "POST" else None, instance=BuyerGroup(project=project)
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The group is there. Add its members."))
        return redirect(form.outcome)
    return form_page(
        request,
        form,
        project,
        _("New buyer group"),
        submit=_("Found the group"),
        above=reverse("buyers:list", args=[slug]),
        above_label=_("Buyer groups"),
    )


def edit_group(request, slug, group):
    row = find(request.user, slug, group, to_edit=True)
    name = row.name
    form = GroupForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is saved.") % form.outcome)
        return redirect(form.outcome)
    return form_page(
        request,
        form,
        row.project,
        _("Edit %s") % name,
        above=row.get_absolute_url(),
        above_label=name,
    )


def find(person, slug, group, *, to_edit=False) -> BuyerGroup:
    """The group with this person's rights to it: 404 when they do not see it, 403 when they see
    it and it is not theirs to manage."""
    seen = BuyerGroup.objects.visible_to(person)
    seen = seen.select_related("project", "task", "lead_procurer__organisation")
    row = get_object_or_404(seen, project__slug=slug, slug=group)
    tell(row, BuyerGroup.objects.rights_of(person))
    if to_edit and not row.may_edit:
        raise PermissionDenied
    return row


def form_page(request, form, project, title, *, above, above_label, submit="", **context):
    context |= {
        "project": project,
        "form": form,
        "title": title,
        "submit": submit,
        "cancel_url": above,
        "crumbs_url": above,
        "crumbs_label": above_label,
    }
    return render(request, "components/form_page.html", context)
