"""Writing to the people of a training: words, preview for each of them, and how it went."""

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outbox.models import State
from partners.models import Person
from trainings import emails, messages
from trainings.forms.messages import READY, MessageForm, ready
from trainings.views import find, heading

ROWS = 50
NAMES_OFFERED = 500  # to choose from in the preview; next and previous reach all


def table(request, slug, training):
    row = find(request, slug, training, "may_run")
    sent = row.messages.select_related("sent_by").order_by("-sent_at", "-pk")
    page = Paginator(sent, ROWS).get_page(request.GET.get("page"))
    went = messages.how_it_went(page)
    context = heading(row) | {
        "page": page,
        "rows": [
            {
                "message": sent,
                "subject": sent.subject_at(row),
                "to": messages.in_words(sent.states),
                "went": in_words(went[sent.pk]),
            }
            for sent in page
        ],
        "ready": [(key, text[0]) for key, text in READY.items()],
    }
    return render(request, "trainings/messages.html", context)


def write(request, slug, training):
    """The words, then the mail as each of them will read it, then it goes out."""
    row = find(request, slug, training, "may_run")
    now = timezone.now()
    form = MessageForm(
        request.POST or None,
        choices=messages.choices(row, begun=row.has_begun(now)),
        initial=ready(request.GET.get("start", "")),
    )
    if request.method == "POST" and "back" not in request.POST and form.is_valid():
        given = form.cleaned_data
        if "confirmed" in request.POST:
            if form.carry_out(messages.send, training=row, by=request.user, now=now, **given):
                notes.success(request, sent_to(form.outcome.told))
                return redirect("trainings:message", slug, training, form.outcome.pk)
        elif people := messages.recipients(row, given["states"]):
            return preview(request, row, form, people)
        else:
            form.add_error("states", _("Nobody is in these states now."))
    above = reverse("trainings:messages", args=[slug, training])
    context = heading(row) | {
        "form": form,
        "title": _("Write to participants"),
        "submit": _("Preview"),
        "ready": [(key, text[0]) for key, text in READY.items()],
        "cancel_url": above,
        "crumbs_url": above,
        "crumbs_label": _("Messages"),
    }
    return render(request, "trainings/message_form.html", context)


def preview(request, training, form, people):
    """The mail to one of them; personal links are left out, for they would let the reader in."""
    asked = request.POST.get("at", request.POST.get("chosen", "0"))
    at = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    at = min(at, len(people) - 1)
    chosen = people[at]
    letter = emails.message_letter(
        training,
        subject=form.cleaned_data["subject"],
        text=form.cleaned_data["text"],
        language=chosen.person.language,
        by=request.user,
    )
    above = reverse("trainings:messages", args=[training.project.slug, training.slug])
    context = heading(training) | {
        "letter": emails.filled(letter, emails.fill_ins(training, chosen, shown=True)),
        "chosen": chosen,
        "at": at,
        "number": at + 1,
        "following": at + 1 if at + 1 < len(people) else None,
        "count": len(people),
        "names": [
            (number, f"{row.person}, {row.organisation}")
            for number, row in enumerate(people[:NAMES_OFFERED])
        ],
        "typed": form.carried(),
        "cancel_url": above,
        "crumbs_url": above,
        "crumbs_label": _("Messages"),
    }
    return render(request, "trainings/message_preview.html", context)


def message(request, slug, training, pk):
    """What was written, and how it went for each person."""
    row = find(request, slug, training, "may_run")
    found = get_object_or_404(row.messages.select_related("sent_by"), pk=pk)
    mails = messages.mails_of(found).only("to", "state", "sent_at", "last_error", "reason")
    page = Paginator(mails, ROWS).get_page(request.GET.get("page"))
    people = Person.objects.filter(email__in=[mail.to for mail in page])
    names = dict(people.values_list("email", "name"))
    above = reverse("trainings:messages", args=[slug, training])
    context = heading(row) | {
        "message": found,
        "subject": found.subject_at(row),
        "to": messages.in_words(found.states),
        "went": in_words(messages.how_it_went([found])[found.pk]),
        "page": page,
        "rows": [(names.get(mail.to, ""), mail) for mail in page],
        "crumbs_url": above,
        "crumbs_label": _("Messages"),
    }
    return render(request, "trainings/message.html", context)


def sent_to(count: int) -> str:
    return ngettext(
        "The message goes to %(count)d person.", "The message goes to %(count)d people.", count
    ) % {"count": count}


def in_words(went: dict[str, int]) -> str:
    """12 sent, 1 failed."""
    known = ((state.label, went[state]) for state in State if state in went)
    return ", ".join(
        _("%(count)d %(state)s") % {"count": count, "state": label} for label, count in known
    )
