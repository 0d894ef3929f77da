"""Registering people of one's own organisation."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from trainings import eligibility, gap, nominating
from trainings.forms.nominating import NominateForm
from trainings.models import Registration
from trainings.views import find_seen, heading, typed

State = Registration.State


@rate_limit(action="nominate")
def nominate(request, slug, training):
    """Each of them gets a mail, and the page says of each what became of them."""
    row, today = find_seen(request, slug, training), timezone.localdate()
    where = {"programme": row.programme, "today": today}
    organisations = list(eligibility.spoken_for(person=request.user, **where))
    if not organisations:
        raise PermissionDenied
    own = [organisation.pk for organisation in organisations]
    active = row.registrations.active().filter(person=OuterRef("pk")).order_by()
    found = eligibility.colleagues(organisations=own, **where)
    people = list(found.annotate(registered=Subquery(active.values("state")[:1])))
    verdicts = eligibility.check_all(people=people, **where)
    able = [p for p in people if verdicts[p.pk].eligible and not p.registered]
    entitled = gap.entitled_ids(row.programme, today)
    form = NominateForm(
        typed(request),
        able=able,
        organisations=[own for own in organisations if own.pk in entitled],
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            nominating.nominate,
            training=row,
            organisation=form.organisation,
            people=form.cleaned_data["people"],
            colleagues=form.colleagues,
            by=request.user,
            now=timezone.now(),
        )
    ):
        for outcome in form.outcome:
            say(request, outcome)
        return redirect(row)
    context = heading(row) | {
        "form": form,
        "able": able,
        "full": row.seats_free <= 0,
        "title": _("Register colleagues"),
        "submit": _("Register them"),
        "others": [
            {
                "name": str(person),
                "why": State(person.registered).label
                if person.registered
                else verdicts[person.pk].why,
            }
            for person in people
            if person not in able
        ],
    }
    return render(request, "trainings/nominate.html", context)


def say(request, outcome: nominating.Outcome) -> None:
    """What became of one of them, in the name that the reader wrote."""
    words = {"person": outcome.name}
    if outcome.discreet:
        messages.info(
            request,
            _("We write to %(person)s: the mail says whether they have a seat, or asks them.")
            % words,
        )
    elif outcome.registration is None:
        refused = _("%(person)s: %(reason)s") % (words | {"reason": outcome.refusal})
        messages.error(request, refused)
    elif outcome.registration.state == State.CONFIRMED:
        messages.success(request, _("%(person)s has a seat.") % words)
    elif outcome.registration.state == State.APPLIED:
        messages.success(request, _("%(person)s has applied; the organiser answers.") % words)
    else:
        messages.warning(request, _("%(person)s is on the waiting list.") % words)
