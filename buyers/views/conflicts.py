"""Declarations on conflicts of interest: what has been declared, and declaring."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers.exports import members as exports
from buyers.forms.conflicts import DeclareForm
from buyers.models import ConflictDeclaration, Tier
from buyers.views.groups import PER_PAGE, find, speaks_for
from core.views import form_page
from partners.models import Organisation


@dataclass(frozen=True, slots=True)
class Declared:
    """One line: a declaration, or a member without one."""

    member: str
    tier: str  # of today; empty for who has left
    has_conflict: bool | None  # None: has not declared
    explanation: str = ""
    person: str = ""
    declared_at: datetime | None = None
    counts: bool = False  # the newest of its member

    @property
    def words(self) -> str:
        if self.has_conflict is None:
            return _("not declared")
        return _("a conflict") if self.has_conflict else _("no conflict")

    @property
    def tone(self) -> str:
        if self.has_conflict is None:
            return "tone-warn"
        return "tone-bad" if self.has_conflict else "tone-good"


def conflicts(request, slug, group):
    """All for who oversees the group; a member sees its own."""
    row, rows = list_rows(request.user, slug, group)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": row.project,
        "group": row,
        "page": page,
        "undeclared": sum(each.has_conflict is None for each in rows),
        "speaks": not row.project.closed_on and bool(speaks_for(request.user, row)),
    }
    return render(request, "buyers/conflicts.html", context)


def export(request, slug, group, format):
    row, rows = list_rows(request.user, slug, group)
    return exports.conflicts(format, row, rows)


def list_rows(person, slug, group):
    """The group and what is declared in it: who has not declared, then the newest first."""
    row = find(person, slug, group)
    own = speaks_for(person, row)
    if not (row.may_oversee or own):
        raise PermissionDenied
    members = row.memberships.valid_on(timezone.localdate()).by_tier()
    if not row.may_oversee:
        members = members.filter(organisation__in=own)
    labels = {value: str(label) for value, label in Tier.choices}
    tiers = {
        organisation: (name, labels[tier])
        for organisation, name, tier in members.values_list(
            "organisation", "organisation__short_name", "tier"
        )
    }
    columns = ("organisation", "organisation__short_name", "has_conflict", "explanation")
    declarations = ConflictDeclaration.objects.visible_to(person).filter(group=row).newest_first()
    declared, counted = [], set()
    for organisation, name, *said in declarations.values_list(
        *columns, "person__name", "declared_at"
    ):
        tier = tiers[organisation][1] if organisation in tiers else ""
        declared.append(Declared(name, tier, *said, counts=organisation not in counted))
        counted.add(organisation)
    missing = [
        Declared(name, tier, None) for pk, (name, tier) in tiers.items() if pk not in counted
    ]
    return row, missing + declared


def declare(request, slug, group):
    """For the organisation that names this person; another buyer's is nobody's to declare."""
    row = find(request.user, slug, group)
    own = speaks_for(request.user, row)
    if not own or row.project.closed_on:
        raise PermissionDenied
    organisations = list(Organisation.objects.filter(pk__in=own))
    form = DeclareForm(
        request.POST if request.method == "POST" else None, organisations=organisations
    )
    if request.method == "POST" and form.carry_out(
        form.save, group=row, by=request.user, now=timezone.now()
    ):
        messages.success(request, _("Declared for %s.") % form.outcome.organisation)
        return redirect("buyers:conflicts", slug, group)
    names = ", ".join(each.name for each in organisations)
    return form_page(
        request,
        form,
        row.project,
        _("Declare conflicts of interest"),
        submit=_("Declare"),
        lede=_("For %s. The newest declaration counts, earlier ones stay readable.") % names,
        above=reverse("buyers:conflicts", args=[slug, group]),
        above_label=_("Conflicts of interest"),
    )
