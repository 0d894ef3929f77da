"""The plan as a document that can be handed in: PDF, Word file, and two pages for who decides.

With `?copy=group` it holds what all who see the group may read, whoever asks for it: such a copy
can be handed on. Else it holds what its reader may read.
"""

from datetime import date

from django.http import HttpResponse
from django.utils import timezone

from buyers import plan_document
from buyers.places import onlooker
from buyers.views.plans import find

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RIGHTS = ("may_edit", "may_oversee", "may_steer")


def plan_pdf(request, slug, group):
    return sent(request, slug, group, plan_document.as_pdf, "plan", "pdf", "application/pdf")


def plan_docx(request, slug, group):
    return sent(request, slug, group, plan_document.as_word, "plan", "docx", WORD)


def plan_summary(request, slug, group):
    return sent(
        request, slug, group, plan_document.as_summary, "plan-summary", "pdf", "application/pdf"
    )


def sent(request, slug, group, make, what: str, ending: str, kind: str) -> HttpResponse:
    """Named by project, group and day: ppi4waste-cities-plan-2017-03-01.pdf"""
    plan, reader = find(request.user, slug, group), request.user
    today = timezone.localdate()
    if request.GET.get("copy") == "group":
        reader = as_everybody(plan, today)
    name = f"{slug}-{group}-{what}-{today:%Y-%m-%d}.{ending}"
    return HttpResponse(
        make(plan, reader, today),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def as_everybody(plan, today: date):
    """A reader with no rights but to see; the plan and its group forget those of who asked."""
    for row in (plan, plan.group):
        for right in RIGHTS:
            setattr(row, right, False)
    return onlooker(plan.group_id, today)
