"""An invitation, answered by its personal link. Open to whoever has the link."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.languages import keep, speak, speaks
from trainings import accepting, emails, links
from trainings.forms.nominating import ColleaguesForm, NobodyForm
from trainings.models import Invitation, Registration
from trainings.sentences import said
from trainings.views.nominating import say
from trainings.views.registering import SAID


@login_not_required
@speaks
@never_cache
@rate_limit(action="training_link", limit_get=True)
def answer(request, token):
    """Looking at it changes nothing. Every link that does not work gets the same page."""
    now = timezone.now()
    given = request.POST.get("answer", "") if request.method == "POST" else ""
    refusals = []
    try:
        row = accepting.find(token=token, now=now)
        speak(request, own=row.person.language)
        colleagues = ColleaguesForm(request.POST if given == "colleagues" else None)
        nobody = NobodyForm(request.POST if given == "nobody" else None)
        if given == "come":
            try:
                registered = accepting.accept(token=token, now=now)
            except ValidationError as refusal:
                refusals = refusal.messages
            else:
                messages.success(request, SAID[registered.state])
                return redirect(own_page(request, registered))
        elif given == "colleagues" and colleagues.is_valid():
            act = accepting.send_colleagues
            if colleagues.carry_out(act, token=token, now=now, **colleagues.given()):
                for outcome in colleagues.outcome:
                    say(request, outcome)
                return redirect(thanks())
        elif given == "nobody" and nobody.is_valid():
            words = nobody.cleaned_data["words"]
            if nobody.carry_out(accepting.decline, token=token, words=words, now=now):
                messages.success(request, _("The organiser knows that nobody can come."))
                return redirect(thanks())
    except links.DeadLink:
        return render(request, "trainings/dead_link.html", status=404)
    context = page_of(row, now) | {
        "colleagues": colleagues,
        "nobody": nobody,
        "given": given,
        "refusals": refusals,
        "form": colleagues if given == "colleagues" else nobody,  # whose errors the title tells
    }
    return render(request, "trainings/invitation.html", context)


@login_not_required
@speaks
@never_cache
def answered(request):
    """Thanks; says nothing of what was asked but what was just told."""
    return render(request, "components/answered.html", {"registers": True})


def page_of(invitation: Invitation, now) -> dict:
    training = invitation.training
    active = training.registrations.active().filter(person=invitation.person_id)
    return {
        "invitation": invitation,
        "why": said(invitation.why),
        "training": training,
        "spoken": emails.in_words(training.language),
        "days": emails.active_days(training),
        "registration": active.first(),
        "takes_registrations": training.takes_registrations(now),
    }


def own_page(request, registration: Registration) -> str:
    """Where the person sees their seat: by their link, or logged in."""
    if registration.link_nonce:
        return keep(request, links.address(registration, "trainings:seat"))
    if request.user.pk == registration.person_id:
        return registration.training.get_absolute_url()
    return thanks()


def thanks() -> str:
    """The page that thanks knows nobody: its address says which language was spoken."""
    return f"{reverse('trainings:invitation_answered')}?lang={get_language()}"
