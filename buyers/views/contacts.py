"""The equal-treatment log of a consultation: it names suppliers, who oversees the group reads."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers.exports import consultations as sheets
from buyers.forms.consultations import ContactFilter, ContactForm, ShareForm, StrikeForm
from buyers.models import SupplierContact
from buyers.views.consultations import PER_PAGE, find
from core.views import form_page


def supplier_log(request, slug, group, number):
    row = find(request.user, slug, group, number, to_oversee=True)
    filters = ContactFilter(request.GET)
    page = Paginator(rows_of(row, filters), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": row.group.project,
        "group": row.group,
        "consultation": row,
        "filter": filters,
        "page": page,
        "rows": list(page),
    }
    return render(request, "buyers/supplier_log.html", context)


def supplier_log_export(request, slug, group, number, format):
    row = find(request.user, slug, group, number, to_oversee=True)
    return sheets.contacts(format, row, rows_of(row, ContactFilter(request.GET)))


def rows_of(row, filters):
    """Newest first."""
    found = row.contacts.filter(filters.condition())
    return found.select_related("entered_by").order_by("-day", "-pk")


def new_contact(request, slug, group, number):
    row = find(request.user, slug, group, number, to_edit=True)
    now, today = timezone.now(), timezone.localdate()
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        instance=SupplierContact(consultation=row),
        initial={"day": today},
        today=today,
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user, now=now):
        messages.success(request, _("%s is in the log.") % form.outcome.supplier)
        return redirect(log_of(row))
    return log_page(
        request,
        row,
        form,
        _("New contact with a supplier"),
        submit=_("Add it to the log"),
        lede=_("A line of the log is never changed; a mistake is struck out with a reason."),
    )


def share_contact(request, slug, group, number, pk):
    row = find(request.user, slug, group, number, to_edit=True)
    contact = find_contact(row, pk)
    form = ShareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carry_out(form.save, contact=contact, by=request.user):
        messages.success(request, _("The log says how the others got the same."))
        return redirect(log_of(row))
    return log_page(
        request,
        row,
        form,
        _("How the others got the same"),
        submit=_("Write it into the log"),
        lede=_("It is written once and then stands."),
        contact=contact,
    )


def strike_contact(request, slug, group, number, pk):
    row = find(request.user, slug, group, number, to_edit=True)
    contact = find_contact(row, pk)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    given = {"contact": contact, "by": request.user, "on": timezone.localdate()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("The line is struck out."))
        return redirect(log_of(row))
    return log_page(
        request,
        row,
        form,
        _("Strike out a line of the log"),
        submit=_("Strike it out"),
        lede=_("It stays to be read, with the reason."),
        danger=True,
        contact=contact,
    )


def find_contact(row, pk) -> SupplierContact:
    contact = get_object_or_404(row.contacts, pk=pk)
    contact.consultation = row
    return contact


def log_of(row) -> str:
    group = row.group
    return reverse("buyers:supplier_log", args=[group.project.slug, group.slug, row.number])


def log_page(request, row, form, title, **context):
    return form_page(
        request,
        form,
        row.group.project,
        title,
        above=log_of(row),
        above_label=_("Equal-treatment log"),
        template="buyers/contact_form.html",
        **context,
    )
