"""What the code pickers ask while somebody types."""

from django.http import Http404, JsonResponse

from buyers import codes
from buyers.forms.codes import LONGEST_SEARCH, SHOWN


def find(request):
    """The codes of `list` (CPV or NUTS) that `q` finds: public lists, for all who are logged in."""
    scheme = request.GET.get("list", "CPV")
    if scheme not in codes.FILES:
        raise Http404
    found = codes.find(scheme, request.GET.get("q", "")[:LONGEST_SEARCH], SHOWN + 1)
    return JsonResponse(
        {
            "codes": [{"code": row.code, "label": row.label} for row in found[:SHOWN]],
            "more": len(found) > SHOWN,
        }
    )
