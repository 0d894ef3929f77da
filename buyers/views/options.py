"""The options of a plan: compared, other weights tried; and written by who manages the group."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buyers import scoring
from buyers.exports import options as exports
from buyers.forms.options import CriteriaForm, OptionForm, PressForm, WeightsForm, WhyForm
from buyers.models import PlanOption, Question
from buyers.options import ACTS, choice
from buyers.views.plans import find
from buyers.weighing import weighed
from core.history import changes
from core.views import form_page, tried_page

State = PlanOption.State


def plan_options(request, slug, group, question):
    """With weights in the address those are tried, and nothing is saved."""
    plan = find(request.user, slug, group)
    gathered = scoring.gather(plan, question, request.user, timezone.localdate())
    form, compared, is_tried = tried(request.GET, gathered)
    context = {
        "project": plan.project,
        "group": plan.group,
        "plan": plan,
        "question": question,
        "compared": compared,
        "form": form,
        "is_tried": is_tried,
        "differs": is_tried and differs(compared, gathered),
        "acts": ACTS,
        "here": here(plan, question),
        "today": timezone.localdate(),
    }
    return tried_page(
        request,
        "buyers/plan_options.html",
        "buyers/plan_compared.html",
        context,
        more=lambda: {"choice": compared.chosen and choice(compared.chosen.pk)},
    )


def tried(asked, gathered):
    """The form of the weights, the comparison by them, and whether others were asked for."""
    is_asked = any(name.startswith("w_") for name in asked)
    form = WeightsForm(asked if is_asked else None, criteria=gathered.criteria)
    if is_asked and form.is_valid():
        return form, weighed(gathered, form.weights), True
    return form, weighed(gathered), False


def differs(compared, gathered) -> bool:
    before = {each.pk: each.weight for each in gathered.criteria}
    return any(each.weight != before[each.pk] for each in compared.criteria)


def here(plan, question) -> str:
    return reverse("buyers:plan_options", args=[plan.project.slug, plan.group.slug, question])


def export(request, slug, group, question, format):
    """As the reader may see it, by the weights of the plan or by those that are tried."""
    plan = find(request.user, slug, group)
    gathered = scoring.gather(plan, question, request.user, timezone.localdate())
    _form, compared, _is_tried = tried(request.GET, gathered)
    return exports.options(format, plan.group, compared)


@require_POST
def save_weights(request, slug, group, question):
    plan = find(request.user, slug, group, to_edit=True)
    criteria = list(plan.criteria.standing().filter(question=question))
    form = WeightsForm(request.POST, criteria=criteria)
    given = {"plan": plan, "question": question, "by": request.user}
    address = here(plan, question)
    if form.carry_out(form.save, **given):
        messages.success(request, _("The weights are saved."))
        return redirect(address)
    told = {message for errors in form.errors.values() for message in errors}
    messages.error(request, _("Nothing is saved: %s") % " ".join(sorted(told)))
    asked = request.POST.copy()
    asked.pop("csrfmiddlewaretoken", None)
    return redirect(f"{address}?{asked.urlencode()}")


def new_option(request, slug, group, question):
    plan = find(request.user, slug, group, to_edit=True)
    form = OptionForm(
        request.POST if request.method == "POST" else None,
        instance=PlanOption(plan=plan, question=question),
        together=[],
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("“%s” is added.") % form.outcome)
        return redirect(here(plan, question))
    title = _("New form of procurement") if question == Question.FORM else _("New contract model")
    return page(request, form, plan, question, title, template="buyers/option_form.html")


def edit_option(request, slug, group, question, pk):
    plan, option = find_option(request, slug, group, question, pk)
    name, standing = option.name, plan.options.filter(question=question).exclude(state=State.OUT)
    form = OptionForm(
        request.POST if request.method == "POST" else None,
        instance=option,
        together=list(standing.values_list("pk", flat=True)),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("“%s” is saved.") % form.outcome)
        return redirect(here(plan, question))
    return page(
        request,
        form,
        plan,
        question,
        _("Edit “%s”") % name,
        template="buyers/option_form.html",
        changes=changes(option),
    )


def find_option(request, slug, group, question, pk):
    plan = find(request.user, slug, group)
    option = get_object_or_404(plan.options.visible_to(request.user), question=question, pk=pk)
    if not plan.may_edit:
        raise PermissionDenied
    return plan, option


def act(request, slug, group, question, pk, verb):
    plan, option = find_option(request, slug, group, question, pk)
    wanted = next((act for act in ACTS if act.verb == verb), None)
    if wanted is None:
        raise Http404
    if option.state not in wanted.states and request.method != "POST":
        messages.warning(
            request,
            _("“%(item)s” is %(state)s: “%(act)s” is not possible now.")
            % {"item": option, "state": option.get_state_display(), "act": wanted.label},
        )
        return redirect(here(plan, question))
    form_class = WhyForm if wanted.needs_reason else PressForm
    form = form_class(request.POST if request.method == "POST" else None)
    given = {"option": option, "verb": verb, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, wanted.done % {"item": option})
        return redirect(here(plan, question))
    compared = scoring.compare(plan, question, request.user, timezone.localdate())
    return page(
        request,
        form,
        plan,
        question,
        f"{wanted.label}: {option}",
        submit=wanted.label,
        template="buyers/option_act.html",
        verb=verb,
        compared=compared,
        option=next(each for each in compared.options + compared.out if each.pk == option.pk),
    )


def edit_criteria(request, slug, group, question):
    plan = find(request.user, slug, group, to_edit=True)
    form = CriteriaForm(
        request.POST if request.method == "POST" else None,
        criteria=list(plan.criteria.filter(question=question)),
    )
    given = {"plan": plan, "question": question, "by": request.user, "on": timezone.localdate()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("The criteria are saved."))
        return redirect(here(plan, question))
    return page(
        request,
        form,
        plan,
        question,
        _("Criteria: %s") % Question(question).label,
        lede=_("Weights are relative: 3 and 1 are the same as 75 and 25."),
        template="buyers/criteria_form.html",
    )


def page(request, form, plan, question, title, **context):
    """A page that is one form, below the comparison."""
    return form_page(
        request,
        form,
        plan.project,
        title,
        above=here(plan, question),
        above_label=capfirst(Question(question).label),
        group=plan.group,
        plan=plan,
        **context,
    )
