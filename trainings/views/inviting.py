"""Invitations, for those who run the training: who is missing, whom to ask, who has answered."""

from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.clock import local_day
from core.dates import key_of
from core.exports import spreadsheet
from outbox.models import Mail
from outbox.models import State as MailState
from trainings import emails, exports, gap, inviting, links
from trainings.forms.inviting import (
    ChangeForm,
    PrepareForm,
    ResendForm,
    RevokeForm,
    SendForm,
    SomebodyForm,
)
from trainings.models import Invitation, Training
from trainings.views import find, heading, typed

State = Invitation.State
ROWS = 50
LETTERS = 20  # on one page of the review: each is written out


def table(request, slug, training):
    """Who is entitled and has nobody; with ?show=sent who was asked."""
    row = find(request, slug, training, "may_run")
    if request.GET.get("show") == "sent":
        return asked(request, row)
    now = timezone.now()
    today = local_day(now, row.zone)
    missing = gap.missing(row, today)
    page = Paginator(missing, ROWS).get_page(request.GET.get("page"))
    gap.fill(page.object_list, row, today)
    form = PrepareForm(typed(request), rows=page.object_list)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            inviting.prepare, training=row, chosen=form.pairs(), by=request.user, now=now
        )
    ):
        for sentence in form.outcome.left_out:
            messages.warning(request, sentence)
        return redirect("trainings:review_invitations", slug, training)
    rows = missing_rows(page.object_list, row, form)
    context = frame(row, now) | {
        "page": page,
        "missing": len(missing),
        "rows": rows,
        "some_asked": any(each["asked"] for each in rows),
        "form": form,
    }
    return render(request, "trainings/invitations.html", context)


def asked(request, row):
    """Everybody who was asked and was not taken back before."""
    now = timezone.now()
    found = row.invitations.exclude(sent_at=None).select_related("person", "organisation")
    page = Paginator(found.order_by("organisation__short_name", "pk"), ROWS).get_page(
        request.GET.get("page")
    )
    context = frame(row, now) | {
        "page": page,
        "rows": asked_rows(page.object_list, now),
        "missing": len(gap.missing(row, local_day(now, row.zone))),
    }
    return render(request, "trainings/invitations_sent.html", context)


def frame(row, now) -> dict:
    """What both views of the page show above their table."""
    counts = dict(row.invitations.order_by().values_list("state").annotate(count=Count("pk")))
    return heading(row) | {
        "counts": {state.value: counts.get(state.value, 0) for state in State},
        "may_invite": row.state in Training.AHEAD and not row.has_begun(now),
        "takes_registrations": row.takes_registrations(now),
        "now": now,
    }


def missing_rows(rows, training, form) -> list[dict]:
    """Ticked at first: somebody of each organisation of the training's country that was not asked
    yet."""
    chosen = set(form.data.getlist("chosen")) if form.is_bound else None
    found = []
    for row in rows:
        here = {
            each.person_id
            for each in row.invitations
            if each.training_id == training.pk and each.state in Invitation.STANDING
        }
        near = row.organisation.country == training.country and not row.invitations
        people = [
            {
                "value": (value := f"{row.organisation.pk}-{person.pk}"),
                "name": str(person),
                "email": person.email,
                "ticked": near and nth == 0 if chosen is None else value in chosen,
            }
            for nth, person in enumerate(each for each in row.people if each.pk not in here)
        ]
        asked_there = [
            {
                "name": str(each.person),
                "state": each.state,
                "state_words": each.get_state_display(),
                "answer_by": each.answer_by if each.state == State.SENT else None,
                "training": each.training.title if each.training_id != training.pk else "",
            }
            for each in row.invitations
        ]
        found.append(
            {
                "name": row.organisation.name,
                "country": row.organisation.country,
                "why": row.why,
                "people": people,
                "asked": asked_there,
            }
        )
    return found


def asked_rows(invitations, now) -> list[dict]:
    troubles = troubled_mail(invitations)
    return [
        {
            "pk": each.pk,
            "name": str(each.person),
            "email": each.person.email,
            "organisation": each.organisation.short_name,
            "country": each.organisation.country,
            "state": each.state,
            "state_words": each.get_state_display(),
            "late": each.state == State.SENT and each.link_ends <= now,
            "answer_by": each.answer_by,
            "sent": each.sent_at,
            "nudged": each.nudged_at,
            "answered": each.answered_at,
            "words": each.answer,
            "trouble": troubles.get(key_of(each), ""),
            "may_nudge": inviting.may_be_nudged(each, now),
            "stands": each.state == State.SENT,
        }
        for each in invitations
    ]


def troubled_mail(invitations) -> dict[str, str]:
    """{key of the invitation: what became of its newest mail}, of mail that did not arrive."""
    keys = [key_of(each) for each in invitations if each.state == State.SENT]
    mails = Mail.objects.filter(subject_key__in=keys).order_by("pk")
    newest = dict(mails.values_list("subject_key", "state"))
    bad = {MailState.FAILED: _("the mail failed"), MailState.SUPPRESSED: _("wants no such mail")}
    return {key: bad[state] for key, state in newest.items() if state in bad}


def export(request, slug, training, format):
    row = find(request, slug, training, "may_run")
    today = local_day(timezone.now(), row.zone)
    return spreadsheet(
        format,
        f"{row.project.slug}-{row.slug}-invitations",
        _("Invitations"),
        exports.INVITATIONS,
        exports.invitation_rows(row, today),
    )


@rate_limit(action="invite_somebody")
def somebody(request, slug, training):
    """Prepare an invitation for somebody by name and address."""
    row = find(request, slug, training, "may_run")
    now = timezone.now()
    form = SomebodyForm(typed(request), rows=gap.missing(row, local_day(now, row.zone)))
    if request.method == "POST" and form.is_valid():
        given = {"training": row, "by": request.user, "now": now, **form.cleaned_data}
        if form.carry_out(inviting.prepare_somebody, **given):
            return redirect("trainings:review_invitations", slug, training)
    context = heading(row) | {
        "form": form,
        "title": _("Invite somebody else"),
        "lede": _("Nothing is sent yet: you look at the mail first."),
        "submit": _("Prepare the invitation"),
        **above(row),
    }
    return render(request, "trainings/form.html", context)


def review(request, slug, training):
    """Each prepared invitation with its reason and its mail, as it will be sent."""
    row = find(request, slug, training, "may_run")
    now = timezone.now()
    prepared = row.invitations.prepared().select_related("person", "organisation")
    page = Paginator(prepared.order_by("organisation__short_name", "pk"), LETTERS).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    form = SendForm(
        typed(request),
        rows=row.invitations.prepared(),
        initial={"answer_by": inviting.default_answer_by(row, now)},
    )
    if request.method == "POST" and form.is_valid():
        given = {"training": row, "by": request.user, "now": now}
        days = form.cleaned_data["answer_by"]
        if form.carry_out(inviting.send, **given, answer_by=days, invitations=form.ids()):
            say_sent(request, form.outcome)
            return redirect(f"{reverse('trainings:invitations', args=[slug, training])}?show=sent")
    answer_by = form["answer_by"].initial
    if form.is_bound and "answer_by" not in form.errors:
        answer_by = form.cleaned_data["answer_by"]
    ticked = set(form.data.getlist("invitations")) if form.is_bound else None
    days = emails.active_days(row)
    languages = dict(settings.LANGUAGES)
    context = heading(row) | {
        "page": page,
        "form": form,
        "takes_registrations": row.takes_registrations(now),
        "rows": [
            {
                "invitation": each,
                "ticked": ticked is None or str(each.pk) in ticked,
                "language": languages.get(each.person.language, each.person.language),
                "letter": emails.invitation_letter(
                    each,
                    row,
                    "invited",
                    days=days,
                    answer_by=answer_by,
                    url=links.left_out("trainings:invitation"),
                ),
            }
            for each in rows
        ],
        **above(row),
    }
    return render(request, "trainings/invitations_review.html", context)


def say_sent(request, outcome: inviting.Outcome) -> None:
    count = len(outcome.done)
    if count:
        words = ngettext("%(n)d invitation is sent.", "%(n)d invitations are sent.", count)
        messages.success(request, words % {"n": count})
    elif not outcome.left_out:
        messages.info(request, _("Nothing was left to send."))
    for sentence in outcome.left_out:
        messages.warning(request, sentence)


def change(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    invitation = found(row, pk, State.PREPARED)
    now = timezone.now()
    form = ChangeForm(typed(request), invitation=invitation, today=local_day(now, row.zone))
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        given = {"invitation": invitation, "by": request.user, "now": now}
        if form.carry_out(inviting.change, person=person, **given):
            return redirect("trainings:review_invitations", slug, training)
    context = heading(row) | {
        "form": form,
        "title": _("Ask somebody else of %(organisation)s")
        % {"organisation": invitation.organisation.short_name},
        "submit": _("Ask them"),
        **above(row, "trainings:review_invitations"),
    }
    return render(request, "trainings/form.html", context)


@require_POST
def remove(request, slug, training, pk):
    """What was prepared is not sent."""
    row = find(request, slug, training, "may_run")
    invitation = found(row, pk, State.PREPARED)
    try:
        inviting.revoke(
            invitation=invitation,
            by=request.user,
            now=timezone.now(),
            reason=_("Removed before it was sent"),
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("trainings:review_invitations", slug, training)


@require_POST
def nudge(request, slug, training):
    """One of them, or all that have not answered."""
    row = find(request, slug, training, "may_run")
    one = request.POST.get("invitation", "")
    known = one.isascii() and one.isdecimal() and len(one) < 19
    given = {"invitations": [int(one)] if known else []} if one else {}
    try:
        outcome = inviting.nudge(training=row, by=request.user, now=timezone.now(), **given)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        count = len(outcome.done)
        if count:
            words = ngettext("%(n)d person is nudged.", "%(n)d people are nudged.", count)
            messages.success(request, words % {"n": count})
        elif not outcome.left_out:
            messages.info(request, _("Nobody is left to nudge."))
        for sentence in outcome.left_out if one else ():
            messages.warning(request, sentence)
    return redirect(f"{reverse('trainings:invitations', args=[slug, training])}?show=sent")


def revoke(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    invitation = found(row, pk, State.SENT)
    form = RevokeForm(typed(request))
    if request.method == "POST" and form.is_valid():
        given = {"invitation": invitation, "by": request.user, "now": timezone.now()}
        if form.carry_out(inviting.revoke, reason=form.cleaned_data["reason"], **given):
            messages.success(request, _("Taken back. The link no longer works."))
            return redirect(f"{reverse('trainings:invitations', args=[slug, training])}?show=sent")
    context = heading(row) | {
        "form": form,
        "title": _("Take back the invitation of %(person)s") % {"person": invitation.person},
        "lede": _("The link in the mail stops working at once. No mail says so."),
        "submit": _("Take it back"),
        "danger": True,
        **above(row, show="sent"),
    }
    return render(request, "trainings/form.html", context)


def resend(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    invitation = found(row, pk, State.SENT)
    now = timezone.now()
    form = ResendForm(typed(request), initial={"answer_by": inviting.default_answer_by(row, now)})
    if request.method == "POST" and form.is_valid():
        given = {"invitation": invitation, "by": request.user, "now": now}
        if form.carry_out(inviting.resend, answer_by=form.cleaned_data["answer_by"], **given):
            messages.success(request, _("Sent again, with a new link."))
            return redirect(f"{reverse('trainings:invitations', args=[slug, training])}?show=sent")
    context = heading(row) | {
        "form": form,
        "title": _("Send the invitation of %(person)s again") % {"person": invitation.person},
        "lede": _("The mail carries a new link; the one before stops working."),
        "submit": _("Send it again"),
        **above(row, show="sent"),
    }
    return render(request, "trainings/form.html", context)


def found(row, pk: int, state: str) -> Invitation:
    """404 for an invitation in another state: what was pressed twice is done."""
    rows = row.invitations.filter(state=state).select_related("person", "organisation", "training")
    return get_object_or_404(rows, pk=pk)


def above(row, page: str = "trainings:invitations", show: str = "") -> dict:
    """The list as the page above."""
    address = reverse(page, args=[row.project.slug, row.slug]) + (f"?show={show}" if show else "")
    return {"crumbs_url": address, "crumbs_label": _("Invitations"), "cancel_url": address}
