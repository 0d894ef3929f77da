"""Pages that look alike in every app."""

from collections.abc import Callable

from django.shortcuts import render
from django.utils.cache import patch_vary_headers

FRAGMENT = "X-Fragment"  # what js/tried.js sends


def tried_page(request, whole: str, part: str, context: dict, more: Callable[[], dict]):
    """A page on which figures are tried out: while one types, the template `part` alone; else
    `whole`, which knows also what `more` gives."""
    if request.headers.get(FRAGMENT):
        answer = render(request, part, context)
    else:
        answer = render(request, whole, context | more())
    patch_vary_headers(answer, [FRAGMENT])
    return answer


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
