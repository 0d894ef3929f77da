"""Open market consultations: their list, the page of one, the public page, writing them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers.consulting import STEPS
from buyers.exports import consultations as sheets
from buyers.forms.consultations import ConsultationForm, QuestionFilter, ReportForm, StepForm
from buyers.models import Consultation, Need
from buyers.querysets.consultations import PUBLIC, WAITS
from buyers.views.groups import find as find_group
from core.history import changes
from core.rights import tell
from core.views import form_page

PER_PAGE = 50
NOT_FOR_ALL = ("asked_by",)  # of a question: read by who manages the group alone


def consultations(request, slug, group):
    row = find_group(request.user, slug, group)
    context = {
        "project": row.project,
        "group": row,
        "rows": row.consultations.with_counts().order_by("-opens_on", "-number"),
        "today": timezone.localdate(),
    }
    return render(request, "buyers/consultations.html", context)


def consultations_export(request, slug, group, format):
    row = find_group(request.user, slug, group)
    rows = row.consultations.with_counts().order_by("-opens_on", "-number")
    return sheets.consultations(format, row, rows)


def consultation(request, slug, group, number):
    row = find(request.user, slug, group, number)
    filters = QuestionFilter(request.GET, manages=row.may_edit)
    wanted = filters.condition()
    published = Q(published_at__isnull=False)
    counts = row.questions.aggregate(
        shown=Count("pk", filter=wanted) if wanted else Count("pk"),
        published=Count("pk", filter=published),
        all=Count("pk"),
    )
    questions = row.questions.filter(wanted).order_by("number")
    paginator = Paginator(questions if row.may_edit else questions.defer(*NOT_FOR_ALL), PER_PAGE)
    paginator.count = counts["shown"]  # known, so not asked again
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "project": row.group.project,
        "group": row.group,
        "consultation": row,
        "may_edit": row.may_edit,
        "needs": needs_of(row, request.user),
        "filter": filters,
        "page": page,
        "questions": list(page),
        "counts": counts,
        "unpublished": counts["all"] - counts["published"],
        "contacts": row.contacts.standing().aggregate(
            logged=Count("pk"), waiting=Count("pk", filter=WAITS)
        ),
        "steps": [step for step in STEPS if row.state in step.leads] if row.may_edit else [],
        "is_public": row.state in PUBLIC,
        "takes_questions": row.may_edit and row.state != Consultation.State.CANCELLED,
        "changes": changes(row, limit=20) if row.may_edit else [],
        "today": timezone.localdate(),
    }
    return render(request, "buyers/consultation.html", context)


def needs_of(consultation, person):
    """(number, title) of the needs that suppliers are asked about and this person sees."""
    needs = Need.objects.visible_to(person).filter(consultations=consultation)
    return needs.order_by("number").values_list("number", "title")


def questions_export(request, slug, group, number, format):
    row = find(request.user, slug, group, number)
    return sheets.questions(format, row, row.questions.order_by("number"))


@login_not_required
def public_consultation(request, slug, group, number):
    """For suppliers. What is not public and what there is not are the same: 404."""
    rows = Consultation.objects.public().select_related("group__project")
    row = get_object_or_404(rows, group__project__slug=slug, group__slug=group, number=number)
    published = row.questions.published().order_by("number").defer(*NOT_FOR_ALL)
    context = {
        "consultation": row,
        "group": row.group,
        "of_project": row.group.project,
        "page": Paginator(published, PER_PAGE).get_page(request.GET.get("page")),
        "is_open": row.state == Consultation.State.OPEN,
    }
    return render(request, "buyers/public_consultation.html", context)


def find(person, slug, group, number, *, to_edit=False, to_oversee=False) -> Consultation:
    """The consultation with this person's rights to it: 404 when they do not see it, 403 when they
    see it and the group is not theirs to manage or to oversee."""
    rows = Consultation.objects.visible_to(person).select_related("group__project", "group__task")
    row = get_object_or_404(rows, group__project__slug=slug, group__slug=group, number=number)
    tell(row, Consultation.objects.rights_of(person))
    if (to_edit and not row.may_edit) or (to_oversee and not row.may_oversee):
        raise PermissionDenied
    return row


# --- Writing -------------------------------------------------------------------------------------


def new_consultation(request, slug, group):
    row = find_group(request.user, slug, group, to_edit=True)
    form = ConsultationForm(
        request.POST if request.method == "POST" else None, instance=Consultation(group=row)
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(
            request, _("The consultation is planned. Open it when suppliers may read it.")
        )
        return redirect(form.outcome)
    return form_page(
        request,
        form,
        row.project,
        _("New market consultation"),
        submit=_("Plan the consultation"),
        above=reverse("buyers:consultations", args=[slug, group]),
        above_label=_("Market consultations"),
    )


def edit_consultation(request, slug, group, number):
    row = find(request.user, slug, group, number, to_edit=True)
    form = ConsultationForm(request.POST if request.method == "POST" else None, instance=row)
    lede = _("Its page is public: what you save is read at once.") if row.state in PUBLIC else ""
    return write(request, row, form, _("Edit the consultation"), lede=lede)


def write_report(request, slug, group, number):
    row = find(request.user, slug, group, number, to_edit=True)
    form = ReportForm(request.POST if request.method == "POST" else None, instance=row)
    return write(request, row, form, _("Write the report"))


def write(request, row, form, title, **context):
    above, above_label = row.get_absolute_url(), row.title
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("“%s” is saved.") % form.outcome)
        return redirect(form.outcome)
    return form_page(
        request, form, row.group.project, title, above=above, above_label=above_label, **context
    )


def consultation_act(request, slug, group, number, verb):
    row = find(request.user, slug, group, number, to_edit=True)
    step = next((step for step in STEPS if step.verb == verb), None)
    if not step:
        raise Http404
    if row.state not in step.leads and request.method != "POST":
        messages.warning(
            request,
            _("This consultation is %(state)s: “%(act)s” is not possible now.")
            % {"state": row.get_state_display(), "act": step.label},
        )
        return redirect(row)
    form = StepForm(request.POST if request.method == "POST" else None, step=step)
    if request.method == "POST" and form.carry_out(form.save, consultation=row, by=request.user):
        messages.success(request, step.done)
        return redirect(row)
    return form_page(
        request,
        form,
        row.group.project,
        f"{row.title}: {step.label}",
        lede=step.told,
        submit=step.label,
        danger=step.ends,
        above=row.get_absolute_url(),
        above_label=row.title,
    )
