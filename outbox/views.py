"""The outbox for administrators (in the demo: everyone's mailbox), and leaving by link."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from core.exports import spreadsheet
from core.languages import speaks
from outbox import exports
from outbox.forms import OutboxFilter
from outbox.models import Category, Mail, OptOut, State
from outbox.querysets import may_read_outbox
from outbox.unsubscribing import leave, read_token, rejoin

PER_PAGE = 50
# A mail's own document: no script, no form, nothing loaded; its links open in a new tab.
BODY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require_GET
def outbox(request):
    form = OutboxFilter(request.GET)
    found = find_mails(request.user, form).for_list()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    states, categories = _words(State), _words(Category)
    for mail in page:
        mail.state_label, mail.category_label = states[mail.state], categories[mail.category]
    return render(request, "outbox/list.html", {"form": form, "page": page})


def _words(choices) -> dict[str, str]:
    """Translated once; `get_..._display` does it again for each row."""
    return {value: str(label) for value, label in choices.choices}


@require_GET
def outbox_export(request, format):
    """What the page shows, all pages of it."""
    found = find_mails(request.user, OutboxFilter(request.GET))
    return spreadsheet(format, "outbox", _("Outbox"), exports.HEADER, exports.rows(found))


def find_mails(person, form):
    if not may_read_outbox(person):
        raise Http404
    return Mail.objects.visible_to(person).matching(**form.chosen())


@require_GET
def mail(request, pk):
    mail = get_object_or_404(Mail.objects.visible_to(request.user), pk=pk)
    return render(request, "outbox/mail.html", {"mail": mail})


@require_GET
@xframe_options_sameorigin
def body(request, pk):
    """The HTML of a mail as a document of its own, for the frame on its page."""
    mail = get_object_or_404(Mail.objects.visible_to(request.user), pk=pk)
    if not mail.readable:
        raise Http404
    html = mail.html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": BODY_POLICY})


@require_GET
def attachment(request, pk, number):
    mail = get_object_or_404(Mail.objects.visible_to(request.user), pk=pk)
    if not mail.readable or number >= len(mail.attachments):
        raise Http404
    part = mail.attachments[number]
    response = HttpResponse(part["text"], content_type=f"{part['type']}; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, part["name"])
    return response


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the signed link is the right
@login_not_required
@speaks
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """GET says what a POST does, POST does it. Known and unknown addresses look alike."""
    try:
        address, category = read_token(token)
    except (signing.BadSignature, ValueError):  # cut off, or a category that is no more
        return render(request, "outbox/unsubscribe_broken.html", status=404)
    if request.method == "POST":
        act = rejoin if request.POST.get("act") == "rejoin" else leave
        act(address=address, category=category)
    left = OptOut.objects.filter(address=address, category=category).exists()
    context = {"address": address, "category": category, "left": left}
    return render(request, "outbox/unsubscribe.html", context)
