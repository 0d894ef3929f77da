"""Pages that look alike in every app."""

from django.shortcuts import render


def form_page(
    request,
    form,
    project,
    title,
    *,
    above,
    above_label,
    submit="",
    template="components/form_page.html",
    **context,
):
    """A page that is one form, or with `form` None one press.

    `above` is the address of the page above it, where Cancel leads too, and `above_label` its name;
    `submit` are the words of the button. What else the template knows stands in it.
    """
    context = {
        "project": project,
        "form": form,
        "title": title,
        "submit": submit,
        "cancel_url": above,
        "crumbs_url": above,
        "crumbs_label": above_label,
    } | context
    return render(request, template, context)
