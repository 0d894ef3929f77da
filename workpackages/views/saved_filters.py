"""Saving, renaming and removing filters; the chips above a list are `filters.chips`."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from core.rights import tell
from core.views import form_page
from partners.models import Project
from workpackages import filters
from workpackages.forms.saved_filters import NameFilterForm, SaveFilterForm
from workpackages.models import SavedFilter
from workpackages.views.tables import read_project


def saved_filters(request, slug):
    """One's own, and for the coordinator those that are shared."""
    project, _partners = read_project(request.user, slug)
    rows = SavedFilter.objects.editable_by(request.user).filter(project=project)
    rows = list(rows.select_related("person").order_by("page", "name"))
    for row in rows:
        row.address = f"{page_address(row.page, slug)}?{row.query}"
    context = {"project": project, "rows": rows, "plan_url": page_address("plan", slug)}
    return render(request, "workpackages/saved_filters_list.html", context)


def save_filter(request, slug, page):
    project, _partners = read_project(request.user, slug)
    above = page_address(page, slug)
    form = SaveFilterForm(
        request.POST if request.method == "POST" else None,
        may_share=project.may_edit,
        initial={"query": request.GET.urlencode()},
    )
    if request.method == "POST" and form.carry_out(
        form.save, project=project, person=request.user, page=page
    ):
        messages.success(request, _("The filter is saved as “%s”.") % form.outcome)
        return redirect(f"{above}?{form.outcome.query}")
    query = filters.tidy(form["query"].value() or "")
    return form_page(
        request,
        form,
        project,
        _("Save the filter"),
        lede=_("It stands above the list, one press away."),
        submit=_("Save the filter"),
        above=f"{above}?{query}",
        above_label=SavedFilter.Page(page).label.capitalize(),
    )


def edit_filter(request, slug, pk):
    saved, above = find(request.user, slug, pk)
    form = NameFilterForm(
        request.POST if request.method == "POST" else None,
        may_share=saved.project.may_edit,
        initial={"name": saved.name, "is_shared": saved.is_shared},
    )
    if request.method == "POST" and form.carry_out(form.save, saved=saved):
        messages.success(request, _("The filter “%s” is saved.") % form.outcome)
        return redirect(above)
    title, label = _("Rename “%s”") % saved.name, _("Saved filters")
    return form_page(request, form, saved.project, title, above=above, above_label=label)


def remove_filter(request, slug, pk):
    if request.method == "POST" and not SavedFilter.objects.filter(pk=pk).exists():
        read_project(request.user, slug)  # 404 for those who do not see it
        messages.info(request, _("This filter is removed already."))
        return redirect("workpackages:saved_filters", slug)
    saved, above = find(request.user, slug, pk)
    if request.method == "POST":
        filters.remove(saved=saved)
        messages.success(request, _("The filter “%s” is removed.") % saved)
        return redirect(above)
    return form_page(
        request,
        None,
        saved.project,
        _("Remove the filter “%s”") % saved.name,
        lede=_("It disappears for everybody in the project.") if saved.is_shared else "",
        submit=_("Remove the filter"),
        danger=True,
        above=above,
        above_label=_("Saved filters"),
    )


def find(person, slug, pk):
    """The filter, for whoever may change it, and the address of the list of them."""
    rows = SavedFilter.objects.visible_to(person).select_related("project")
    saved = get_object_or_404(rows, project__slug=slug, pk=pk)
    if not SavedFilter.objects.editable_by(person).filter(pk=pk).exists():
        raise PermissionDenied
    tell(saved.project, Project.objects.rights_of(person))
    return saved, reverse("workpackages:saved_filters", args=[slug])


def page_address(page: str, slug: str) -> str:
    """Each page of the plan has its URL name from SavedFilter.Page."""
    try:
        if page in SavedFilter.Page:
            return reverse(f"workpackages:{page}", args=[slug])
    except NoReverseMatch:  # not built yet
        pass
    raise Http404
