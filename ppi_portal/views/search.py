"""The page of the search."""

from itertools import groupby

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ppi_portal import search

LONGEST = 200  # characters that are read of what was typed


@require_safe
def results(request):
    """Grouped by kind, the kind of the best answer first. A code such as D4.2 leads to its page."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = search.find(text, request.user)
    if exact := search.only_code(text, found):
        return redirect(exact.url)
    kinds = list(dict.fromkeys(each.kind for each in found))
    found.sort(key=lambda each: kinds.index(each.kind))
    groups = [(kind, list(items)) for kind, items in groupby(found, key=lambda each: each.kind)]
    context = {"text": text, "groups": groups, "count": len(found), "a_kind": search.A_KIND}
    return render(request, "ppi_portal/search.html", context)
