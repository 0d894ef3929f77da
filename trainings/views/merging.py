"""Merging a training into another one: the form, what it will do, and then the act."""

from copy import copy

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trainings import emails, merging
from trainings.days import slots_of
from trainings.forms.merging import MergeForm
from trainings.models import Registration, Training
from trainings.views import find, heading
from trainings.views.reviewing import ASKED, Affected, Position, Review, affected, letters, proceed
from trainings.views.scheduling import doing, in_words, too_late

State = Registration.State


def merge(request, slug, training):
    row, now = find(request, slug, training, "may_schedule"), timezone.now()
    if row.state not in Training.AHEAD:
        return too_late(request, row)
    targets = merging.targets(row, now).select_related("project", "organiser__organisation")
    form = MergeForm(
        request.POST or None,
        training=row,
        targets=targets,
        reason_help=_("Everybody registered or invited reads it."),
    )
    page = heading(row) | {
        "title": _("Merge %(training)s into another training") % {"training": row.title},
        "lede": _(
            "Two trainings become one. Everybody registered goes on to the other training and gets "
            "one mail; this one stays in lists and calendars, struck out."
        ),
        "first_submit": _("See who is told"),
        "submit": _("Merge it"),
        "danger": True,
        "form_template": "trainings/form.html",
    }
    if request.method == "GET" and not form.fields["into"].queryset.exists():
        return render(request, "trainings/merge_nowhere.html", page)
    return proceed(
        request,
        form,
        page,
        review=lambda form: review(request, row, form),
        act=doing(request, row, merging.merge),
        done=_("The training is merged."),
    )


def review(request, training, form) -> Review:
    into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
    gone, days = emails.active_days(training), emails.active_days(into)
    after = copy(training)
    after.state = Training.State.MERGED
    outcome = merging.foresee(training, into)
    changes = [
        {
            "label": _("State"),
            "old": training.get_state_display(),
            "new": after.get_state_display(),
        },
        {"label": _("Training"), "old": training.title, "new": into.title},
        {
            "label": _("When"),
            "old": in_words(slots_of(gone), training),
            "new": in_words(slots_of(days), into),
        },
        {"label": _("Where"), "old": training.place, "new": into.place},
    ]
    people = affected(training, asked=training.invitations.unanswered())
    asked = [position for position in people.positions if position.state == ASKED]
    return Review(
        changes=[change for change in changes if change["old"] != change["new"]],
        people=people,
        letters=[
            (
                Position(State(state), language, offer_ends=None, count=count, linked=0),
                emails.merged_letter(
                    training,
                    into,
                    name,
                    state=state,
                    language=language,
                    gone=gone,
                    days=days,
                    reason=reason,
                ),
            )
            for (name, state, language), count in outcome.letters.most_common()
        ]
        + letters(training, "merged", Affected(asked, []), into=into, gone=gone, reason=reason),
        calendar=in_calendars(people.seated, outcome.seats, training, into),
        also=sentences(outcome, into),
        warnings=[too_small(outcome, into)] if outcome.line else [],
    )


def in_calendars(ended: int, entered: int, training, into) -> list[str]:
    """What the mails do to calendars."""
    found = []
    if ended:
        words = ngettext(
            "%(training)s is taken out of %(n)d calendar.",
            "%(training)s is taken out of %(n)d calendars.",
            ended,
        )
        found.append(words % {"training": training, "n": ended})
    if entered:
        words = ngettext(
            "%(training)s is entered in %(n)d calendar.",
            "%(training)s is entered in %(n)d calendars.",
            entered,
        )
        found.append(words % {"training": into, "n": entered})
    return found


def sentences(outcome, into) -> list[str]:
    """What becomes of people and invitations."""
    told = (
        (
            outcome.seats,
            ngettext(
                "%(n)d person gets a seat at %(training)s.",
                "%(n)d people get a seat at %(training)s.",
                outcome.seats,
            ),
        ),
        (
            outcome.line,
            ngettext(
                "%(n)d person comes onto its waiting list.",
                "%(n)d people come onto its waiting list, in the order they have now.",
                outcome.line,
            ),
        ),
        (
            outcome.applied,
            ngettext(
                "%(n)d person has applied; the organiser answers.",
                "%(n)d people have applied; the organiser answers.",
                outcome.applied,
            ),
        ),
        (
            outcome.twice,
            ngettext(
                "%(n)d person is registered there already and keeps that registration.",
                "%(n)d people are registered there already and keep that registration.",
                outcome.twice,
            ),
        ),
        (
            outcome.invitations,
            ngettext(
                "%(n)d invitation that waits for an answer becomes a prepared one there: look at "
                "it and send it again.",
                "%(n)d invitations that wait for an answer become prepared ones there: look at "
                "them and send them again.",
                outcome.invitations,
            ),
        ),
    )
    return [sentence % {"n": n, "training": into} for n, sentence in told if n]


def too_small(outcome, into) -> str:
    return ngettext(
        "%(training)s has too few seats: %(n)d person will wait. A larger capacity there, before "
        "or after, gives them a seat.",
        "%(training)s has too few seats: %(n)d people will wait. A larger capacity there, before "
        "or after, gives them a seat.",
        outcome.line,
    ) % {"training": into, "n": outcome.line}
