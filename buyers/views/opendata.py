"""What a group publishes: the facts of the purchase, its documents, the release, the notice."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buyers import notice, publishing, release
from buyers.exports import opendata as sheets
from buyers.forms.opendata import DocumentForm, ProcurementForm, TakeOutForm
from buyers.models import PlannedProcurement, PlanningDocument
from buyers.planned import facts_of, gaps
from buyers.views.groups import find
from core.views import form_page
from partners.models import Participation
from records.models import Version
from workpackages.views.files import as_download

FEW = 50  # buyers on the page; all of them are in the files
SHOWN = ("BT-500", "BT-513", "BT-514", "BT-506", "BT-505")  # in the order of notice.buyers


def read(person, slug, group):
    """The facts, for who sees the group."""
    row = find(person, slug, group, also=("procurement", "lead_procurer__organisation"))
    return facts_of(row, timezone.localdate())


def open_data(request, slug, group):
    facts = read(request.user, slug, group)
    row = facts.group
    subtype = notice.subtype_of(facts)
    missing = gaps(facts)
    buyers = notice.buyers(facts)
    context = {
        "project": row.project,
        "group": row,
        "facts": facts,
        "procurement": facts.procurement,
        "documents": facts.documents if row.may_edit else facts.published,
        "gaps": missing,
        "is_blocked": any(gap.blocks for gap in missing),
        "ocid": settings.OCDS_PREFIX and release.ocid_of(row, settings.OCDS_PREFIX),
        "fields": [field for field in notice.fields(facts) if not field.of],
        "notice": notice.NAMES[subtype],
        "buyers": [[field.value for field in row if field.number in SHOWN] for row in buyers[:FEW]],
        "more_buyers": len(buyers[FEW:]),
        "unknown": ", ".join(
            f"{field.name} ({field.number})"
            for field in (buyers[0] if buyers else ())
            if field.number not in SHOWN
        ),
        "today": facts.day,
    }
    return render(request, "buyers/open_data.html", context)


def release_json(request, slug, group):
    facts = read(request.user, slug, group)
    if blocks := [gap.text for gap in gaps(facts) if gap.blocks]:
        messages.warning(request, _("There is no release yet. %s") % " ".join(blocks))
        return redirect("buyers:open_data", slug, group)
    row = facts.group
    found = release.package(
        facts,
        prefix=settings.OCDS_PREFIX,
        base=settings.BASE_URL,
        publisher=publisher_of(row.project, facts.day),
        now=timezone.now(),
    )
    return JsonResponse(
        found,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="{slug}-{group}-planning.json"'},
    )


def publisher_of(project, day) -> str:
    """The coordinator answers for what a consortium publishes."""
    partners = Participation.objects.filter(project=project, role="coordinator")
    names = partners.order_by("-entry").values_list("organisation__name", flat=True)
    return names.first() or project.title


def notice_export(request, slug, group, format):
    facts = read(request.user, slug, group)
    return sheets.notice(format, facts, notice.fields(facts))


def documents_export(request, slug, group, format):
    facts = read(request.user, slug, group)
    return sheets.documents(format, facts, settings.BASE_URL, facts.group.may_edit)


def edit_procurement(request, slug, group):
    row = find(request.user, slug, group, to_edit=True, also=("procurement",))
    found = getattr(row, "procurement", None) or PlannedProcurement(group=row)
    form = ProcurementForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The facts of the purchase are saved."))
        return redirect("buyers:open_data", slug, group)
    return page(request, row, form, _("The planned purchase"))


# --- Documents -----------------------------------------------------------------------------------


def new_document(request, slug, group):
    row = find(request.user, slug, group, to_edit=True)
    return document_page(request, row, PlanningDocument(group=row), _("New document"))


def edit_document(request, slug, group, pk):
    row = find(request.user, slug, group, to_edit=True)
    return document_page(request, row, find_document(row, pk), _("Edit the document"))


def document_page(request, row, document, title):
    posted = request.method == "POST"
    form = DocumentForm(
        request.POST if posted else None, request.FILES if posted else None, instance=document
    )
    if posted and form.carry_out(form.save, by=request.user, now=timezone.now()):
        messages.success(request, _("“%s” is saved.") % form.outcome)
        return redirect(documents_of(row))
    return page(request, row, form, title, template="buyers/document_form.html")


def take_out_document(request, slug, group, pk):
    row = find(request.user, slug, group, to_edit=True)
    document = find_document(row, pk)
    form = TakeOutForm(request.POST if request.method == "POST" else None)
    given = {"by": request.user, "now": timezone.now(), "on": timezone.localdate()}
    if request.method == "POST" and form.carry_out(form.save, document=document, **given):
        back = reverse("buyers:put_back_document", args=[slug, group, pk])
        told = _("“%s” is taken out.") % document
        messages.success(request, told, extra_tags=f"undo:{back}")
        return redirect(documents_of(row))
    return page(
        request,
        row,
        form,
        _("Take out “%s”") % document,
        submit=_("Take it out"),
        lede=_("Nobody can read it any more, and the release no longer names it."),
        danger=True,
    )


@require_POST
def put_back_document(request, slug, group, pk):
    row = find(request.user, slug, group, to_edit=True)
    document = get_object_or_404(row.documents, pk=pk)
    document.group = row
    try:
        publishing.put_back(document=document, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("“%s” is back.") % document)
    return redirect(documents_of(row))


@require_safe
@login_not_required
def document_file(request, slug, group, pk):
    """Published files are everybody's; who manages the group reads the others too."""
    documents = PlanningDocument.objects.readable_by(request.user, timezone.localdate())
    document = get_object_or_404(
        documents, pk=pk, file__isnull=False, group__slug=group, group__project__slug=slug
    )
    newest = Version.objects.readable().filter(file=document.file_id).order_by("-number")[:1]
    return as_download(get_object_or_404(newest))


def find_document(row, pk) -> PlanningDocument:
    document = get_object_or_404(row.documents.in_use(), pk=pk)
    document.group = row
    return document


def documents_of(row) -> str:
    return reverse("buyers:open_data", args=[row.project.slug, row.slug]) + "#documents"


def page(request, row, form, title, **context):
    return form_page(
        request,
        form,
        row.project,
        title,
        above=reverse("buyers:open_data", args=[row.project.slug, row.slug]),
        above_label=_("Open data"),
        **context,
    )
