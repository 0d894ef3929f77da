"""An invitation, answered by its personal link. Open to whoever has the link."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.languages import keep, speak, speaks
from trainings import accepting, emails, links
from trainings.forms.answering import PressForm, ToldForm
from trainings.forms.nominating import ColleaguesForm, NobodyForm
from trainings.models import Invitation, Question, Registration
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
    try:
        row = accepting.find(token=token, now=now)
        speak(request, own=row.person.language)
        forms = forms_of(request, row, given, now)
        act = {"come": come, "colleagues": send_colleagues, "nobody": decline}.get(given)
        done = act(request, forms, {"token": token, "now": now}) if act else None
    except links.DeadLink:
        return render(request, "trainings/dead_link.html", status=404)
    if done:
        return redirect(done)
    wrong = [form for form in forms.values() if form and form.errors]
    context = page_of(row, now) | forms | {"given": given}
    context["form"] = wrong[0] if wrong else None  # whose errors the title tells
    return render(request, "trainings/invitation.html", context)


def forms_of(request, row, given: str, now) -> dict:
    """The three answers. Where the training asks questions, whoever comes is asked with the answer:
    alone in `come`, with colleagues in `own`, which is filled in only by who comes too."""
    typed = {given: request.POST}
    questions = None
    if row.asks and row.training.takes_registrations(now):
        questions = list(Question.objects.asked_at(row.training))
    found = {
        "come": PressForm(typed.get("come")),
        "colleagues": ColleaguesForm(typed.get("colleagues")),
        "nobody": NobodyForm(typed.get("nobody")),
        "own": None,
    }
    if questions is not None:
        found["come"] = ToldForm(typed.get("come"), questions=questions)
        found["own"] = ToldForm(
            typed.get("colleagues"),
            questions=questions,
            prefix="own",
            empty_permitted="comes_too" not in request.POST,
        )
    return found


def come(request, forms, given) -> str | None:
    """Where to go on, or None while something is wrong; and so for each answer."""
    form = forms["come"]
    if not form.is_valid() or not form.carry_out(accepting.accept, told=form.told(), **given):
        return None
    messages.success(request, SAID[form.outcome.state])
    return own_page(request, form.outcome)


def send_colleagues(request, forms, given) -> str | None:
    form, own = forms["colleagues"], forms["own"]
    valid = [each.is_valid() for each in (form, own) if each]  # all of them speak
    if own and own.empty_permitted and own.has_changed():
        only_then = _("Tick this if you come too; otherwise leave your own answers empty.")
        form.add_error("comes_too", only_then)
    if form.errors or not all(valid):
        return None
    told = own.told() if own and not own.empty_permitted else None
    given = given | form.given() | {"told": told}
    if not form.carry_out(accepting.send_colleagues, **given):
        return None
    for outcome in form.outcome:
        say(request, outcome)
    return thanks()


def decline(request, forms, given) -> str | None:
    form = forms["nobody"]
    if not form.is_valid():
        return None
    if not form.carry_out(accepting.decline, words=form.cleaned_data["words"], **given):
        return None
    messages.success(request, _("The organiser knows that nobody can come."))
    return thanks()


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
