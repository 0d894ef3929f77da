"""The clauses that the contract has to settle: their list, and writing one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from buyers import clauses as acts
from buyers.exports import options as exports
from buyers.forms.clauses import ClauseForm
from buyers.models import Clause
from buyers.views.plans import find
from core.history import changes
from core.rights import tell
from core.views import form_page
from partners.models import Organisation


def clauses(request, slug, group):
    plan = find(request.user, slug, group)
    rows = acts.read(plan)
    writes = Clause.objects.editable_by(request.user).filter(plan=plan)
    context = {
        "project": plan.project,
        "group": plan.group,
        "plan": plan,
        "rows": rows,
        "done": sum(row.is_done for row in rows),
        "writes": set(writes.values_list("topic", flat=True)),
    }
    return render(request, "buyers/plan_clauses.html", context)


def export(request, slug, group, format):
    plan = find(request.user, slug, group)
    return exports.clauses(format, plan.group, acts.read(plan))


def edit_clause(request, slug, group, topic):
    plan = find(request.user, slug, group)
    rows = Clause.objects.visible_to(request.user).select_related("owner")
    clause = get_object_or_404(rows, plan=plan, topic=topic)
    clause.plan = plan
    tell(clause, Clause.objects.rights_of(request.user))
    if not clause.may_edit:
        raise PermissionDenied
    form = ClauseForm(
        request.POST if request.method == "POST" else None,
        instance=clause,
        owners=owners(plan, clause) if clause.may_manage else None,
    )
    above = reverse("buyers:plan_clauses", args=[slug, group])
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("“%s” is saved.") % capfirst(str(form.outcome)))
        return redirect(above)
    return form_page(
        request,
        form,
        plan.project,
        capfirst(str(clause)),
        above=above,
        above_label=_("Clauses"),
        template="buyers/clause_form.html",
        changes=changes(clause),
    )


def owners(plan, clause):
    """Members of today, and who prepares it now."""
    members = plan.group.memberships.asked_on(timezone.localdate()).values("organisation")
    rows = Organisation.objects.filter(pk__in=members)
    return (rows | Organisation.objects.filter(pk=clause.owner_id)).order_by("name")
